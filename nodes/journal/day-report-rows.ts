import type { DatabaseSync, StatementSync } from "node:sqlite";
import type {
  FoundAcceptance,
  FoundNotice,
  FoundOpening,
  FoundOther,
  RecordedAccess,
} from "../domain/day-report-found.ts";
import { EXCEPTIONAL, SPANS } from "../domain/day-report-text.ts";
import type { LockerEvent } from "../domain/event.ts";
import type { Notice } from "../domain/notice.ts";
import { integer, integerOrNull, type Row, text, textOrNull } from "./columns.ts";
import type { DayPage, DayPlace, DayScope, DayStep, EventsPage, RecordsPage } from "./day-report-pages.ts";

/** What is looked at in one step, some milliseconds, so that no event waits long behind it. */
const LOOKED_AT = 4000;
const OPENINGS = 200;
const RECORDS = 600;
/** More events than come within some minutes. */
const NEWEST = 10_000;
/** By so much a clock may have been set back or forward while events came in, milliseconds. */
const CLOCK_SLACK_MS = 24 * 60 * 60_000;
/** A unit that was lost before a weekend is known to be so after it. */
const LOOKED_BACK_MS = 3 * CLOCK_SLACK_MS;

/**
 * Reads what a day report is made of, in steps. Nothing but the order of arrival is indexed: where the day begins is
 * found by halving, and from there on everything is looked at up to the end, because an event of the day may come in
 * weeks later. The same whether the journal's worker reads, or another program beside it.
 */
export class DayRows {
  readonly #events: StatementSync;
  readonly #notices: StatementSync;
  readonly #records: StatementSync;
  readonly #other: StatementSync;
  readonly #chain: StatementSync;
  readonly #lost: StatementSync;
  readonly #eventEnds: StatementSync;
  readonly #eventAt: StatementSync;
  readonly #newest: StatementSync;
  readonly #recordEnds: StatementSync;
  readonly #recordAt: StatementSync;
  readonly #lastOfPage: StatementSync;
  readonly #erased: StatementSync;
  readonly #cut: StatementSync;

