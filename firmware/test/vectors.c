/* Made from contract/vectors by: node .build/vectors.mts */
#include "vectors.h"

const struct vector vectors[] = {
    {"command-clear-tamper", "command", "ok", "", 149,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"clear-tamper\",\"args\":{}}"
    },
    {"command-get-state", "command", "ok", "", 78,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"op\":\"get-state\",\"args\":{}"
     "}"
    },
    {"command-identify", "command", "ok", "", 145,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"identify\",\"args\":{}}"
    },
    {"command-ota", "command", "ok", "", 421,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":1048576,\""
     "sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature"
     "\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98e"
     "lvt/DHFV8rM=\"}}"
    },
    {"command-ping", "command", "ok", "", 63,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"op\":\"ping\"}"
    },
    {"command-reboot", "command", "ok", "", 143,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"reboot\",\"args\":{}}"
    },
    {"command-replay-to", "command", "ok", "", 164,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"replay\",\"args\":{\"from\":4200,\""
     "to\":4210}}"
    },
    {"command-replay", "command", "ok", "", 154,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"replay\",\"args\":{\"from\":4200}}"
    },
    {"command-set-config-highest", "command", "ok", "", 292,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"heartbeat"
     "Seconds\":300,\"heldOpenSeconds\":7200,\"debounceMs\":1000,\"resendSeconds\":300,\"batter"
     "yLowPercent\":50,\"deniedAttempts\":10,\"sirenSeconds\":900}}"
    },
    {"command-set-config-lowest", "command", "ok", "", 281,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"heartbeat"
     "Seconds\":10,\"heldOpenSeconds\":10,\"debounceMs\":10,\"resendSeconds\":5,\"batteryLowPer"
     "cent\":5,\"deniedAttempts\":1,\"sirenSeconds\":0}}"
    },
    {"command-set-config", "command", "ok", "", 186,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"heldOpenS"
     "econds\":120,\"sirenSeconds\":60}}"
    },
    {"config-all", "config", "ok", "", 186,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"2026-11-20.1\",\"heartbeatSeconds\":60,\"heldOpe"
     "nSeconds\":300,\"debounceMs\":50,\"resendSeconds\":30,\"batteryLowPercent\":20,\"deniedAt"
     "tempts\":3,\"sirenSeconds\":180}"
    },
    {"config-none", "config", "ok", "", 42,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"defaults\"}"
    },
    {"event-512-bytes", "event", "ok", "", 512,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"pad\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxx\"}}"
    },
    {"event-8-deep", "event", "ok", "", 191,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"a\":[[[[[[1]]]]]]}}"
    },
    {"event-access-denied", "event", "ok", "", 195,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4217,\"type"
     "\":\"access-denied\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\""
     "closed\",\"tamper\":false,\"data\":{\"attempts\":3}}"
    },
    {"event-battery-low", "event", "ok", "", 140,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4219,\"type\":\"battery-low\",\"at\":"
     "1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"data\":{\"percent\":18}}"
    },
    {"event-boot", "event", "ok", "", 127,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":18,\"seq\":4221,\"type\":\"boot\",\"at\":null,\""
     "clock\":\"none\",\"uptime\":310,\"data\":{\"reset\":\"watchdog\"}}"
    },
    {"event-clock-estimated", "event", "ok", "", 179,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"estimated\",\"uptime\":123456,\"door\":\"o"
     "pen\",\"tamper\":false,\"data\":{}}"
    },
    {"event-clock-set", "event", "ok", "", 143,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":18,\"seq\":4222,\"type\":\"clock-set\",\"at\":17"
     "95334131425,\"clock\":\"sntp\",\"uptime\":123456,\"data\":{\"changedMs\":-3200}}"
    },
    {"event-closed", "event", "ok", "", 176,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4212,\"type"
     "\":\"closed\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"closed"
     "\",\"tamper\":false,\"data\":{}}"
    },
    {"event-config-changed", "event", "ok", "", 173,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4223,\"type\":\"config-changed\",\"at"
     "\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"data\":{\"config\":\"2026-11-20.1"
     "\",\"result\":\"applied\"}}"
    },
    {"event-duress", "event", "ok", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4218,\"type"
     "\":\"duress\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"event-forced", "event", "ok", "", 173,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4213,\"type"
     "\":\"forced\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":true,\"data\":{}}"
    },
    {"event-held-open", "event", "ok", "", 190,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4214,\"type"
     "\":\"held-open\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"ope"
     "n\",\"tamper\":false,\"data\":{\"seconds\":300}}"
    },
    {"event-highest-seq", "event", "ok", "", 180,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4294967295,"
     "\"type\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\""
     "open\",\"tamper\":false,\"data\":{}}"
    },
    {"event-journal-overflow", "event", "ok", "", 142,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4224,\"type\":\"journal-overflow\",\""
     "at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"data\":{\"lost\":12}}"
    },
    {"event-opened", "event", "ok", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"event-power", "event", "ok", "", 135,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4220,\"type\":\"power\",\"at\":179533"
     "4131425,\"clock\":\"sntp\",\"uptime\":123456,\"data\":{\"mains\":false}}"
    },
    {"event-second-locker", "event", "ok", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0002\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"event-tamper-cleared", "event", "ok", "", 146,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4216,\"type\":\"tamper-cleared\",\"at"
     "\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"tamper\":false,\"data\":{}}"
    },
    {"event-tamper-of-unit", "event", "ok", "", 163,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":null,\"boot\":17,\"seq\":4215,\"type\":\"tampe"
     "r\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":null,\"tamper\":tr"
     "ue,\"data\":{}}"
    },
    {"event-without-data", "event", "ok", "", 164,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false}"
    },
    {"heartbeat-wired", "heartbeat", "ok", "", 103,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,\"queued"
     "\":2,\"lost\":0,\"uptime\":123456}"
    },
    {"heartbeat", "heartbeat", "ok", "", 127,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,\"queued"
     "\":2,\"lost\":0,\"uptime\":123456,\"rssi\":-61,\"heap\":81234}"
    },
    {"mark-clock-suspect-1970", "event", "ok", "clock-suspect", 166,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":12345,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tampe"
     "r\":false,\"data\":{}}"
    },
    {"mark-clock-suspect-2200", "event", "ok", "clock-suspect", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":7258118400000,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"mark-clock-suspect-before-1970", "event", "ok", "clock-suspect", 163,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":-1,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\""
     ":false,\"data\":{}}"
    },
    {"mark-clock-suspect-estimated", "event", "ok", "clock-suspect", 171,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":12345,\"clock\":\"estimated\",\"uptime\":123456,\"door\":\"open\",\""
     "tamper\":false,\"data\":{}}"
    },
    {"mark-clock-suspect-no-date", "event", "ok", "clock-suspect", 177,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":9000000000000000,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"ope"
     "n\",\"tamper\":false,\"data\":{}}"
    },
    {"mark-clock-suspect-none-with-time", "event", "ok", "clock-suspect", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"none\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"mark-clock-suspect-sequence", "event", "ok", "clock-suspect", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4212,\"type"
     "\":\"opened\",\"at\":1795330531425,\"clock\":\"sntp\",\"uptime\":124456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"mark-clock-suspect-sntp-without-time", "event", "ok", "clock-suspect", 165,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":null,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper"
     "\":false,\"data\":{}}"
    },
    {"mark-out-of-order", "event", "ok", "out-of-order", 176,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4212,\"type"
     "\":\"closed\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123556,\"door\":\"closed"
     "\",\"tamper\":false,\"data\":{}}"
    },
    {"mark-oversize", "event", "ok", "oversize", 513,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"pad\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxx\"}}"
    },
    {"mark-renumbered", "event", "ok", "renumbered", 172,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":16,\"seq\":4212,\"type"
     "\":\"opened\",\"at\":1795334131825,\"clock\":\"sntp\",\"uptime\":3000,\"door\":\"open\",\""
     "tamper\":false,\"data\":{}}"
    },
    {"mark-replayed-back", "event", "ok", "replayed", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131825,\"clock\":\"sntp\",\"uptime\":125456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"mark-replayed-other-content", "event", "ok", "replayed", 176,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"closed\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"closed"
     "\",\"tamper\":false,\"data\":{}}"
    },
    {"mark-restored", "event", "ok", "restored", 128,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":16,\"seq\":4211,\"type\":\"boot\",\"at\":null,\""
     "clock\":\"none\",\"uptime\":1500,\"data\":{\"reset\":\"power-on\"}}"
    },
    {"mark-sequence-gap", "event", "ok", "sequence-gap", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4214,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":124456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"mark-unknown-fields", "event", "ok", "unknown-fields", 216,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{},\"shelf\":3,\"camera\":{\"id\":\"C2\",\"frame\":81}}"
    },
    {"reply-accepted", "reply", "ok", "", 97,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"n\":12,"
     "\"result\":\"accepted\"}"
    },
    {"reply-done", "reply", "ok", "", 93,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"n\":12,"
     "\"result\":\"done\"}"
    },
    {"reply-event-duplicate", "reply-event", "ok", "", 39,
     "{\"v\":1,\"seq\":4211,\"result\":\"duplicate\"}"
    },
    {"reply-event-rejected", "reply-event", "ok", "", 62,
     "{\"v\":1,\"seq\":4211,\"result\":\"rejected\",\"code\":\"unknown-locker\"}"
    },
    {"reply-event-stored", "reply-event", "ok", "", 36,
     "{\"v\":1,\"seq\":4211,\"result\":\"stored\"}"
    },
    {"reply-rejected", "reply", "ok", "", 112,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"n\":12,"
     "\"result\":\"rejected\",\"code\":\"stale\"}"
    },
    {"reply-to-ping", "reply", "ok", "", 86,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"result\""
     ":\"done\"}"
    },
    {"status-cabinet", "status", "ok", "", 444,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\""
     ",\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\""
     "door\":\"closed\",\"tamper\":false},{\"locker\":\"MUM01-0002\",\"door\":\"open\",\"tamper"
     "\":false}],\"seq\":4211,\"clock\":\"sntp\",\"config\":\"2026-11-20.1\",\"settings\":{\"he"
     "artbeatSeconds\":300,\"heldOpenSeconds\":7200,\"debounceMs\":1000,\"resendSeconds\":300,\""
     "batteryLowPercent\":50,\"deniedAttempts\":10,\"sirenSeconds\":900}}"
    },
    {"status-last-will", "status", "ok", "", 51,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":false,\"boot\":17}"
    },
    {"status-later-setting", "status", "ok", "", 375,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\""
     ",\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\""
     "door\":\"closed\",\"tamper\":false}],\"seq\":4211,\"clock\":\"none\",\"settings\":{\"hear"
     "tbeatSeconds\":60,\"heldOpenSeconds\":300,\"debounceMs\":50,\"resendSeconds\":30,\"batter"
     "yLowPercent\":20,\"deniedAttempts\":3,\"sirenSeconds\":0,\"dimSeconds\":30}}"
    },
    {"status-no-reset", "status", "ok", "", 135,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\""
     ",\"firmware\":\"1.0.0\",\"lockers\":[],\"seq\":4211,\"clock\":\"none\"}"
    },
    {"status-online", "status", "ok", "", 359,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\""
     ",\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\""
     "door\":\"closed\",\"tamper\":false}],\"seq\":4211,\"clock\":\"none\",\"settings\":{\"hear"
     "tbeatSeconds\":60,\"heldOpenSeconds\":300,\"debounceMs\":50,\"resendSeconds\":30,\"batter"
     "yLowPercent\":20,\"deniedAttempts\":3,\"sirenSeconds\":0}}"
    },
    {"status-unknown-fields", "status", "ok", "unknown-fields", 224,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\""
     ",\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\""
     "door\":\"closed\",\"tamper\":false}],\"seq\":4211,\"clock\":\"none\",\"ip\":\"10.0.0.7\"}"
    },
    {"command-id-no-uuid", "command", "schema-violation", "", 109,
     "{\"v\":1,\"id\":\"12\",\"boot\":17,\"nonce\":\"9f86d081884c7d65\",\"n\":12,\"expires\":17"
     "95334191425,\"op\":\"reboot\",\"args\":{}}"
    },
    {"command-ota-hash-short", "command", "schema-violation", "", 420,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":1048576,\""
     "sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a0\",\"signature\""
     ":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elv"
     "t/DHFV8rM=\"}}"
    },
    {"command-ota-hash-upper-case", "command", "schema-violation", "", 421,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":1048576,\""
     "sha256\":\"9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08\",\"signature"
     "\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98e"
     "lvt/DHFV8rM=\"}}"
    },
    {"command-ota-http", "command", "schema-violation", "", 406,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"http://f"
     "irmware.bank.example/image.zip\",\"version\":\"1.1.0\",\"size\":1048576,\"sha256\":\"9f86"
     "d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature\":\"MEUCIQDO9t"
     "f+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}"
     "}"
    },
    {"command-ota-signature-short", "command", "schema-violation", "", 409,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":1048576,\""
     "sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature"
     "\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98e"
     "\"}}"
    },
    {"command-ota-signature-url-safe", "command", "schema-violation", "", 421,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":1048576,\""
     "sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature"
     "\":\"-EUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98e"
     "lvt/DHFV8rM=\"}}"
    },
    {"command-ota-size-too-large", "command", "schema-violation", "", 422,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":16777217,\""
     "sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature"
     "\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98e"
     "lvt/DHFV8rM=\"}}"
    },
    {"command-ota-size-zero", "command", "schema-violation", "", 415,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":0,\"sha256"
     "\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature\":\"M"
     "EUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DH"
     "FV8rM=\"}}"
    },
    {"command-ota-url-too-long", "command", "schema-violation", "", 624,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\",\"version\":\"1."
     "1.0\",\"size\":1048576,\"sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6"
     "c15b0f00a08\",\"signature\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dX"
     "M2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}}"
    },
    {"command-ota-url-with-space", "command", "schema-violation", "", 405,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/a b.zip\",\"version\":\"1.1.0\",\"size\":1048576,\"sha256\":\"9f86d"
     "081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature\":\"MEUCIQDO9tf"
     "+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}}"
    },
    {"command-ota-url-without-host", "command", "schema-violation", "", 376,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "\",\"version\":\"1.1.0\",\"size\":1048576,\"sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3"
     "bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW"
     "/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}}"
    },
    {"command-ota-version-too-long", "command", "schema-violation", "", 449,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.0.0-xxxxxxxxxxxxxxxxxxxxx"
     "xxxxxx\",\"size\":1048576,\"sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd1"
     "5d6c15b0f00a08\",\"signature\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap"
     "8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}}"
    },
    {"command-ota-version-with-space", "command", "schema-violation", "", 423,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0 2\",\"size\":1048576,"
     "\"sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signatu"
     "re\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G9"
     "8elvt/DHFV8rM=\"}}"
    },
    {"command-ota-with-setting", "command", "schema-violation", "", 439,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":1048576,\""
     "sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature"
     "\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98e"
     "lvt/DHFV8rM=\",\"sirenSeconds\":60}}"
    },
    {"command-ota-without-sha256", "command", "schema-violation", "", 345,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":1048576,\""
     "signature\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1N"
     "Z7Zs7G98elvt/DHFV8rM=\"}}"
    },
    {"command-ota-without-signature", "command", "schema-violation", "", 310,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"size\":1048576,\""
     "sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}}"
    },
    {"command-ota-without-size", "command", "schema-violation", "", 406,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"version\":\"1.1.0\",\"sha256\":\"9f86d0"
     "81884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature\":\"MEUCIQDO9tf+"
     "OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}}"
    },
    {"command-ota-without-url", "command", "schema-violation", "", 359,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"version\":\"1.1."
     "0\",\"size\":1048576,\"sha256\":\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c1"
     "5b0f00a08\",\"signature\":\"MEUCIQDO9tf+OvgdaTw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2"
     "JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}}"
    },
    {"command-ota-without-version", "command", "schema-violation", "", 403,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"ota\",\"args\":{\"url\":\"https://"
     "firmware.bank.example/smart-lockers-1.1.0.zip\",\"size\":1048576,\"sha256\":\"9f86d081884"
     "c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\",\"signature\":\"MEUCIQDO9tf+Ovgda"
     "Tw1c2bjdp7zeNFesFDfnsbW/0pHWz79YwIgFRap8dXM2JVxxoEHMp96j1NZ7Zs7G98elvt/DHFV8rM=\"}}"
    },
    {"command-reboot-with-arguments", "command", "schema-violation", "", 151,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"reboot\",\"args\":{\"from\":1}}"
    },
    {"command-reboot-without-boot", "command", "schema-violation", "", 133,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"nonce\":\"9f86d081884c7d65\",\""
     "n\":12,\"expires\":1795334191425,\"op\":\"reboot\",\"args\":{}}"
    },
    {"command-reboot-without-expires", "command", "schema-violation", "", 119,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"op\":\"reboot\",\"args\":{}}"
    },
    {"command-reboot-without-n", "command", "schema-violation", "", 136,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"expires\":1795334191425,\"op\":\"reboot\",\"args\":{}}"
    },
    {"command-reboot-without-nonce", "command", "schema-violation", "", 116,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"n\":12,\"expires\""
     ":1795334191425,\"op\":\"reboot\",\"args\":{}}"
    },
    {"command-replay-with-setting", "command", "schema-violation", "", 169,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"replay\",\"args\":{\"from\":1,\"si"
     "renSeconds\":60}}"
    },
    {"command-replay-without-from", "command", "schema-violation", "", 143,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"replay\",\"args\":{}}"
    },
    {"command-set-config-battery-low-percent-high", "command", "schema-violation", "", 169,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"batteryLo"
     "wPercent\":51}}"
    },
    {"command-set-config-battery-low-percent-low", "command", "schema-violation", "", 168,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"batteryLo"
     "wPercent\":4}}"
    },
    {"command-set-config-debounce-ms-high", "command", "schema-violation", "", 164,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"debounceM"
     "s\":1001}}"
    },
    {"command-set-config-debounce-ms-low", "command", "schema-violation", "", 161,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"debounceM"
     "s\":9}}"
    },
    {"command-set-config-denied-attempts-high", "command", "schema-violation", "", 166,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"deniedAtt"
     "empts\":11}}"
    },
    {"command-set-config-denied-attempts-low", "command", "schema-violation", "", 165,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"deniedAtt"
     "empts\":0}}"
    },
    {"command-set-config-empty", "command", "schema-violation", "", 147,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{}}"
    },
    {"command-set-config-fraction", "command", "schema-violation", "", 166,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"sirenSeco"
     "nds\":60.5}}"
    },
    {"command-set-config-heartbeat-seconds-high", "command", "schema-violation", "", 169,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"heartbeat"
     "Seconds\":301}}"
    },
    {"command-set-config-heartbeat-seconds-low", "command", "schema-violation", "", 167,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"heartbeat"
     "Seconds\":9}}"
    },
    {"command-set-config-held-open-seconds-high", "command", "schema-violation", "", 169,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"heldOpenS"
     "econds\":7201}}"
    },
    {"command-set-config-held-open-seconds-low", "command", "schema-violation", "", 166,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"heldOpenS"
     "econds\":9}}"
    },
    {"command-set-config-null", "command", "schema-violation", "", 166,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"sirenSeco"
     "nds\":null}}"
    },
    {"command-set-config-resend-seconds-high", "command", "schema-violation", "", 166,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"resendSec"
     "onds\":301}}"
    },
    {"command-set-config-resend-seconds-low", "command", "schema-violation", "", 164,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"resendSec"
     "onds\":4}}"
    },
    {"command-set-config-siren-seconds-high", "command", "schema-violation", "", 165,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"sirenSeco"
     "nds\":901}}"
    },
    {"command-set-config-siren-seconds-low", "command", "schema-violation", "", 164,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"sirenSeco"
     "nds\":-1}}"
    },
    {"command-set-config-text", "command", "schema-violation", "", 166,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"sirenSeco"
     "nds\":\"60\"}}"
    },
    {"command-set-config-unknown-setting", "command", "schema-violation", "", 188,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"sirenSeco"
     "nds\":60,\"broker\":\"mqtt.example\"}}"
    },
    {"command-set-config-with-from", "command", "schema-violation", "", 173,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\",\"args\":{\"sirenSeco"
     "nds\":60,\"from\":1}}"
    },
    {"command-set-config-without-arguments", "command", "schema-violation", "", 137,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"set-config\"}"
    },
    {"command-set-config-without-nonce", "command", "schema-violation", "", 137,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"n\":12,\"expires\""
     ":1795334191425,\"op\":\"set-config\",\"args\":{\"sirenSeconds\":60}}"
    },
    {"command-unknown-argument", "command", "schema-violation", "", 164,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"replay\",\"args\":{\"from\":4200,\""
     "speed\":2}}"
    },
    {"command-unknown-field", "command", "schema-violation", "", 156,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"reboot\",\"args\":{},\"force\":tru"
     "e}"
    },
    {"command-unlock", "command", "schema-violation", "", 143,
     "{\"v\":1,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"unlock\",\"args\":{}}"
    },
    {"config-out-of-range", "config", "schema-violation", "", 59,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"x\",\"heartbeatSeconds\":3600}"
    },
    {"config-unknown-setting", "config", "schema-violation", "", 61,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"x\",\"server\":\"broker.example\"}"
    },
    {"config-without-id", "config", "schema-violation", "", 48,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"heartbeatSeconds\":60}"
    },
    {"event-access-denied-without-locker", "event", "schema-violation", "", 159,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4211,\"type\":\"access-denied\",\"at\""
     ":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\""
     "data\":{}}"
    },
    {"event-at-fraction", "event", "schema-violation", "", 176,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425.5,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open"
     "\",\"tamper\":false,\"data\":{}}"
    },
    {"event-at-infinite", "event", "schema-violation", "", 166,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1e400,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tampe"
     "r\":false,\"data\":{}}"
    },
    {"event-at-text", "event", "schema-violation", "", 183,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":\"2026-11-22T08:35:31Z\",\"clock\":\"sntp\",\"uptime\":123456,\"door"
     "\":\"open\",\"tamper\":false,\"data\":{}}"
    },
    {"event-clock-unknown", "event", "schema-violation", "", 173,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"gps\",\"uptime\":123456,\"door\":\"open\","
     "\"tamper\":false,\"data\":{}}"
    },
    {"event-closed-without-locker", "event", "schema-violation", "", 152,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4211,\"type\":\"closed\",\"at\":17953"
     "34131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\"data\""
     ":{}}"
    },
    {"event-data-list", "event", "schema-violation", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":[]}"
    },
    {"event-door-ajar", "event", "schema-violation", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"ajar\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"event-duress-without-locker", "event", "schema-violation", "", 152,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4211,\"type\":\"duress\",\"at\":17953"
     "34131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\"data\""
     ":{}}"
    },
    {"event-forced-without-locker", "event", "schema-violation", "", 152,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4211,\"type\":\"forced\",\"at\":17953"
     "34131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\"data\""
     ":{}}"
    },
    {"event-held-open-without-locker", "event", "schema-violation", "", 155,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4211,\"type\":\"held-open\",\"at\":17"
     "95334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\"dat"
     "a\":{}}"
    },
    {"event-locker-too-long", "event", "schema-violation", "", 197,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"LLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLLL\",\"boot\""
     ":17,\"seq\":4211,\"type\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":1"
     "23456,\"door\":\"open\",\"tamper\":false,\"data\":{}}"
    },
    {"event-locker-with-slash", "event", "schema-violation", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01/0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"event-opened-locker-null", "event", "schema-violation", "", 166,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":null,\"boot\":17,\"seq\":4211,\"type\":\"opene"
     "d\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\""
     ":false,\"data\":{}}"
    },
    {"event-opened-without-locker", "event", "schema-violation", "", 152,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"seq\":4211,\"type\":\"opened\",\"at\":17953"
     "34131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\"data\""
     ":{}}"
    },
    {"event-seq-fraction", "event", "schema-violation", "", 176,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211.5,\"ty"
     "pe\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open"
     "\",\"tamper\":false,\"data\":{}}"
    },
    {"event-seq-negative", "event", "schema-violation", "", 172,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":-1,\"type\""
     ":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\""
     "tamper\":false,\"data\":{}}"
    },
    {"event-seq-over-uint32", "event", "schema-violation", "", 180,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4294967296,"
     "\"type\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\""
     "open\",\"tamper\":false,\"data\":{}}"
    },
    {"event-seq-text", "event", "schema-violation", "", 176,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":\"4211\",\""
     "type\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"op"
     "en\",\"tamper\":false,\"data\":{}}"
    },
    {"event-tamper-number", "event", "schema-violation", "", 170,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":1,\"data\":{}}"
    },
    {"event-type-derived", "event", "schema-violation", "", 175,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"offline\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"event-type-unknown", "event", "schema-violation", "", 176,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"unlocked\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open"
     "\",\"tamper\":false,\"data\":{}}"
    },
    {"event-unit-wildcard", "event", "schema-violation", "", 166,
     "{\"v\":1,\"unit\":\"+\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type\":\"ope"
     "ned\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tampe"
     "r\":false,\"data\":{}}"
    },
    {"event-uptime-negative", "event", "schema-violation", "", 170,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":-5,\"door\":\"open\",\"t"
     "amper\":false,\"data\":{}}"
    },
    {"event-without-at", "event", "schema-violation", "", 155,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\"d"
     "ata\":{}}"
    },
    {"event-without-boot", "event", "schema-violation", "", 164,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"seq\":4211,\"type\":\"opened\""
     ",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":f"
     "alse,\"data\":{}}"
    },
    {"event-without-clock", "event", "schema-violation", "", 159,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\""
     "data\":{}}"
    },
    {"event-without-seq", "event", "schema-violation", "", 163,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"type\":\"opened\""
     ",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":f"
     "alse,\"data\":{}}"
    },
    {"event-without-type", "event", "schema-violation", "", 158,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"at\""
     ":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\""
     "data\":{}}"
    },
    {"event-without-unit", "event", "schema-violation", "", 155,
     "{\"v\":1,\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type\":\"opened\",\"at\":17"
     "95334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tamper\":false,\"dat"
     "a\":{}}"
    },
    {"event-without-uptime", "event", "schema-violation", "", 158,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"door\":\"open\",\"tamper\":false,"
     "\"data\":{}}"
    },
    {"heartbeat-queued-text", "heartbeat", "schema-violation", "", 129,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,\"queued"
     "\":\"2\",\"lost\":0,\"uptime\":123456,\"rssi\":-61,\"heap\":81234}"
    },
    {"heartbeat-without-uptime", "heartbeat", "schema-violation", "", 111,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,\"queued"
     "\":2,\"lost\":0,\"rssi\":-61,\"heap\":81234}"
    },
    {"not-an-object", "event", "schema-violation", "", 176,
     "[{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"typ"
     "e\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}]"
    },
    {"not-json-binary-zero", "event", "not-json", "", 175,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}\000"
    },
    {"not-json-cut-off", "event", "not-json", "", 80,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"ope"
    },
    {"not-json-empty", "event", "not-json", "", 0,
     ""
    },
    {"not-json-nan", "heartbeat", "not-json", "", 127,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,\"queued"
     "\":2,\"lost\":0,\"uptime\":123456,\"rssi\":NaN,\"heap\":81234}"
    },
    {"not-utf8-latin-1", "event", "not-utf8", "", 187,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"note\":\"caf\351\"}}"
    },
    {"not-utf8", "event", "not-utf8", "", 40,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"\377\376\"}"
    },
    {"null", "event", "schema-violation", "", 4,
     "null"
    },
    {"reply-event-result-unknown", "reply-event", "schema-violation", "", 35,
     "{\"v\":1,\"seq\":4211,\"result\":\"later\"}"
    },
    {"reply-event-without-seq", "reply-event", "schema-violation", "", 25,
     "{\"v\":1,\"result\":\"stored\"}"
    },
    {"reply-result-unknown", "reply", "schema-violation", "", 94,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"n\":12,"
     "\"result\":\"maybe\"}"
    },
    {"reply-without-id", "reply", "schema-violation", "", 49,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"n\":12,\"result\":\"done\"}"
    },
    {"status-locker-without-door", "status", "schema-violation", "", 192,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\""
     ",\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\""
     "tamper\":false}],\"seq\":4211,\"clock\":\"none\"}"
    },
    {"status-nonce-short", "status", "schema-violation", "", 196,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86\",\"firmware"
     "\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\"door\":\"cl"
     "osed\",\"tamper\":false}],\"seq\":4211,\"clock\":\"none\"}"
    },
    {"status-online-text", "status", "schema-violation", "", 209,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":\"yes\",\"boot\":17,\"nonce\":\"9f86d081884c7d"
     "65\",\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\""
     ",\"door\":\"closed\",\"tamper\":false}],\"seq\":4211,\"clock\":\"none\"}"
    },
    {"status-setting-out-of-range", "status", "schema-violation", "", 360,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\""
     ",\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\""
     "door\":\"closed\",\"tamper\":false}],\"seq\":4211,\"clock\":\"none\",\"settings\":{\"hear"
     "tbeatSeconds\":301,\"heldOpenSeconds\":300,\"debounceMs\":50,\"resendSeconds\":30,\"batte"
     "ryLowPercent\":20,\"deniedAttempts\":3,\"sirenSeconds\":0}}"
    },
    {"status-settings-incomplete", "status", "schema-violation", "", 342,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"nonce\":\"9f86d081884c7d65\""
     ",\"firmware\":\"1.0.0\",\"reset\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\""
     "door\":\"closed\",\"tamper\":false}],\"seq\":4211,\"clock\":\"none\",\"settings\":{\"hear"
     "tbeatSeconds\":60,\"heldOpenSeconds\":300,\"debounceMs\":50,\"resendSeconds\":30,\"batter"
     "yLowPercent\":20,\"deniedAttempts\":3}}"
    },
    {"status-without-boot", "status", "schema-violation", "", 41,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":false}"
    },
    {"status-without-nonce", "status", "schema-violation", "", 181,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"online\":true,\"boot\":17,\"firmware\":\"1.0.0\",\"rese"
     "t\":\"watchdog\",\"lockers\":[{\"locker\":\"MUM01-0001\",\"door\":\"closed\",\"tamper\":f"
     "alse}],\"seq\":4211,\"clock\":\"none\"}"
    },
    {"too-deep-brackets", "event", "too-deep", "", 8000,
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
     "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
    },
    {"too-deep", "event", "too-deep", "", 193,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"a\":[[[[[[[1]]]]]]]}}"
    },
    {"too-large", "event", "too-large", "", 8193,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"pad\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}}"
    },
    {"topic-malformed-long", "event", "topic-malformed", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"topic-malformed-message", "event", "topic-malformed", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"topic-malformed-short", "event", "topic-malformed", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"topic-malformed-site", "event", "topic-malformed", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"topic-malformed-version", "event", "topic-malformed", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"topic-mismatch-heartbeat", "heartbeat", "topic-mismatch", "", 127,
     "{\"v\":1,\"unit\":\"MUM01-U08\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,\"queued"
     "\":2,\"lost\":0,\"uptime\":123456,\"rssi\":-61,\"heap\":81234}"
    },
    {"topic-mismatch-status", "status", "topic-mismatch", "", 51,
     "{\"v\":1,\"unit\":\"MUM01-U08\",\"online\":false,\"boot\":17}"
    },
    {"topic-mismatch", "event", "topic-mismatch", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U08\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"unknown-locker-other-unit", "event", "unknown-locker", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0003\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"unknown-locker", "event", "unknown-locker", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-9999\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"unknown-site", "event", "unknown-site", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"unknown-unit-heartbeat", "heartbeat", "unknown-unit", "", 127,
     "{\"v\":1,\"unit\":\"MUM01-U99\",\"boot\":17,\"n\":88,\"seq\":4211,\"acked\":4209,\"queued"
     "\":2,\"lost\":0,\"uptime\":123456,\"rssi\":-61,\"heap\":81234}"
    },
    {"unknown-unit-other-site", "event", "unknown-unit", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"unknown-unit", "event", "unknown-unit", "", 174,
     "{\"v\":1,\"unit\":\"MUM01-U99\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
    {"unsafe-key-constructor", "event", "unsafe-key", "", 202,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"constructor\":{\"admin\":true}}}"
    },
    {"unsafe-key-escaped", "event", "unsafe-key", "", 205,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"\\u005f_proto__\":{\"admin\":true}}}"
    },
    {"unsafe-key-proto", "event", "unsafe-key", "", 200,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"__proto__\":{\"admin\":true}}}"
    },
    {"unsafe-key-prototype", "event", "unsafe-key", "", 200,
     "{\"v\":1,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{\"prototype\":{\"admin\":true}}}"
    },
    {"version-missing", "event", "schema-violation", "", 168,
     "{\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type\":\"ope"
     "ned\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\",\"tampe"
     "r\":false,\"data\":{}}"
    },
    {"wrong-version-command", "command", "wrong-version", "", 143,
     "{\"v\":2,\"id\":\"5b1f6c1e-6a0d-4c52-9d0a-0d8f5f1f7a11\",\"boot\":17,\"nonce\":\"9f86d081"
     "884c7d65\",\"n\":12,\"expires\":1795334191425,\"op\":\"reboot\",\"args\":{}}"
    },
    {"wrong-version-text", "event", "wrong-version", "", 176,
     "{\"v\":\"1\",\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\""
     "type\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"op"
     "en\",\"tamper\":false,\"data\":{}}"
    },
    {"wrong-version", "event", "wrong-version", "", 174,
     "{\"v\":2,\"unit\":\"MUM01-U07\",\"locker\":\"MUM01-0001\",\"boot\":17,\"seq\":4211,\"type"
     "\":\"opened\",\"at\":1795334131425,\"clock\":\"sntp\",\"uptime\":123456,\"door\":\"open\""
     ",\"tamper\":false,\"data\":{}}"
    },
};

const size_t vector_count = sizeof vectors / sizeof vectors[0];
