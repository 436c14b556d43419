import type { Clock } from "../../nodes/domain/clock.ts";
import type { ClockState } from "../../nodes/domain/event.ts";
import type { Counters } from "./flash.ts";
import type { UnitObserver } from "./observer.ts";
import type { UnitPlan } from "./plan.ts";
import type { Broker } from "./radio.ts";
import type { Random } from "./random.ts";

/** The firmware's own settings, which a config message can replace for a time. */
export interface UnitSettings {
  readonly heartbeatMs: number;
  readonly resendMs: number;
}

export type ResetReason = "power-on" | "software" | "watchdog" | "panic" | "brownout" | "external";

export interface UnitOptions {
  readonly plan: UnitPlan;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly random: Random;
  readonly clockState: ClockState;
  readonly settings: UnitSettings;
  readonly counters: Counters;
  readonly observer: UnitObserver;
}
