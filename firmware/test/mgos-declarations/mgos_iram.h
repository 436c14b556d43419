#ifndef MGOS_IRAM_H
#define MGOS_IRAM_H

/** Puts a function where an interrupt can run it while the flash is being written. */
#define IRAM

#endif
