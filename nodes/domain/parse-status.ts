import type { StatusLocker, StatusOnline, StatusSettings } from "./contract.ts";
import type { Mark } from "./event.ts";
import { parseMessage, type Refused } from "./parse-message.ts";
import type { Register } from "./register.ts";

interface StatusHead {
  readonly site: string;
  readonly unit: string;
  readonly boot: number;
  readonly marks: readonly Mark[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What a unit said of itself, or, where `online` is false, its last will. */
export type UnitStatus =
  | (StatusHead & { readonly online: false })
  | (StatusHead &
      Pick<StatusOnline, "nonce" | "firmware" | "seq" | "clock"> & {
        readonly online: true;
        /** Why the unit last started; null where it does not say. */
        readonly reset: string | null;
        /** Id of the configuration in force; null for the firmware's defaults. */
        readonly config: string | null;
        /** Every setting in force; null from a unit that does not report them. */
        readonly settings: StatusSettings | null;
        /** The lockers that the register lists under the unit. */
        readonly lockers: readonly StatusLocker[];
        /** Lockers it names that the register does not list under it. */
        readonly strangers: readonly string[];
      });

export type ParsedStatus = { readonly ok: true; readonly status: UnitStatus } | Refused;

/** Reads a `status` message. One that names a strange locker is read all the same, without that locker. */
export function parseStatus(topic: string, payload: Uint8Array, register: Register): ParsedStatus {
  const parsed = parseMessage("status", topic, payload, register);
  if (!parsed.ok) return parsed;
  const { body, unit, marks, extra } = parsed;
  const head = { site: unit.site, unit: unit.id, boot: body.boot, marks, ...(extra && { extra }) };
  if (!body.online) return { ok: true, status: { ...head, online: false } };
  const isKnown = ({ locker }: StatusLocker) => unit.lockers.has(locker);
  return {
    ok: true,
    status: {
      ...head,
      online: true,
      nonce: body.nonce,
      firmware: body.firmware,
      reset: body.reset ?? null,
      config: body.config ?? null,
      settings: body.settings === undefined ? null : settingsOf(body.settings),
      lockers: body.lockers.filter(isKnown),
      strangers: body.lockers.filter((one) => !isKnown(one)).map(({ locker }) => locker),
      seq: body.seq,
      clock: body.clock,
    },
  };
}

/** The settings that this version knows, and nothing that a later one may put beside them. */
function settingsOf(body: StatusSettings): StatusSettings {
  const { heartbeatSeconds, heldOpenSeconds, debounceMs, resendSeconds } = body;
  const { batteryLowPercent, deniedAttempts, sirenSeconds } = body;
  return {
    ...{ heartbeatSeconds, heldOpenSeconds, debounceMs, resendSeconds },
    ...{ batteryLowPercent, deniedAttempts, sirenSeconds },
  };
}
