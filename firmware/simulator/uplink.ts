import type {
  HeartbeatMessage,
  StatusLocker,
  StatusOffline,
  StatusOnline,
  StatusSettings,
} from "../../nodes/domain/contract.ts";
import type { ClockState } from "../../nodes/domain/event.ts";
import type { Flash } from "./flash.ts";
import type { Random } from "./random.ts";
import type { ResetReason } from "./unit-options.ts";

/** What a unit says of itself, beside its events. */

const FIRMWARE = "1.0.0-simulated";

export interface Present {
  readonly unit: string;
  readonly flash: Flash;
  readonly nonce: string;
  readonly reset: ResetReason;
  readonly lockers: readonly StatusLocker[];
  readonly clock: ClockState;
  /** Id of the configuration in force, or null. */
  readonly config: string | null;
  /** In force. */
  readonly settings: StatusSettings;
}

export function statusOf(present: Present): StatusOnline {
  const { unit, flash, nonce, reset, lockers, clock, config, settings } = present;
  const { boot, seq } = flash.counters;
  return {
    v: 1,
    unit,
    online: true,
    boot,
    nonce,
    firmware: FIRMWARE,
    reset,
    lockers,
    seq,
    clock,
    ...(config === null ? {} : { config }),
    settings,
  };
}

export function willOf(unit: string, flash: Flash): StatusOffline {
  return { v: 1, unit, online: false, boot: flash.counters.boot };
}

/** @param uptime milliseconds */
export function heartbeatOf(
  unit: string,
  flash: Flash,
  n: number,
  uptime: number,
  random: Random,
): HeartbeatMessage {
  const { boot, seq } = flash.counters;
  return {
    v: 1,
    unit,
    boot,
    n,
    seq,
    acked: flash.acked,
    queued: flash.queued,
    lost: flash.lost,
    uptime,
    rssi: -random.integer(48, 71),
    heap: random.integer(78_000, 86_000),
  };
}
