import type { Incoming, PublishOptions, TopicFilter } from "./link.ts";

/**
 * One attempt to connect and the connection that comes of it, whichever library makes it. It never reconnects:
 * that is PersistentLink's part.
 */
export interface Connection {
  /** @returns the broker's answer for each filter: granted, or the MQTT reason code of its refusal */
  subscribe(filters: readonly TopicFilter[]): Promise<readonly Grant[]>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  /**
   * Resolves when the broker has acknowledged the message (QoS 1) or it was handed to the socket (QoS 0).
   * @throws LockerError `publish-refused`, `link-lost`
   */
  publish(topic: string, payload: string | Uint8Array, options: PublishOptions): Promise<void>;
  /** Disconnects, keeping the session at the broker; resolves when the socket is closed. Reports no end. */
  close(): Promise<void>;
}

export type Grant = { readonly granted: true } | { readonly granted: false; readonly code: number };

export interface ConnectionEvents {
  /** The broker accepted. `sessionPresent`: it kept our subscriptions and what came meanwhile. */
  opened(sessionPresent: boolean): void;
  /** May come before `opened`, from a kept session; must return at once. */
  message(incoming: Incoming): void;
  /**
   * The attempt failed or the connection ended, reported once and never after `close()`.
   * @param why a sentence where the reason is known, null where it just broke
   */
  ended(why: string | null): void;
}

/** Begins an attempt; returns at once and throws nothing. */
export type Connect = (events: ConnectionEvents) => Connection;