  constructor(db: DatabaseSync) {
    this.#events = db.prepare(`
      SELECT position, type, body FROM event
      WHERE position > :after AND position <= :through AND site = :site
        AND type IN (SELECT value FROM json_each(:types)) AND json_valid(body)
        AND (type IN (SELECT value FROM json_each(:spans))
          OR (iif(json_valid(body), body ->> '$.occurred.latest', NULL) >= :from
            AND iif(json_valid(body), body ->> '$.occurred.latest', NULL) < :to))
      ORDER BY position LIMIT ${OPENINGS}
    `);
    this.#notices = db.prepare(`
      SELECT notice.key AS key, body, outbox.position AS open, outbox.state AS state, outbox.attempts AS attempts,
        outbox.code AS code
      FROM notice LEFT JOIN outbox ON outbox.position = notice.position
      WHERE notice.subject = ? AND json_valid(body)
    `);
    this.#records = db.prepare(`
      SELECT position, at, kind, ref, body, source FROM ledger
      WHERE position > ? AND position <= ? AND chain = ? AND salt IS NOT NULL
        AND (body IS NULL OR json_valid(body)) AND kind IN ('decision', 'notice-accepted', 'notice')
      ORDER BY position LIMIT ${RECORDS}
    `);
    this.#other = db.prepare(`
      SELECT notice.body ->> '$.recipient.kind' AS kind, notice.body ->> '$.channel' AS channel,
        notice.body ->> '$.class' AS class, notice.body ->> '$.drill' AS drill, outbox.position AS open
      FROM notice LEFT JOIN outbox ON outbox.position = notice.position
      WHERE notice.position = ? AND json_valid(notice.body)
    `);
    this.#chain = db.prepare("SELECT chain FROM ledger_chain WHERE site = ?");
    this.#lost = db.prepare("SELECT unit, seen_at FROM unit WHERE online = 0");
    this.#eventEnds = db.prepare(
      "SELECT (SELECT min(position) FROM event) AS first, (SELECT max(position) FROM event) AS last",
    );
    // What was erased has lost its time.
    this.#eventAt = db.prepare(
      "SELECT received_at AS at FROM event WHERE position >= ? AND received_at > 0 ORDER BY position LIMIT 1",
    );
    this.#newest = db.prepare(
      "SELECT max(position) AS position FROM event WHERE position > ? AND received_at < ?",
    );
    this.#recordEnds = db.prepare(
      "SELECT (SELECT min(position) FROM ledger) AS first, (SELECT max(position) FROM ledger) AS last",
    );
    this.#recordAt = db.prepare("SELECT at FROM ledger WHERE position >= ? ORDER BY position LIMIT 1");
    this.#erased = db.prepare(`
      SELECT count(*) AS erased FROM ledger
      WHERE position > ? AND position <= ? AND chain = ? AND kind = 'event' AND salt IS NULL AND at >= ? AND at < ?
    `);
    this.#cut = db.prepare(`
      SELECT max(checkpoint.at) AS at FROM checkpoint JOIN ledger_chain USING (chain)
      WHERE ledger_chain.site = ? AND checkpoint.n = ledger_chain.pruned
    `);
    this.#lastOfPage = db.prepare(
      "SELECT position, at FROM ledger WHERE position <= ? ORDER BY position DESC LIMIT 1",
    );
  }

  page(step: DayStep): DayPage {
    switch (step.phase) {
      case "find":
        return this.#place(step.scope);
      case "events":
        return this.#eventsAfter(step.scope, step.after, step.until);
      case "records":
        return this.#recordsAfter(step.scope, step.after);
      case "reach":
        return { phase: "reach", position: this.#reach(step.before) };
    }
  }

  #place({ site, from, to }: DayScope): DayPlace {
    const lost = this.#lost
      .all()
      .map((row) => ({ unit: text(row, "unit"), seenAt: integerOrNull(row, "seen_at") }));
    return {
      phase: "find",
      event: before(from - LOOKED_BACK_MS, this.#eventEnds, this.#eventAt),
      record: before(from - CLOCK_SLACK_MS, this.#recordEnds, this.#recordAt),
      keptFrom: this.#keptFrom(site, from, to),
      lost,
    };
  }

  /** Where the branch's chain was cut, or where the journal begins: another one may have held what was before. */
  #keptFrom(site: string, from: number, to: number): number | null {
    const cut = integerOrNull(this.#cut.get(site) ?? { at: null }, "at");
    if (cut !== null && cut > from) return cut;
    const first = integerOrNull(this.#recordAt.get(0) ?? { at: null }, "at");
    return first !== null && first >= to ? first : null;
  }

  /** Looked for from the end: what a wrong clock has stamped in between stands in nobody's way. */
  #reach(moment: number): number {
    const last = integerOrNull(this.#eventEnds.get() ?? {}, "last") ?? 0;
    const start = Math.max(last - NEWEST, 0);
    return integerOrNull(this.#newest.get(start, moment) ?? {}, "position") ?? start;
  }

  #eventsAfter(scope: DayScope, after: number, until = Number.MAX_SAFE_INTEGER): EventsPage {
    const last = Math.min(until, integerOrNull(this.#eventEnds.get() ?? {}, "last") ?? 0);
    const floor = Math.min(last, after + LOOKED_AT);
    const rows = this.#events.all({ ...scope, types: TYPES, spans: SPAN_TYPES, after, through: floor });
    const through = throughOf(rows, OPENINGS, floor);
    const openings: FoundOpening[] = [];
    const others: LockerEvent[] = [];
    for (const row of rows) {
      const event: LockerEvent = JSON.parse(text(row, "body"));
      if (event.type !== "opened") others.push(event);
      else if (event.locker !== null)
        openings.push(this.#opening(event, event.locker, integer(row, "position")));
    }
    return { phase: "events", openings, others, through, isEnd: through >= last };
  }

  #opening(event: LockerEvent, locker: string, position: number): FoundOpening {
    const { id, type, occurred, receivedAt, late, data } = event;
    return {
      ...{ position, eventId: id, locker, type, receivedAt, late },
      at: occurred.latest,
      earliest: occurred.earliest,
      drill: data.drill === true,
      notices: this.#notices.all(position).flatMap(toHirer),
    };
  }

  #recordsAfter(scope: DayScope, after: number): RecordsPage {
    const last = integerOrNull(this.#recordEnds.get() ?? {}, "last") ?? 0;
    const chain = integerOrNull(this.#chain.get(scope.site) ?? { chain: null }, "chain");
    const floor = Math.min(last, after + LOOKED_AT);
    const rows = this.#records.all(after, floor, chain);
    const through = throughOf(rows, RECORDS, floor);
    const looked = this.#lastOfPage.get(through);
    const of = (kind: string) => rows.filter((row) => row.kind === kind);
    return {
      phase: "records",
      decisions: of("decision").map(decisionIn),
      accepted: of("notice-accepted").map(acceptanceIn),
      notices: of("notice").flatMap((row) => this.#otherIn(row, scope)),
      erased: integer(
        this.#erased.get(after, through, chain, scope.from, scope.to) ?? { erased: 0 },
        "erased",
      ),
      through,
      isEnd: chain === null || through >= last,
      at: looked && integer(looked, "position") > after ? integer(looked, "at") : null,
    };
  }

  #otherIn(row: Row, { from, to }: DayScope): readonly FoundOther[] {
    const at = integer(row, "at");
    const source = integerOrNull(row, "source");
    if (at < from || at >= to || source === null) return [];
    const found = this.#other.get(source);
    const kind = found ? kindOf(textOrNull(found, "kind")) : null;
    if (!found || kind === null || found.drill === 1) return [];
    const silent = SILENT.has(text(found, "class"));
    return [{ kind, channel: text(found, "channel"), silent, accepted: found.open === null }];
  }
}

/** Of duress, and of a theft, which may be that of a silent alarm. */
const SILENT: ReadonlySet<string> = new Set([
  "duress",
  "theft-confirmed",
  "police-report",
  "theft-unfounded",
]);
const SPAN_TYPES = JSON.stringify(SPANS);
const TYPES = JSON.stringify(["opened", ...SPANS, ...EXCEPTIONAL]);

/** A position before everything that came after a moment, found by halving. */
function before(moment: number, ends: StatementSync, at: StatementSync): number {
  const { first = null, last = null } = ends.get() ?? {};
  if (typeof first !== "number" || typeof last !== "number") return 0;
  let low = first;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = at.get(middle);
    if (!row || integer(row, "at") >= moment) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

function throughOf(rows: readonly Row[], limit: number, floor: number): number {
  const last = rows.at(-1);
  return last && rows.length === limit ? integer(last, "position") : floor;
}

function toHirer(row: Row): readonly FoundNotice[] {
  const { recipient, channel, drill, overdueAt }: Notice = JSON.parse(text(row, "body"));
  if (recipient.kind !== "hirer" || (channel !== "sms" && channel !== "email")) return [];
  const notice = { key: text(row, "key"), hirer: recipient.id, channel, drill, overdueAt };
  if (row.open === null) return [{ ...notice, open: null }];
  const state = stateOf(text(row, "state"));
  return [{ ...notice, open: { state, attempts: integer(row, "attempts"), code: textOrNull(row, "code") } }];
}

function stateOf(state: string): "waiting" | "parked" | "dead" {
  return state === "parked" || state === "dead" ? state : "waiting";
}

function kindOf(kind: string | null): FoundOther["kind"] | null {
  return kind === "contact" || kind === "subscriber" || kind === "topic" || kind === "receiver" ? kind : null;
}

function decisionIn(row: Row): RecordsPage["decisions"][number] {
  const { access }: { readonly access: RecordedAccess } = JSON.parse(text(row, "body"));
  const { inside, code, reason, calendarVersion } = access;
  return { event: text(row, "ref"), access: { inside, code, reason, calendarVersion } };
}

function acceptanceIn(row: Row): FoundAcceptance {
  const { notice, providerId, attempts } = JSON.parse(text(row, "body"));
  return { position: integer(row, "position"), key: notice, providerId, at: integer(row, "at"), attempts };
}
