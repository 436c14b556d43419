import { hash } from "node:crypto";
import * as v from "valibot";
import {
  CHAIN,
  HASH,
  KIND,
  LEDGER_FORMAT,
  LEDGER_ID,
  type LedgerRecord,
  REF,
  SALT,
  type SignedCheckpoint,
} from "./ledger.ts";
import type { LedgerKey } from "./ledger-checkpoint.ts";

/**
 * The lines of an export (gateway/ledger/README.md): JSON, one value a line, with these properties in this
 * order and no space between them. There is one way to write a line, so that no byte of it can be changed
 * without a trace. What neither link nor signature covers has a sum of its own.
 */
export type LedgerLine =
  | HeaderLine
  | ({ readonly type: "key" } & LedgerKey)
  | ChainLine
  | ({ readonly type: "record" } & LedgerRecord)
  | ({ readonly type: "checkpoint" } & SignedCheckpoint)
  | EndLine;

export interface HeaderLine {
  readonly type: "ledger";
  readonly format: typeof LEDGER_FORMAT;
  readonly ledger: string;
  /** Milliseconds since 1970. */
  readonly exportedAt: number;
  /** What was asked for: one site, and the records from and until these moments; null: all. */
  readonly site: string | null;
  readonly from: number | null;
  readonly to: number | null;
}

/** Where the records of a chain begin in this file: after the record `after`, which had this link. */
export interface ChainLine {
  readonly type: "chain";
  readonly site: string;
  readonly after: number;
  readonly link: string;
}

export interface EndLine {
  readonly type: "end";
  /** Lines of the file, this one included. */
  readonly lines: number;
  /** The last record of each chain in this file, in the order of the chain lines. */
  readonly chains: readonly { readonly site: string; readonly n: number }[];
}

/** Bytes of a line; nothing the gateway writes comes near. */
export const LONGEST_LINE = 4 * 1024 * 1024;

const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const TIME = v.pipe(v.number(), v.safeInteger());
const hex = v.pipe(v.string(), v.regex(HASH));
// Not only decodable: the unused bits of a last digit could be changed without a trace.
const base64 = v.pipe(
  v.string(),
  v.check((text) => Buffer.from(text, "base64").toString("base64") === text),
);
const chain = v.pipe(v.string(), v.regex(CHAIN));
const header = { site: chain, n: COUNT, at: TIME, kind: v.pipe(v.string(), v.regex(KIND)) };

const LINE = v.variant("type", [
  v.object({
    type: v.literal("ledger"),
    format: v.literal(LEDGER_FORMAT),
    ledger: v.pipe(v.string(), v.regex(LEDGER_ID)),
    exportedAt: TIME,
    site: v.nullable(chain),
    from: v.nullable(TIME),
    to: v.nullable(TIME),
  }),
  v.object({ type: v.literal("key"), id: hex, publicKey: base64 }),
  v.object({ type: v.literal("chain"), site: chain, after: COUNT, link: hex }),
  v.object({
    type: v.literal("record"),
    ...header,
    content: v.nullable(
      v.object({
        salt: v.pipe(v.string(), v.regex(SALT)),
        ref: v.pipe(v.string(), v.regex(REF)),
        body: v.string(),
      }),
    ),
    seal: hex,
    link: hex,
  }),
  v.object({
    type: v.literal("checkpoint"),
    ledger: v.pipe(v.string(), v.regex(LEDGER_ID)),
    site: chain,
    n: COUNT,
    link: hex,
    at: TIME,
    key: hex,
    signature: base64,
  }),
  v.object({
    type: v.literal("end"),
    lines: COUNT,
    chains: v.array(v.object({ site: chain, n: COUNT })),
  }),
]);

/** The line as it is written, without its line feed. */
export function writeLine(line: LedgerLine): string {
  switch (line.type) {
    case "ledger": {
      const { type, format, ledger, exportedAt, site, from, to } = line;
      return summed(JSON.stringify({ type, format, ledger, exportedAt, site, from, to }));
    }
    case "key": {
      const { type, id, publicKey } = line;
      return JSON.stringify({ type, id, publicKey });
    }
    case "chain": {
      const { type, site, after, link } = line;
      return summed(JSON.stringify({ type, site, after, link }));
    }
    case "record": {
      const { type, site, n, at, kind, seal, link } = line;
      const content = line.content && {
        salt: line.content.salt,
        ref: line.content.ref,
        body: line.content.body,
      };
      return JSON.stringify({ type, site, n, at, kind, content, seal, link });
    }
    case "checkpoint": {
      const { type, ledger, site, n, link, at, key, signature } = line;
      return JSON.stringify({ type, ledger, site, n, link, at, key, signature });
    }
    case "end": {
      const { type, lines } = line;
      const chains = line.chains.map(({ site, n }) => ({ site, n }));
      return summed(JSON.stringify({ type, lines, chains }));
    }
  }
}

/** @returns null where the text is not, to the byte, what `writeLine` writes */
export function readLine(text: string): LedgerLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { success, output } = v.safeParse(LINE, value);
  return success && writeLine(output) === text ? output : null;
}

function summed(text: string): string {
  return `${text.slice(0, -1)},"sum":"${hash("sha256", `${LEDGER_FORMAT} line\n${text}`)}"}`;
}
