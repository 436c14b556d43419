/** Of the library `wifi`. */
#ifndef MGOS_WIFI_H
#define MGOS_WIFI_H

/** dBm, below zero; zero while there is no connection. */
int mgos_wifi_sta_get_rssi(void);

#endif
