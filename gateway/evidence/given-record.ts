import type { LedgerRecord } from "../../nodes/domain/ledger.ts";
import { type Body, bodyIn } from "./body.ts";

/** A record whose content is in the pack. */
export interface GivenRecord {
  readonly site: string;
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly ref: string;
  /** Empty where the content is no JSON object. */
  readonly body: Body;
}

/** Null where the pack holds no content of it. */
export function givenOf({ site, n, at, kind, content }: LedgerRecord): GivenRecord | null {
  if (content === null) return null;
  return { site, n, at, kind, ref: content.ref, body: bodyIn(content.body) ?? {} };
}
