import {
  type CommandMessage,
  type ConfigMessage,
  checkMessage,
  MAX_BYTES,
  type ReplyEventMessage,
} from "../../nodes/domain/contract.ts";

/** What the gateway sends a unit, read as strictly as the contract asks of firmware. */

export type ParsedCommand =
  | { readonly command: CommandMessage }
  | {
      readonly refused: "unknown-op" | "schema-violation" | "too-large";
      readonly id: string;
      readonly n?: number;
    };

const OPS: ReadonlySet<unknown> = new Set<CommandMessage["op"]>([
  "ping",
  "get-state",
  "replay",
  "identify",
  "clear-tamper",
  "reboot",
  "set-config",
  "ota",
]);

/** Null for what is no answer: the unit ignores it and sends the event again. */
export function parseAnswer(payload: Uint8Array): ReplyEventMessage | null {
  const checked = checkMessage("reply-event", parse(payload));
  return checked.ok ? checked.body : null;
}

/** Null where not even an id can be read: then there is nobody to answer to. */
export function parseCommand(payload: Uint8Array): ParsedCommand | null {
  const body = parse(payload);
  const checked = checkMessage("command", body);
  const tooLarge = payload.byteLength > MAX_BYTES.command;
  if (checked.ok && !tooLarge) return { command: checked.body };
  const { id, n, op } = fields(body);
  // Held against the schema by a command that is right in everything else.
  if (!checkMessage("command", { v: 1, id, op: "ping" }).ok || typeof id !== "string") return null;
  const refused = tooLarge ? "too-large" : OPS.has(op) ? "schema-violation" : "unknown-op";
  const numbered = typeof n === "number" && checkMessage("command", { v: 1, id, op: "ping", n }).ok;
  return { refused, id, ...(numbered ? { n } : {}) };
}

/** Null for what this unit must not take: of another unit, too large, or with a field it does not know. */
export function parseConfig(payload: Uint8Array, unit: string): ConfigMessage | null {
  const checked = checkMessage("config", parse(payload));
  return checked.ok && checked.body.unit === unit && payload.byteLength <= MAX_BYTES.config
    ? checked.body
    : null;
}

/** The id a refused configuration went by, if it can be read, so that the refusal can name it. */
export function configId(payload: Uint8Array, unit: string): string | null {
  const { id } = fields(parse(payload));
  return typeof id === "string" && checkMessage("config", { v: 1, unit, id }).ok ? id : null;
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return null;
  }
}

function fields(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === "object" && body !== null ? Object.fromEntries(Object.entries(body)) : {};
}
