import type { ConfigMessage, StatusSettings } from "../../nodes/domain/contract.ts";
import terms from "../contract/terms.schema.json" with { type: "json" };
import type { UnitSettings } from "./unit-options.ts";

/** What a configuration sets, each setting left out where it is not named. */
export type Settings = Omit<ConfigMessage, "v" | "unit" | "id">;

const OWN = terms.$defs;

/**
 * Every value in force, for the status. A fleet can be made to beat and resend faster than any unit may; it then says
 * the nearest that the contract allows.
 * @param told by configuration and set-config
 * @param own where nothing was told
 */
export function settingsInForce(told: Settings, own: UnitSettings): StatusSettings {
  return {
    heartbeatSeconds: told.heartbeatSeconds ?? seconds(own.heartbeatMs, OWN.heartbeatSeconds),
    heldOpenSeconds: told.heldOpenSeconds ?? OWN.heldOpenSeconds.default,
    debounceMs: told.debounceMs ?? OWN.debounceMs.default,
    resendSeconds: told.resendSeconds ?? seconds(own.resendMs, OWN.resendSeconds),
    batteryLowPercent: told.batteryLowPercent ?? OWN.batteryLowPercent.default,
    deniedAttempts: told.deniedAttempts ?? OWN.deniedAttempts.default,
    sirenSeconds: told.sirenSeconds ?? OWN.sirenSeconds.default,
  };
}

function seconds(ms: number, { minimum, maximum }: { readonly minimum: number; readonly maximum: number }) {
  return Math.min(Math.max(Math.round(ms / 1_000), minimum), maximum);
}
