/** Of the library `adc`. */
#ifndef MGOS_ADC_H
#define MGOS_ADC_H

#include <stdbool.h>

bool mgos_adc_enable(int pin);
/** Millivolts. */
int mgos_adc_read_voltage(int pin);

#endif
