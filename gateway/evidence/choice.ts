import { GATEWAY_CHAIN } from "../../nodes/domain/ledger.ts";
import type { FoundRecord, Selection } from "../ledger/ledger-reader.ts";
import { type Body, bodyIn, partOf, textOf } from "./body.ts";
import { WITHHELD_NAMED, type Withheld } from "./pack-facts.ts";
import { hasFreeText, type PersonalData } from "./personal.ts";
import { THEFTS } from "./tables.ts";

export interface ChoiceOptions {
  readonly locker: string;
  /** Units that speak for the locker, or did. */
  readonly units: ReadonlySet<string>;
  readonly sites: readonly string[];
  /** Milliseconds since 1970; null: all. */
  readonly from: number | null;
  readonly to: number | null;
  /** What a masked pack must not hold; null: it is not masked. */
  readonly personal: PersonalData | null;
}

/** What many lockers are told of together; it names them. */
const OF_MANY: ReadonlySet<string> = new Set(["mass-opening", "mass-offline"]);
/** Of the gateway as a whole. */
const OF_GATEWAY: ReadonlySet<string> = new Set(["configuration", "erasure", "pruning"]);
const OF_SITE: ReadonlySet<string> = new Set(["erasure", "pruning"]);
/** An incident follows its event at once, so that only the newest ones need be known. */
const EVENTS_KNOWN = 10_000;

/**
 * Which records of the ledger go into a locker's pack with their content: those of the locker; those of its unit as a
 * whole; the incidents that counted one of its events, with their notices; what changed the configuration or erased
 * records; and earlier exports of it.
 */
export class Choice implements Selection {
  readonly chains: ReadonlySet<string>;
  readonly withheld: Withheld[] = [];
  withheldInAll = 0;
  readonly #options: ChoiceOptions;
  readonly #events = new Set<string>();
  readonly #incidents = new Set<string>();

  constructor(options: ChoiceOptions) {
    this.#options = options;
    this.chains = new Set([...options.sites, GATEWAY_CHAIN]);
  }

  readonly gives = (record: FoundRecord): boolean => {
    const { from, to, personal } = this.#options;
    if ((from !== null && record.at < from) || (to !== null && record.at >= to)) return false;
    const body = bodyIn(record.body) ?? {};
    if (!this.#concerns(record, body)) return false;
    if (personal === null) return true;
    const why = hasFreeText(body) ? "remark" : personal.isIn(record.body) ? "person" : null;
    if (why === null) return true;
    this.withheldInAll += 1;
    const { site, n, kind } = record;
    if (this.withheld.length < WITHHELD_NAMED) this.withheld.push({ site, n, kind, why });
    return false;
  };

  #concerns(record: FoundRecord, body: Body): boolean {
    const { kind, ref, site, locker } = record;
    const isOwn = locker === this.#options.locker;
    if (isOwn && kind === "event") this.#know(ref);
    if (isOwn && kind === "incident") this.#incidents.add(ref);
    if (isOwn) return true;
    if (kind === "export") return ref === this.#options.locker;
    if (locker !== null) return false;
    if (site === GATEWAY_CHAIN) return OF_GATEWAY.has(kind);
    if (OF_SITE.has(kind)) return true;
    switch (kind) {
      case "event": {
        const type = textOf(body, "type");
        const isOfIncident = type === "incident-changed" || (type !== null && THEFTS.has(type));
        return isOfIncident ? this.#isOfIncident(body) : this.#isOfUnit(body, type);
      }
      case "incident": {
        const isNew = this.#isOfUnit(partOf(body, "incident"), textOf(partOf(body, "incident"), "cause"));
        if (isNew || this.#events.has(textOf(body, "event") ?? "")) this.#incidents.add(ref);
        return this.#incidents.has(ref);
      }
      case "theft":
        return this.#incidents.has(ref);
      case "notice":
        return this.#incidents.has(incidentIn(ref));
      default:
        // The outcome of a notice: its key says what the notice is about.
        return kind.startsWith("notice-") && this.#incidents.has(incidentIn(ref.split("|")[1] ?? ""));
    }
  }

  #isOfUnit(about: Body | null, type: string | null): boolean {
    const unit = textOf(about, "unit");
    return unit !== null && this.#options.units.has(unit) && type !== null && !OF_MANY.has(type);
  }

  #isOfIncident(body: Body): boolean {
    const data = partOf(body, "data");
    const incident = textOf(partOf(data, "incident"), "id") ?? textOf(data, "incident");
    return incident !== null && this.#incidents.has(incident);
  }

  #know(event: string): void {
    this.#events.add(event);
    if (this.#events.size <= EVENTS_KNOWN) return;
    for (const oldest of this.#events) {
      this.#events.delete(oldest);
      break;
    }
  }
}

/** Of an incident's id with or without its transition. */
function incidentIn(about: string): string {
  return about.split("#")[0] ?? "";
}
