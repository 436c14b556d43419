import type { ReplyMessage } from "./contract.ts";
import type { Mark } from "./event.ts";
import { parseMessage, type Refused } from "./parse-message.ts";
import type { Register } from "./register.ts";

/** A unit's answer to a command. */
export interface CommandReply extends Pick<ReplyMessage, "id" | "result"> {
  readonly site: string;
  readonly unit: string;
  /** The command's number; null where it had none. */
  readonly n: number | null;
  /** Why it was rejected; null where it was not. */
  readonly code: string | null;
  readonly marks: readonly Mark[];
  readonly extra?: Readonly<Record<string, unknown>>;
}

export type ParsedReply = { readonly ok: true; readonly reply: CommandReply } | Refused;

export function parseReply(topic: string, payload: Uint8Array, register: Register): ParsedReply {
  const parsed = parseMessage("reply", topic, payload, register);
  if (!parsed.ok) return parsed;
  const { body, unit, marks, extra } = parsed;
  const { id, result, n = null, code = null } = body;
  return {
    ok: true,
    reply: { site: unit.site, unit: unit.id, id, n, result, code, marks, ...(extra && { extra }) },
  };
}
