import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RetentionPolicy } from "../domain/keeping.ts";
import type { LedgerKind } from "../domain/ledger.ts";
import { hirerOf } from "../domain/notice.ts";
import { blob, integer, integerOrNull, type Row, text, textOrNull } from "./columns.ts";
import { Erasure } from "./erasure.ts";
import type { EventLog } from "./event-log.ts";
import type { Ledger } from "./ledger.ts";
import type { Notices } from "./notices.ts";
import { Judge, MadeAt } from "./retention-judge.ts";

/**
 * How far a pass has come. It crosses over with each call and is remembered nowhere else, so that a pass goes on
 * after whatever happened to the journal in between.
 */
export type RetentionStep =
  /** Contents that are too old are erased, from the oldest record on. */
  | (Walk & {
      readonly phase: "erase";
      /** Of each chain the first record whose content stays. */
      readonly kept: ReadonlyMap<number, number>;
    })
  /** What lies before a signature, and has no content left, is given up. */
  | { readonly phase: "prune"; readonly kept: ReadonlyMap<number, number>; readonly through: number }
  | { readonly phase: "sweep"; readonly after: number; readonly through: number }
  /** Contents of lockers whose hirer left are erased. */
  | (Walk & {
      readonly phase: "forget";
      /** Something had to stay, because it is still open: from there on it is looked at again. */
      readonly waits: boolean;
      readonly tidy: boolean;
    })
  | { readonly phase: "events"; readonly tidy: boolean }
  /** tidy: something of a hirer was erased, in the midst of what stays. */
  | { readonly phase: "rest"; readonly tidy: boolean };

interface Walk {
  /** Position after which to go on. */
  readonly after: number;
  /** When the record there was made; 0 where nothing is known. */
  readonly latest: number;
}

export const FIRST_STEP: RetentionStep = { phase: "erase", after: 0, latest: 0, kept: new Map() };

/** Records that are looked at, and rows that are deleted, in one step: some milliseconds. */
const LOOKED_AT = 150;
const DELETED = 1000;

/** Erases and prunes by the rules of the register, in small steps, so that no event waits for it. */
export class Retention {
  readonly #ledger: Ledger;
  readonly #events: EventLog;
  readonly #erasure: Erasure;
  readonly #page: StatementSync;
  readonly #forgotten: StatementSync;
  readonly #saveForgotten: StatementSync;
  readonly #signed: StatementSync;
  readonly #prune: StatementSync;
  readonly #endOfPage: StatementSync;
  readonly #sweep: StatementSync;
  readonly #dropCheckpoints: StatementSync;
  readonly #dropQuarantine: StatementSync;

