import { hash } from "node:crypto";

/**
 * The bytes that make the ledger tamper-evident; gateway/ledger/README.md tells them to whoever wants to check
 * a ledger with a program of their own. Each text that is hashed or signed begins with the format and its own
 * purpose, and ends each part but the last with a line feed, which none of these parts may hold: no two
 * different records give the same text.
 */
export const LEDGER_FORMAT = "smart-lockers-ledger-1";

/** The chain of what concerns the gateway as a whole; a site's id has capital letters only. */
export const GATEWAY_CHAIN = "gateway";

/** What a record tells of. A reader keeps to the pattern and not to this list: later versions write more. */
export type LedgerKind =
  /** An event of a locker or unit, as it was stored. */
  | "event"
  /** What an access-window decided about an event, and why. */
  | "decision"
  /** What an event did to an incident. */
  | "incident"
  /** What an officer said about a theft. */
  | "theft"
  /** A notice that was written into the outbox, and what became of it. */
  | "notice"
  | "notice-accepted"
  | "notice-parked"
  | "notice-dead"
  | "notice-overdue"
  /** An event that a flow did not deal with: its node was removed, or its attempts are used up. */
  | "delivery-closed"
  | "delivery-exhausted"
  /** The flows, a calendar or the register are not what they were. */
  | "configuration"
  /** Contents were erased, or records pruned, by the rules of the register. */
  | "erasure"
  | "pruning"
  /** An evidence pack was asked for, by whom and what for. */
  | "export";

/** What stays of a record for as long as its chain reaches back to it. */
export interface LedgerHeader {
  /** The chain: a site's id, or GATEWAY_CHAIN. */
  readonly site: string;
  /** Counts up by one from 1 in each chain. */
  readonly n: number;
  /** When it was recorded, milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
}

/** What can be erased: the salt goes with it, so that nobody can find it out again by trying. */
export interface LedgerContent {
  /** 32 hex digits of chance. */
  readonly salt: string;
  /** What the record is about: the id of an event, incident, locker, ... */
  readonly ref: string;
  /** JSON, in the very bytes that were sealed. */
  readonly body: string;
}

/** Hashes are SHA-256, in 64 small hex digits. */
export interface LedgerRecord extends LedgerHeader {
  /** Null where it was erased. */
  readonly content: LedgerContent | null;
  readonly seal: string;
  readonly link: string;
}

/** What a gateway signs: that the chain had this link at this record. */
export interface Checkpoint {
  /** Identity of the ledger, 32 hex digits: a journal that is begun anew begins another ledger. */
  readonly ledger: string;
  readonly site: string;
  readonly n: number;
  readonly link: string;
  /** When it was signed, milliseconds since 1970. */
  readonly at: number;
  /** Id of the key (`keyIdOf`). */
  readonly key: string;
}

export interface SignedCheckpoint extends Checkpoint {
  /** Ed25519, base64. */
  readonly signature: string;
}

export const HASH = /^[0-9a-f]{64}$/;
export const LEDGER_ID = /^[0-9a-f]{32}$/;
export const SALT = /^[0-9a-f]{32}$/;
export const CHAIN = /^(?:[A-Z0-9-]{2,16}|gateway)$/;
export const KIND = /^[a-z][a-z-]{0,31}$/;
/** Printable ASCII without spaces. */
export const REF = /^[!-~]{0,200}$/;

/** The link before the first record of a chain. */
export function startOf(ledger: string, site: string): string {
  return sha256(`${LEDGER_FORMAT} start\n${ledger}\n${site}\n`);
}

export function sealOf({ salt, ref, body }: LedgerContent): string {
  return sha256(`${LEDGER_FORMAT} seal\n${salt}\n${ref}\n${body}`);
}

/** @param previous the link of the record before, or of the chain's start */
export function linkOf(previous: string, seal: string, { site, n, at, kind }: LedgerHeader): string {
  return sha256(`${LEDGER_FORMAT} link\n${previous}\n${seal}\n${site}\n${n}\n${at}\n${kind}\n`);
}

/** The text that is signed. */
export function checkpointText({ ledger, site, n, link, at, key }: Checkpoint): string {
  return `${LEDGER_FORMAT} checkpoint\n${ledger}\n${site}\n${n}\n${link}\n${at}\n${key}\n`;
}

/** The chain that a record about this site belongs to; a site that is none must not begin a chain. */
export function chainOf(site: string): string {
  return CHAIN.test(site) ? site : GATEWAY_CHAIN;
}

/** The text as a `ref` may be: what it may not hold becomes "_". */
export function refOf(text: string): string {
  return REF.test(text) ? text : text.replace(/[^!-~]/g, "_").slice(0, 200);
}

function sha256(text: string): string {
  return hash("sha256", text);
}
