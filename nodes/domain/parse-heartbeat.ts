import type { HeartbeatMessage } from "./contract.ts";
import type { Mark } from "./event.ts";
import { parseMessage, type Refused } from "./parse-message.ts";
import type { Register } from "./register.ts";

/** A unit's sign of life; its fields are explained in heartbeat.schema.json. */
export interface Heartbeat extends Omit<HeartbeatMessage, "v" | "rssi" | "heap"> {
  readonly site: string;
  /** dBm; null on a wired unit. */
  readonly rssi: number | null;
  /** Bytes. */
  readonly heap: number | null;
  readonly marks: readonly Mark[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

export type ParsedHeartbeat = { readonly ok: true; readonly heartbeat: Heartbeat } | Refused;

export function parseHeartbeat(topic: string, payload: Uint8Array, register: Register): ParsedHeartbeat {
  const parsed = parseMessage("heartbeat", topic, payload, register);
  if (!parsed.ok) return parsed;
  const { body, unit, marks, extra } = parsed;
  const { boot, n, seq, acked, queued, lost, uptime, rssi = null, heap = null } = body;
  return {
    ok: true,
    heartbeat: {
      site: unit.site,
      unit: unit.id,
      boot,
      n,
      seq,
      acked,
      queued,
      lost,
      uptime,
      rssi,
      heap,
      marks,
      ...(extra && { extra }),
    },
  };
}
