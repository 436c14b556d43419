import * as v from "valibot";
import { canSign } from "./incident-act.ts";
import { CHAIN } from "./ledger.ts";

/** Characters of a purpose. */
export const PURPOSE_LONGEST = 500;

/** What somebody asked to be taken out of the journal, as the ledger records it before it is handed out. */
export interface ExportRequest {
  /** UUID: the same request is the same one, however often it is recorded. */
  readonly id: string;
  readonly site: string;
  readonly locker: string;
  /** What was recorded from this moment on, and before that one, milliseconds since 1970; null: all. */
  readonly from: number | null;
  readonly to: number | null;
  /** False: with names, numbers, addresses and remarks. */
  readonly masked: boolean;
  /** Who asked, and what for; null where a masked pack was made without saying it. */
  readonly by: string | null;
  readonly purpose: string | null;
}

const TIME = v.nullable(v.pipe(v.number(), v.safeInteger()));

const REQUEST = v.pipe(
  v.strictObject({
    id: v.pipe(v.string(), v.uuid()),
    site: v.pipe(v.string(), v.regex(CHAIN)),
    locker: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{2,32}$/)),
    from: TIME,
    to: TIME,
    masked: v.boolean(),
    by: v.nullable(
      v.pipe(
        v.string(),
        v.check((by) => canSign(by)),
      ),
    ),
    purpose: v.nullable(
      v.pipe(
        v.string(),
        v.check((purpose) => isPurpose(purpose)),
      ),
    ),
  }),
  v.check(({ masked, by, purpose }) => masked || (by !== null && purpose !== null)),
);

/** The request that a file holds; null where it holds none. */
export function exportRequestIn(text: string): ExportRequest | null {
  try {
    const { success, output } = v.safeParse(REQUEST, JSON.parse(text));
    return success ? output : null;
  } catch {
    return null;
  }
}

/** One line that can be read: 1 to PURPOSE_LONGEST characters. */
export function isPurpose(text: string): boolean {
  return text.trim() !== "" && text.length <= PURPOSE_LONGEST && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}
