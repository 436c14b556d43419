import type { DatabaseSync, StatementSync } from "node:sqlite";
import { GATEWAY_CHAIN, type LedgerKind } from "../domain/ledger.ts";
import { integer, text, textOrNull } from "./columns.ts";
import type { IncidentChange, IncidentRequest, Outcome } from "./journal.ts";
import type { Ledger } from "./ledger.ts";
import type { EventRow, NoticeRow } from "./protocol.ts";

/** Events of a site that are given up together are named up to here; beyond it their number says enough. */
const NAMED = 1000;

/** Turns what the journal does into records of the ledger. */
export class Evidence {
  readonly #ledger: Ledger;
  readonly #notice: StatementSync;
  readonly #event: StatementSync;
  readonly #open: StatementSync;
  readonly #openOfSite: StatementSync;

  constructor(db: DatabaseSync, ledger: Ledger) {
    this.#ledger = ledger;
    this.#notice = db.prepare(
      `SELECT key, attempts, ${inBody("site")}, ${inBody("locker")} FROM notice WHERE position = ?`,
    );
    this.#event = db.prepare(`SELECT id, site, ${inBody("locker")} FROM event WHERE position = ?`);
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

  incident({ event, at, access }: IncidentRequest, { incident, change }: IncidentChange): void {
    const { site, locker } = incident;
    const body = JSON.stringify({ change, event: event.id, incident, access });
    this.#ledger.add({ site, locker, kind: "incident", at, ref: incident.id, body });
  }

  /** What became of a notice. An attempt that is repeated is none of it: the last one tells how many there were. */
  outcome(outcome: Outcome): void {
    const { position, result, at } = outcome;
    if (result === "retry") return;
    const detail = result === "accepted" ? { providerId: outcome.providerId } : { code: outcome.code };
    this.#ofNotice(`notice-${result}`, position, at, detail);
  }

  /** @param at milliseconds since 1970 */
  overdue(position: number, at: number): void {
    this.#ofNotice("notice-overdue", position, at, {});
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

  #ofNotice(kind: LedgerKind, position: number, at: number, detail: object): void {
    const notice = this.#notice.get(position);
    if (!notice) return;
    const key = text(notice, "key");
    this.#ledger.add({
      site: textOrNull(notice, "site") ?? GATEWAY_CHAIN,
      locker: textOrNull(notice, "locker"),
      kind,
      at,
      ref: key,
      body: JSON.stringify({ notice: key, attempts: integer(notice, "attempts"), ...detail }),
    });
  }
}

/** A column of its own for a field of the body; null where the body cannot be read. */
function inBody(field: string): string {
  return `iif(json_valid(body), body ->> '$.${field}', NULL) AS ${field}`;
}
