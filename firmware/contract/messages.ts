// Written by .build/contract.mts from the schemas beside it: change those.

/** Something happened at a locker or to the unit itself. The unit writes it to flash, publishes it, and publishes it again, byte for byte the same, until a reply/event names its sequence number. */
export interface EventMessage {
  /** Version of the contract. */
  readonly v: 1;
  /** Name of the unit: its thing name, client id, certificate CN and the {unit} of its topics. 2 to 32 letters, digits and hyphens. */
  readonly unit: string;
  /** The locker it happened at; one the register lists under this unit. Required for opened, closed, forced, held-open, access-denied and duress; null or absent for what concerns the whole unit. */
  readonly locker?: string | null;
  /** Counts the starts of the unit: kept in flash, up by one at each start. 0 to 4294967295. */
  readonly boot: number;
  /** Number of an event of this unit: kept in flash, up by one with each event, never reused on purpose. 0 to 4294967295. */
  readonly seq: number;
  /** What happened. A forced opening is reported as forced and as opened. */
  readonly type:
    | "opened"
    | "closed"
    | "forced"
    | "held-open"
    | "tamper"
    | "tamper-cleared"
    | "access-denied"
    | "duress"
    | "battery-low"
    | "power"
    | "boot"
    | "clock-set"
    | "config-changed"
    | "journal-overflow";
  /** When it happened by the unit's own clock, milliseconds since 1970-01-01T00:00Z; null exactly when clock is none. A time before 2025 or ahead of the gateway is delivered, but not believed. */
  readonly at: number | null;
  /** How the unit knows the time: none (not at all), estimated (from an earlier synchronisation, possibly one before a restart), sntp (synchronised in this boot). */
  readonly clock: "none" | "estimated" | "sntp";
  /** The unit's uptime when it happened (not when it is sent), milliseconds. The gateway works out the time of an event from it when the clock cannot be believed. */
  readonly uptime: number;
  /** What the door's contact said right after it happened; null or absent where there is none. */
  readonly door?: "open" | "closed" | null;
  /** Whether the tamper contact was active right after it happened; null or absent where there is none. */
  readonly tamper?: boolean | null;
  /** More about it, by type; may be empty or absent. Never a name, a telephone number, a key number or a credential. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The gateway's acknowledgement of one event, sent once the event is safely stored or finally refused. Whatever the result, the unit may now drop the event from its flash. Only the gateway may publish here. */
export interface ReplyEventMessage {
  /** Version of the contract. */
  readonly v: 1;
  /** Sequence number of the event it answers. */
  readonly seq: number;
  /** stored: kept durably. duplicate: was kept before. rejected: can never be used, code says why; sending it again would change nothing. */
  readonly result: "stored" | "duplicate" | "rejected";
  /** Why it was rejected: one of the rejection codes below. Absent otherwise. */
  readonly code?: string;
}

/** Online. */
export interface StatusOnline {
  /** Version of the contract. */
  readonly v: 1;
  /** Name of the unit: its thing name, client id, certificate CN and the {unit} of its topics. 2 to 32 letters, digits and hyphens. */
  readonly unit: string;
  /** The unit is connected. */
  readonly online: true;
  /** Counts the starts of the unit: kept in flash, up by one at each start. 0 to 4294967295. */
  readonly boot: number;
  /** Random value the unit draws at each start, as 16 to 64 lower-case hexadecimal digits. Together with boot and n it makes a command good for one time only, without needing a clock. */
  readonly nonce: string;
  /** Version of the firmware, 1 to 32 characters. */
  readonly firmware: string;
  /** Why the unit last started: power-on, software, watchdog, panic, brownout, external or unknown. */
  readonly reset?: string;
  /** Every locker the unit serves, as its contacts read now. At most 32. */
  readonly lockers: readonly StatusLocker[];
  /** The last sequence number the unit has used; 0 before the first event. */
  readonly seq: number;
  /** How the unit knows the time: none (not at all), estimated (from an earlier synchronisation, possibly one before a restart), sntp (synchronised in this boot). */
  readonly clock: "none" | "estimated" | "sntp";
  /** Id of the configuration in force; absent while the unit runs on its firmware's defaults. */
  readonly config?: string;
  /** Every setting in force, wherever its value comes from: the firmware's default, a config message or set-config. Absent from a unit that does not report them. */
  readonly settings?: StatusSettings;
}

/** Last will. */
export interface StatusOffline {
  /** Version of the contract. */
  readonly v: 1;
  /** Name of the unit: its thing name, client id, certificate CN and the {unit} of its topics. 2 to 32 letters, digits and hyphens. */
  readonly unit: string;
  /** The unit is lost or has gone. */
  readonly online: false;
  /** The boot whose connection ended; the will of an older boot than the one last heard of means nothing. */
  readonly boot: number;
}

/** Locker state. */
export interface StatusLocker {
  /** A locker the register lists under this unit. 2 to 32 letters, digits and hyphens. */
  readonly locker: string;
  /** What the door's contact says. */
  readonly door: "open" | "closed";
  /** Whether the tamper contact is active. */
  readonly tamper: boolean;
}

/** Every setting of a unit, as it is in force. */
export interface StatusSettings {
  /** Seconds between heartbeats. 10 to 300; the firmware's default is 60. */
  readonly heartbeatSeconds: number;
  /** Seconds a door may stand open before held-open is reported. 10 to 7200; the firmware's default is 300. */
  readonly heldOpenSeconds: number;
  /** Milliseconds a contact must be steady before a change counts. 10 to 1000; the firmware's default is 50. */
  readonly debounceMs: number;
  /** Seconds after which an event without its reply/event is published again; doubled at each try up to 300. 5 to 300; the firmware's default is 30. */
  readonly resendSeconds: number;
  /** Charge below which battery-low is reported, percent. 5 to 50; the firmware's default is 20. */
  readonly batteryLowPercent: number;
  /** Failed attempts within a minute that are reported as one access-denied. 1 to 10; the firmware's default is 3. */
  readonly deniedAttempts: number;
  /** Seconds the siren sounds at forced and tamper, never at duress; 0 keeps it silent. 0 to 900; the firmware's default is 0. */
  readonly sirenSeconds: number;
}

/** Whether the unit is there. With online true: published by the unit after each connection, in answer to get-state, and when its settings or what it knows of the time have changed. With online false: its last will, registered at connection, published by the broker when the unit is lost; a unit that disconnects on purpose publishes the same itself. */
export type StatusMessage = StatusOnline | StatusOffline;

/** The unit lives. Published every 60 s unless config says otherwise, and never queued: one that cannot go out at once is dropped, because the gateway takes it as heard when it was sent. */
export interface HeartbeatMessage {
  /** Version of the contract. */
  readonly v: 1;
  /** Name of the unit: its thing name, client id, certificate CN and the {unit} of its topics. 2 to 32 letters, digits and hyphens. */
  readonly unit: string;
  /** Counts the starts of the unit: kept in flash, up by one at each start. 0 to 4294967295. */
  readonly boot: number;
  /** Counts the heartbeats of this boot, those that were dropped included. 0 to 4294967295. */
  readonly n: number;
  /** The last sequence number the unit has used; 0 before the first event. */
  readonly seq: number;
  /** Every event up to this sequence number has been answered by a reply/event; 0 before the first. */
  readonly acked: number;
  /** Events in flash that wait for their reply/event. 0 to 4294967295. */
  readonly queued: number;
  /** Events given up for want of space since the unit was made. 0 to 4294967295. */
  readonly lost: number;
  /** The unit's uptime when the heartbeat is sent, milliseconds. It tells the gateway when the unit started, and with it the time of events whose clock cannot be believed. */
  readonly uptime: number;
  /** Strength of the radio signal, dBm; absent on a wired unit. -128 to 20. */
  readonly rssi?: number;
  /** Free memory, bytes. 0 to 4294967295. */
  readonly heap?: number;
}

/** The gateway asks the unit to do something; there is no unlock command. The unit answers with reply, and refuses what it does not know, a field that is not listed here included. */
export interface CommandMessage {
  /** Version of the contract. */
  readonly v: 1;
  /** UUID of the command, lower case. */
  readonly id: string;
  /** The boot the command is meant for. Required unless op is ping or get-state. */
  readonly boot?: number;
  /** The nonce of the unit's last status. Required unless op is ping or get-state. */
  readonly nonce?: string;
  /** Counts the commands sent to this boot of the unit, from 1; the unit refuses one that is not above the last it took. Required unless op is ping or get-state, for which it is ignored. */
  readonly n?: number;
  /** After this moment the command is void, milliseconds since 1970-01-01T00:00Z. A unit whose clock is not sntp ignores it and relies on boot, nonce and n. Required unless op is ping or get-state. */
  readonly expires?: number;
  /** ping: answer done, nothing else. get-state: publish status. replay: publish the kept events from args.from to args.to again. identify: blink the LED for a minute. clear-tamper: report tamper-cleared once the contact is closed. reboot: restart after answering accepted. set-config: change the settings in args and leave the others, until a config message with another id comes. ota: fetch, check and start the firmware that args describe; refused while a door is open. */
  readonly op:
    | "ping"
    | "get-state"
    | "replay"
    | "identify"
    | "clear-tamper"
    | "reboot"
    | "set-config"
    | "ota";
  /** Arguments of the operation, and no others: replay takes from and to, set-config one or more settings of config, ota all of url, version, size, sha256 and signature. The rest take none. */
  readonly args?: {
    readonly from?: number;
    readonly to?: number;
    readonly heartbeatSeconds?: number;
    readonly heldOpenSeconds?: number;
    readonly debounceMs?: number;
    readonly resendSeconds?: number;
    readonly batteryLowPercent?: number;
    readonly deniedAttempts?: number;
    readonly sirenSeconds?: number;
    readonly url?: string;
    readonly version?: string;
    readonly size?: number;
    readonly sha256?: string;
    readonly signature?: string;
  };
}

/** The unit's answer to a command. accepted may be followed by done; done and rejected are final. */
export interface ReplyMessage {
  /** Version of the contract. */
  readonly v: 1;
  /** Name of the unit: its thing name, client id, certificate CN and the {unit} of its topics. 2 to 32 letters, digits and hyphens. */
  readonly unit: string;
  /** Id of the command it answers. A command without a readable id gets no answer. */
  readonly id: string;
  /** The command's n; absent where it had none. */
  readonly n?: number;
  /** accepted: under way. done: carried out. rejected: not carried out, code says why. */
  readonly result: "accepted" | "done" | "rejected";
  /** Why it was rejected: stale (boot, nonce or n do not fit), expired, unknown-op, schema-violation, too-large, busy, door-open (ota waits for closed doors), bad-signature or bad-image (ota), unsupported (this unit cannot). Absent otherwise. */
  readonly code?: string;
}

/** Settings a unit may be told from afar; everything else, above all brokers, time servers, certificates, keys and pins, is set at installation only. A message holds the whole configuration: a setting it leaves out returns to the firmware's default. The unit takes all of it or nothing, refuses a field that is not listed here, reports config-changed with the id and the result, and names the id and all values in force in its status. */
export interface ConfigMessage {
  /** Version of the contract. */
  readonly v: 1;
  /** Name of the unit: its thing name, client id, certificate CN and the {unit} of its topics. 2 to 32 letters, digits and hyphens. */
  readonly unit: string;
  /** Name of this version of the configuration, reported back by the unit. 1 to 32 letters, digits, dots, underscores and hyphens. */
  readonly id: string;
  /** Seconds between heartbeats. 10 to 300; the firmware's default is 60. */
  readonly heartbeatSeconds?: number;
  /** Seconds a door may stand open before held-open is reported. 10 to 7200; the firmware's default is 300. */
  readonly heldOpenSeconds?: number;
  /** Milliseconds a contact must be steady before a change counts. 10 to 1000; the firmware's default is 50. */
  readonly debounceMs?: number;
  /** Seconds after which an event without its reply/event is published again; doubled at each try up to 300. 5 to 300; the firmware's default is 30. */
  readonly resendSeconds?: number;
  /** Charge below which battery-low is reported, percent. 5 to 50; the firmware's default is 20. */
  readonly batteryLowPercent?: number;
  /** Failed attempts within a minute that are reported as one access-denied. 1 to 10; the firmware's default is 3. */
  readonly deniedAttempts?: number;
  /** Seconds the siren sounds at forced and tamper, never at duress; 0 keeps it silent. 0 to 900; the firmware's default is 0. */
  readonly sirenSeconds?: number;
}
