/** A session with an MQTT broker, whichever client library carries it. */

export type LinkState =
  | { readonly state: "stopped" }
  | { readonly state: "connecting" }
  | { readonly state: "connected" }
  /** The other side said no, or cannot be reached: `why` is a sentence with what to do. */
  | { readonly state: "refused"; readonly why: string };

export interface Incoming {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retained: boolean;
  /**
   * Sends the PUBACK. Until then the broker keeps the message and sends it again on the next connection.
   * Does nothing for QoS 0, a second time, or once the connection it came by is gone.
   */
  acknowledge(): void;
}

export interface TopicFilter {
  readonly filter: string;
  readonly qos: 0 | 1;
}

export interface PublishOptions {
  readonly qos: 0 | 1;
  readonly retain?: boolean;
}

export interface LinkEvents {
  /** Called for every message, in order; must return at once. Attached before the connection starts. */
  message(incoming: Incoming): void;
  state(state: LinkState): void;
  /** An accepted connection ended: what was not acknowledged on it comes again on the next one. */
  lost(): void;
}

export interface Link {
  /** False on AWS IoT Core: subscribers with wildcards get no retained messages there. */
  readonly retainedForWildcards: boolean;
  /** Starts connecting, and keeps reconnecting with jittered backoff until stopped. Does not wait. */
  start(): void;
  /**
   * Subscribes now or as soon as connected, and again after every reconnection that finds no session.
   * A refusal by the broker is reported as a `refused` state, and asked again with backoff.
   */
  subscribe(filters: readonly TopicFilter[]): void;
  /** Ends these subscriptions at the broker. */
  unsubscribe(filters: readonly string[]): void;
  /**
   * Resolves when the broker has accepted the message (QoS 1) or it was handed to the socket (QoS 0).
   * @throws LockerError `publish-refused` when the broker denied it, `link-lost` when not connected, when the
   *   connection ends first, or after 30 s without an answer
   */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void>;
  /** Disconnects cleanly, keeping the session and its subscriptions at the broker; resolves when the socket is closed. */
  stop(): Promise<void>;
}
