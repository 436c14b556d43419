import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import commandSchema from "../../firmware/contract/command.schema.json" with { type: "json" };
import configSchema from "../../firmware/contract/config.schema.json" with { type: "json" };
import eventSchema from "../../firmware/contract/event.schema.json" with { type: "json" };
import heartbeatSchema from "../../firmware/contract/heartbeat.schema.json" with { type: "json" };
import type {
  CommandMessage,
  ConfigMessage,
  EventMessage,
  HeartbeatMessage,
  ReplyEventMessage,
  ReplyMessage,
  StatusMessage,
} from "../../firmware/contract/messages.ts";
import replySchema from "../../firmware/contract/reply.schema.json" with { type: "json" };
import replyEventSchema from "../../firmware/contract/reply-event.schema.json" with { type: "json" };
import statusSchema from "../../firmware/contract/status.schema.json" with { type: "json" };
import termsSchema from "../../firmware/contract/terms.schema.json" with { type: "json" };

export type * from "../../firmware/contract/messages.ts";

/** The messages between unit and gateway, by name. */
export interface Messages {
  readonly event: EventMessage;
  readonly "reply-event": ReplyEventMessage;
  readonly status: StatusMessage;
  readonly heartbeat: HeartbeatMessage;
  readonly command: CommandMessage;
  readonly reply: ReplyMessage;
  readonly config: ConfigMessage;
}
export type MessageName = keyof Messages;

/** Version of the contract this gateway speaks. */
export const CONTRACT_VERSION = 1;
/** A body over this many bytes is refused unread, whatever message it claims to be. */
export const HARD_MAX_BYTES = 8192;
/** Objects and arrays may be nested this deep, the body itself counted. */
export const MAX_DEPTH = 8;
/** The most bytes each message should have; a longer one up to HARD_MAX_BYTES is taken with a mark. */
export const MAX_BYTES: Readonly<Record<MessageName, number>> = {
  event: eventSchema["x-max-bytes"],
  "reply-event": replyEventSchema["x-max-bytes"],
  status: statusSchema["x-max-bytes"],
  heartbeat: heartbeatSchema["x-max-bytes"],
  command: commandSchema["x-max-bytes"],
  reply: replySchema["x-max-bytes"],
  config: configSchema["x-max-bytes"],
};

/** The fields that version 1 knows, of the messages whose unknown fields are kept. */
const FIELDS = {
  event: new Set(Object.keys(eventSchema.properties)),
  status: new Set([
    ...Object.keys(statusSchema.$defs.online.properties),
    ...Object.keys(statusSchema.$defs.offline.properties),
  ]),
  heartbeat: new Set(Object.keys(heartbeatSchema.properties)),
  reply: new Set(Object.keys(replySchema.properties)),
} as const satisfies Partial<Record<MessageName, ReadonlySet<string>>>;

/** The fields of a body that this version does not know, or undefined where there are none. */
export function unknownFields(
  message: keyof typeof FIELDS,
  body: object,
): Readonly<Record<string, unknown>> | undefined {
  const known = FIELDS[message];
  let extra: Record<string, unknown> | undefined;
  for (const field of Object.keys(body)) {
    if (known.has(field)) continue;
    extra ??= {};
    extra[field] = Reflect.get(body, field);
  }
  return extra;
}

type Validators = { readonly [K in MessageName]: ValidateFunction<Messages[K]> };

function compile(): Validators {
  // strictTypes and strictRequired would ask conditions to repeat what the schema around them says.
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false });
  ajv.addVocabulary(["x-topic", "x-max-bytes"]);
  ajv.addSchema(termsSchema);
  return {
    event: ajv.compile<EventMessage>(eventSchema),
    "reply-event": ajv.compile<ReplyEventMessage>(replyEventSchema),
    status: ajv.compile<StatusMessage>(statusSchema),
    heartbeat: ajv.compile<HeartbeatMessage>(heartbeatSchema),
    command: ajv.compile<CommandMessage>(commandSchema),
    reply: ajv.compile<ReplyMessage>(replySchema),
    config: ajv.compile<ConfigMessage>(configSchema),
  };
}

let compiled: Validators | undefined;

export type Checked<T> =
  | { readonly ok: true; readonly body: T }
  /** `problem` names the field and what it must be, without repeating what the body said. */
  | { readonly ok: false; readonly problem: string };

/** Checks a parsed body against its schema. The first call compiles the schemas. */
export function checkMessage<K extends MessageName>(message: K, value: unknown): Checked<Messages[K]> {
  compiled ??= compile();
  const validate: ValidateFunction<Messages[K]> = compiled[message];
  if (validate(value)) return { ok: true, body: value };
  return { ok: false, problem: problemOf(validate.errors?.[0]) };
}

function problemOf(error: ErrorObject | undefined): string {
  if (error === undefined) return "it does not fit the schema";
  const field = error.instancePath.slice(1).replaceAll("/", ".");
  const name = field === "" ? "the body" : `"${field}"`;
  switch (error.keyword) {
    case "required":
      return `"${field === "" ? "" : `${field}.`}${error.params.missingProperty}" is missing`;
    case "type":
      return `${name} must be ${[error.params.type].flat().join(" or ")}`;
    case "enum":
      return `${name} must be one of ${[error.params.allowedValues].flat().join(", ")}`;
    case "const":
      return `${name} must be ${error.params.allowedValue}`;
    case "minimum":
    case "maximum":
      return `${name} must be ${error.params.comparison} ${error.params.limit}`;
    case "pattern":
      return `${name} must match ${error.params.pattern}`;
    case "additionalProperties":
      return `${name} holds a field that this message does not have`;
    default:
      return `${name} ${error.message ?? "does not fit the schema"}`;
  }
}
