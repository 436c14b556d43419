/**
 * Every failure that a user can meet has one code of this list, so that flows can switch on it and the
 * documentation can explain it.
 */
export type ErrorCode =
  // configuration
  | "config-invalid"
  | "config-node-missing"
  // messages between nodes
  | "message-without-event"
  | "message-without-notice"
  | "recipient-unknown"
  | "retry-unknown"
  | "test-running"
  // what persons do with incidents
  | "incident-refused"
  // what persons do with visits
  | "visit-refused"
  // what officers say about thefts
  | "theft-refused"
  // the door: a rejected MQTT message
  | "not-utf8"
  | "not-json"
  | "too-large"
  | "too-deep"
  | "unsafe-key"
  | "wrong-version"
  | "schema-violation"
  | "topic-malformed"
  | "topic-mismatch"
  | "unknown-site"
  | "unknown-unit"
  | "unknown-locker"
  | "internal"
  // links and providers
  | "link-lost"
  | "publish-refused"
  | "provider-permanent"
  | "provider-operator"
  | "provider-transient"
  | "provider-deferred"
  // India: not the text that is registered
  | "dlt-mismatch"
  // the store
  | "journal-unavailable"
  | "calendar-invalid"
  | "register-unreadable";

/**
 * An error a person reads: `message` says what happened, what it means and what to do, and holds no
 * personal datum and no secret.
 */
export class LockerError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LockerError";
    this.code = code;
  }
}

/** The sentence of whatever was thrown. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
