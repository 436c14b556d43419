import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Incident } from "../domain/incident.ts";
import { GATEWAY_CHAIN, type LedgerKind } from "../domain/ledger.ts";
import type { ExportRequest } from "../domain/ledger-export.ts";
import type { TheftAct, TheftCase } from "../domain/theft.ts";
import { integer, text, textOrNull } from "./columns.ts";
import type { IncidentRecord } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import type { Recorded } from "./notices.ts";
import type { NoticeInBrief } from "./open-notice.ts";
import type { EventRow, NoticeRow } from "./protocol.ts";

/** Events of a site that are given up together are named up to here; beyond it their number says enough. */
const NAMED = 1000;

/** Turns what the journal does into records of the ledger. */
export class Evidence {
  readonly #ledger: Ledger;
  readonly #event: StatementSync;
  readonly #open: StatementSync;
  readonly #openOfSite: StatementSync;

  constructor(db: DatabaseSync, ledger: Ledger) {
    this.#ledger = ledger;
    this.#event = db.prepare(
      "SELECT id, site, iif(json_valid(body), body ->> '$.locker', NULL) AS locker FROM event WHERE position = ?",
    );
    const open = `FROM delivery CROSS JOIN event ON event.position = delivery.position WHERE delivery.node = ?`;
    this.#open = db.prepare(`SELECT event.site AS site, count(*) AS count ${open} GROUP BY event.site`);
    this.#openOfSite = db.prepare(
      `SELECT event.id AS id ${open} AND event.site = ? ORDER BY delivery.position LIMIT ${NAMED}`,
    );
  }

  /** @param position of the event, in whose table the body is */
  event({ id, site, locker, receivedAt }: EventRow, body: string, position: number): void {
    this.#ledger.add({ site, locker, kind: "event", at: receivedAt, ref: id, body, source: position });
  }

  /** @param position of the notice, in whose table the body is */
  notice({ subject, site, locker, createdAt, body }: NoticeRow, position: number): void {
    const ref = subject.kind === "incident" ? `${subject.id}#${subject.transition}` : subject.id;
    this.#ledger.add({ site, locker, kind: "notice", at: createdAt, ref, body, source: position });
  }

  /** A change of an incident; who did it and why can be erased with it. */
  incident(incident: Incident, { change, at, event, access, by, remark }: IncidentRecord): void {
    const { id, site, locker } = incident;
    const cause = by === null ? {} : { by, remark };
    const told = event === null ? { change, ...cause, incident } : { change, event, incident, access };
    this.#ledger.add({ site, locker, kind: "incident", at, ref: id, body: JSON.stringify(told) });
  }

  /** What an officer said about a theft; who did and why can be erased. */
  theft({ site, locker, steps, ...theft }: TheftCase, { by, remark }: TheftAct, at: number): void {
    const { incident, stage, policeReport } = theft;
    const body = JSON.stringify({ stage, step: steps.length, by, remark, incident, policeReport });
    this.#ledger.add({ site, locker, kind: "theft", at, ref: incident, body });
  }

  /** What became of a notice. An attempt that is repeated is none of it: the last one tells how many there were. */
  outcome({ outcome, notice }: Recorded): void {
    const { result, at } = outcome;
    if (result === "retry") return;
    const detail = result === "accepted" ? { providerId: outcome.providerId } : { code: outcome.code };
    this.#ofNotice(`notice-${result}`, notice, at, detail);
  }

  /** @param at milliseconds since 1970 */
  overdue(notice: NoticeInBrief, at: number): void {
    this.#ofNotice("notice-overdue", notice, at, {});
  }

  /** A flow was given the event too often. */
  exhausted(node: string, position: number, at: number): void {
    const event = this.#event.get(position);
    if (!event) return;
    const id = text(event, "id");
    this.#ledger.add({
      site: text(event, "site"),
      locker: textOrNull(event, "locker"),
      kind: "delivery-exhausted",
      at,
      ref: id,
      body: JSON.stringify({ node, event: id }),
    });
  }

  /** The node is gone for which these events are still open; to be called before they are closed. */
  closing(node: string, at: number): void {
    for (const row of this.#open.all(node)) {
      const site = text(row, "site");
      const events = this.#openOfSite.all(node, site).map((event) => text(event, "id"));
      const body = JSON.stringify({ node, count: integer(row, "count"), events });
      this.#ledger.add({ site, locker: null, kind: "delivery-closed", at, ref: node, body });
    }
  }

  /** Kept as long as the rest of the site, also when the locker's hirer left: it says who was given what. */
  exported({ locker, site, ...asked }: ExportRequest, at: number): null {
    const body = JSON.stringify({ locker, ...asked });
    this.#ledger.add({ site, locker: null, kind: "export", at, ref: locker, body });
    return null;
  }

  #ofNotice(
    kind: LedgerKind,
    { key, site, locker, attempts }: NoticeInBrief,
    at: number,
    detail: object,
  ): void {
    const body = JSON.stringify({ notice: key, attempts, ...detail });
    this.#ledger.add({ site: site ?? GATEWAY_CHAIN, locker, kind, at, ref: key, body });
  }
}
