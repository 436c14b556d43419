import type { LedgerLine } from "../../nodes/domain/ledger-lines.ts";
import { numberOf, partOf, textOf } from "./body.ts";
import type { GivenRecord } from "./given-record.ts";
import type { Place } from "./pack-format.ts";
import { actIn, happened } from "./tables.ts";
import { entryOf, type TimelineEntry } from "./timeline.ts";

/** Entries of the report's timeline; the tables hold all. */
export const TIMELINE_LONGEST = 5_000;
/** Incidents that the report lists. */
export const INCIDENTS_LISTED = 500;

export interface IncidentInBrief {
  readonly id: string;
  readonly place: Place;
  readonly cause: string | null;
  readonly priority: number | null;
  readonly summary: string | null;
  readonly raisedAt: number | null;
  state: string | null;
  /** Who acknowledged and who reset it, milliseconds since 1970. */
  acknowledged: { readonly by: string | null; readonly at: number | null } | null;
  reset: { readonly by: string | null; readonly at: number | null } | null;
}

/** What a unit reported in one of its lives. */
export interface BootInBrief {
  readonly unit: string;
  readonly boot: number;
  readonly first: Place;
  last: Place;
  readonly firstSeq: number | null;
  lastSeq: number | null;
  readonly firstAt: number;
  lastAt: number;
  events: number;
}

export interface ChainInBrief {
  readonly site: string;
  /** Number of the record before the first, and the last record. */
  readonly after: number;
  last: number;
  given: number;
  without: number;
  /** When the first and the last were recorded, milliseconds since 1970. */
  firstAt: number | null;
  lastAt: number | null;
  /** What the last signature covers. */
  signed: { readonly n: number; readonly at: number; readonly key: string } | null;
}

/** What the report tells at a glance, gathered line by line; bounded, however long the ledger is. */
export class Summary {
  readonly chains = new Map<string, ChainInBrief>();
  /** Rows of each table, by its name. */
  readonly rows = new Map<string, number>();
  readonly boots = new Map<string, BootInBrief>();
  readonly incidents = new Map<string, IncidentInBrief>();
  readonly timeline: TimelineEntry[] = [];
  timelineInAll = 0;
  incidentsUnlisted = 0;
  readonly keys: { readonly id: string; readonly publicKey: string }[] = [];
  ledger: string | null = null;
  from: number | null = null;
  to: number | null = null;

  /** @param given the content, where the line is a record with one */
  add(line: LedgerLine, given: GivenRecord | null): void {
    switch (line.type) {
      case "ledger":
        this.ledger = line.ledger;
        this.from = line.from;
        this.to = line.to;
        return;
      case "key":
        this.keys.push({ id: line.id, publicKey: line.publicKey });
        return;
      case "chain": {
        const { site, after } = line;
        const nothing = { given: 0, without: 0, firstAt: null, lastAt: null, signed: null };
        this.chains.set(site, { site, after, last: after, ...nothing });
        return;
      }
      case "record": {
        const chain = this.chains.get(line.site);
        if (chain === undefined) return;
        chain.last = line.n;
        chain.firstAt ??= line.at;
        chain.lastAt = line.at;
        if (given === null) chain.without += 1;
        else chain.given += 1;
        if (given !== null) this.#given(given);
        return;
      }
      case "checkpoint": {
        const chain = this.chains.get(line.site);
        if (chain !== undefined) chain.signed = { n: line.n, at: line.at, key: line.key };
        return;
      }
      case "end":
    }
  }

  #given(record: GivenRecord): void {
    if (record.kind === "event") this.#event(record);
    if (record.kind === "incident") this.#incident(record);
    const entry = entryOf(record);
    if (entry === null) return;
    this.timelineInAll += 1;
    if (this.timeline.length < TIMELINE_LONGEST) this.timeline.push(entry);
  }

  #event(record: GivenRecord): void {
    const { site, n, at, body } = record;
    const act = actIn(record);
    const incident = act?.incident == null ? undefined : this.incidents.get(act.incident);
    if (act !== null && incident !== undefined) {
      if (act.change === "acknowledged") incident.acknowledged = { by: act.by, at: act.at };
      if (act.change === "reset") incident.reset = { by: act.by, at: act.at };
      incident.state = textOf(partOf(partOf(body, "data"), "incident"), "state") ?? incident.state;
    }
    const unit = textOf(body, "unit");
    const boot = numberOf(body, "boot");
    if (unit === null || boot === null) return;
    const seq = numberOf(body, "seq");
    const moment = happened(body).latest ?? at;
    const known = this.boots.get(`${unit} ${boot}`);
    if (known === undefined) {
      const place = { site, n };
      const first = { first: place, last: place, firstSeq: seq, lastSeq: seq };
      this.boots.set(`${unit} ${boot}`, { unit, boot, ...first, firstAt: moment, lastAt: moment, events: 1 });
      return;
    }
    known.last = { site, n };
    known.lastSeq = seq ?? known.lastSeq;
    known.lastAt = moment;
    known.events += 1;
  }

  #incident({ site, n, ref, body }: GivenRecord): void {
    const incident = partOf(body, "incident");
    const known = this.incidents.get(ref);
    if (known !== undefined) {
      known.state = textOf(incident, "state");
      return;
    }
    if (this.incidents.size >= INCIDENTS_LISTED) {
      if (textOf(body, "change") === "raised") this.incidentsUnlisted += 1;
      return;
    }
    this.incidents.set(ref, {
      ...{ id: ref, place: { site, n }, acknowledged: null, reset: null },
      cause: textOf(incident, "cause"),
      priority: numberOf(incident, "priority"),
      summary: textOf(incident, "summary"),
      raisedAt: numberOf(incident, "raisedAt"),
      state: textOf(incident, "state"),
    });
  }
}
