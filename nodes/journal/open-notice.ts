import { integer, type Row, text, textOrNull } from "./columns.ts";

/** What is said in the ledger of a notice whose body is not looked at again. */
export interface NoticeInBrief {
  readonly key: string;
  /** Null where the notice could not be read when its site was looked for. */
  readonly site: string | null;
  readonly locker: string | null;
  /** How often it was tried. */
  readonly attempts: number;
}

/** A notice that waits. */
export interface WaitingNotice extends NoticeInBrief {
  readonly node: string;
  readonly queue: string;
  /** True once its node was told that it is overdue. */
  readonly overdue: boolean;
}

/** Columns of `noticeInBrief`. */
export const IN_BRIEF = "key, site, locker, attempts";

export function noticeInBrief(row: Row): NoticeInBrief {
  return {
    key: text(row, "key"),
    site: textOrNull(row, "site"),
    locker: textOrNull(row, "locker"),
    attempts: integer(row, "attempts"),
  };
}