  constructor(db: DatabaseSync, ledger: Ledger, events: EventLog, notices: Notices) {
    this.#ledger = ledger;
    this.#events = events;
    this.#erasure = new Erasure(db, notices);
    this.#page = db.prepare(`
      SELECT position, chain, n, at, kind, locker, source, salt IS NULL AS erased,
        CASE WHEN kind = 'notice' THEN (SELECT key FROM notice WHERE notice.position = ledger.source)
          WHEN kind GLOB 'notice-*' THEN ref END AS notice,
        CASE WHEN kind = 'event' THEN
          (SELECT iif(json_valid(body), body ->> '$.data.hirer', NULL) FROM event WHERE event.position = ledger.source)
          END AS visitor
      FROM ledger WHERE position > ? ORDER BY position LIMIT ${LOOKED_AT}
    `);
    this.#forgotten = db.prepare("SELECT forgotten_by, forgotten_to FROM ledger_state");
    this.#saveForgotten = db.prepare("UPDATE ledger_state SET forgotten_by = ?, forgotten_to = ?");
    this.#signed = db.prepare(`
      SELECT n, link, at FROM checkpoint WHERE chain = ? AND n < ? AND after <= ? ORDER BY n DESC LIMIT 1
    `);
    this.#prune = db.prepare(
      "UPDATE ledger_chain SET pruned = ?, pruned_link = ? WHERE chain = ? AND pruned < ? RETURNING site",
    );
    this.#endOfPage = db.prepare(`
      SELECT max(position) AS last FROM
        (SELECT position FROM ledger WHERE position > ? AND position <= ? ORDER BY position LIMIT ${DELETED})
    `);
    this.#sweep = db.prepare(`
      DELETE FROM ledger WHERE position > ? AND position <= ?
        AND n <= (SELECT pruned FROM ledger_chain WHERE ledger_chain.chain = ledger.chain)
    `);
    // The last one stays: it says which link the chain goes on from.
    this.#dropCheckpoints = db.prepare(`
      DELETE FROM checkpoint WHERE position IN (
        SELECT checkpoint.position FROM checkpoint JOIN ledger_chain USING (chain)
        WHERE checkpoint.n < ledger_chain.pruned LIMIT ${DELETED})
    `);
    this.#dropQuarantine = db.prepare(`
      DELETE FROM quarantine WHERE position IN
        (SELECT position FROM quarantine WHERE received_at < ? LIMIT ${DELETED})
    `);
  }

  /**
   * @param now milliseconds since 1970
   * @returns where to go on; null at the end
   */
  carryOut(step: RetentionStep, policy: RetentionPolicy, now: number): RetentionStep | null {
    switch (step.phase) {
      case "erase":
        return this.#erase(step, policy, now);
      case "prune":
        for (const head of this.#ledger.heads) this.#pruneChain(head.chain, step, now);
        return { phase: "sweep", after: 0, through: step.through };
      case "sweep":
        return this.#sweepOn(step) ?? this.#firstForgotten(policy);
      case "forget":
        return this.#forget(step, policy, now);
      case "events":
        return this.#erasure.dropEvents(this.#events, DELETED) ? step : { ...step, phase: "rest" };
      case "rest":
        return this.#dropRest(policy) > 0 ? step : null;
    }
  }

  #erase(
    step: RetentionStep & { readonly phase: "erase" },
    policy: RetentionPolicy,
    now: number,
  ): RetentionStep {
    const judge = this.#judge(policy);
    const kept = new Map(step.kept);
    const keep = (chain: number, n: number) => {
      if (!kept.has(chain)) kept.set(chain, n);
    };
    const isDue = (row: Row, made: number) =>
      judge.isOld(integer(row, "chain"), textOrNull(row, "locker"), made);
    const walked = this.#walk(step, now, isDue, "age", keep);
    const { after, latest, isEnd } = walked;
    if (!isEnd && latest < judge.youngest) return { phase: "erase", after, latest, kept };
    return { phase: "prune", kept, through: after };
  }

  #forget(
    step: RetentionStep & { readonly phase: "forget" },
    policy: RetentionPolicy,
    now: number,
  ): RetentionStep {
    const judge = this.#judge(policy);
    const isDue = (row: Row, made: number) => {
      const notice = textOrNull(row, "notice");
      // A registered visit says whose it is.
      const hirer = notice === null ? visitorOf(row) : hirerOf(notice);
      return judge.isForgotten(integer(row, "chain"), textOrNull(row, "locker"), made, hirer);
    };
    const walked = this.#walk(step, now, isDue, "hirer-left", () => {});
    const { after, latest, isEnd } = walked;
    const tidy = step.tidy || walked.erased > 0;
    if (isEnd || latest >= judge.youngestForgotten) return { phase: "events", tidy };
    const waits = step.waits || walked.waits;
    // What was looked at need not be looked at again, until the rules are others.
    if (!waits) this.#saveForgotten.run(judge.forgettingRules, after);
    return { phase: "forget", after, latest, waits, tidy };
  }

  #firstForgotten(policy: RetentionPolicy): RetentionStep {
    if (policy.leaving === "") return { phase: "events", tidy: false };
    const saved = this.#forgotten.get() ?? {};
    const isKnown = text(saved, "forgotten_by") === this.#judge(policy).forgettingRules;
    return {
      phase: "forget",
      after: isKnown ? integer(saved, "forgotten_to") : 0,
      latest: 0,
      waits: false,
      tidy: false,
    };
  }

  /**
   * Looks at the next records and erases those that are due.
   * @param kept told of each record whose content stays
   * @returns where it stopped, whether that is the end of the ledger, how many were erased, and whether something that
   * is due is still open
   */
  #walk(
    { after, latest }: Walk,
    now: number,
    isDue: (row: Row, made: number) => boolean,
    why: "age" | "hirer-left",
    kept: (chain: number, n: number) => void,
  ): Walk & { readonly isEnd: boolean; readonly waits: boolean; readonly erased: number } {
    const rows = this.#page.all(after);
    this.#erasure.lookAt(rows);
    const made = new MadeAt(
      now,
      latest,
      rows.map((row) => integer(row, "at")),
    );
    const erased = new Map<number, { first: number; last: number; count: number }>();
    let waits = false;
    for (const row of rows) {
      const chain = integer(row, "chain");
      const n = integer(row, "n");
      const at = made.of(integer(row, "at"));
      if (integer(row, "erased") === 1) continue;
      const due = isDue(row, at);
      if (!due || !this.#erasure.erase(row)) {
        waits ||= due;
        kept(chain, n);
        continue;
      }
      const { first, count } = erased.get(chain) ?? { first: n, count: 0 };
      erased.set(chain, { first, last: n, count: count + 1 });
    }
    for (const [chain, span] of erased) this.#tell(this.#siteOf(chain), "erasure", now, { why, ...span });
    const end = rows.at(-1);
    const isEnd = rows.length < LOOKED_AT;
    return {
      after: end ? integer(end, "position") : after,
      latest: made.latest,
      isEnd,
      waits,
      erased: [...erased.values()].reduce((sum, { count }) => sum + count, 0),
    };
  }

  #sweepOn({ after, through }: RetentionStep & { readonly phase: "sweep" }): RetentionStep | null {
    const last = integerOrNull(this.#endOfPage.get(after, through) ?? {}, "last");
    if (last === null) return null;
    this.#sweep.run(after, last);
    return { phase: "sweep", after: last, through };
  }

  /** A chain is cut only at a signature: from there on it can be verified as before. */
  #pruneChain(
    chain: number,
    { kept, through }: RetentionStep & { readonly phase: "prune" },
    now: number,
  ): void {
    const signed = this.#signed.get(chain, kept.get(chain) ?? Number.MAX_SAFE_INTEGER, through);
    if (!signed) return;
    const n = integer(signed, "n");
    const link = blob(signed, "link");
    const pruned = this.#prune.get(n, link, chain, n);
    if (!pruned) return;
    const signedAt = integer(signed, "at");
    this.#tell(text(pruned, "site"), "pruning", now, { last: n, link: link.toString("hex"), signedAt });
  }

  #dropRest(policy: RetentionPolicy): number {
    const checkpoints = Number(this.#dropCheckpoints.run().changes);
    // A message that could not be attributed may be anybody's, so it is kept no longer than anybody's may be.
    const before = policy.unattributed;
    return checkpoints + (before === null ? 0 : Number(this.#dropQuarantine.run(before).changes));
  }

  #tell(site: string, kind: LedgerKind, at: number, what: object): void {
    this.#ledger.add({ site, locker: null, kind, at, ref: "", body: JSON.stringify(what) });
  }

  #judge(policy: RetentionPolicy): Judge {
    return new Judge(policy, (chain) => this.#siteOf(chain));
  }

  #siteOf(chain: number): string {
    return this.#ledger.siteOf(chain);
  }
}

function visitorOf({ visitor }: Row): string | null {
  return typeof visitor === "string" ? visitor : null;
}
