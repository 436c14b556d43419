import type { SubscribedClass, Subscription } from "./register.ts";
import { bad, date, needed, type Reader, several, subscriptionId, withdrawn } from "./register-cells.ts";
import { CLASS_NAMES, subscribedClass } from "./register-closure.ts";
import { Known } from "./register-known.ts";
import type { Places } from "./register-places.ts";
import { email, topicArn } from "./register-reach.ts";
import type { Read, Row } from "./register-table.ts";

type SubscriptionRow = Row<"subscriptions.csv">;

const NO_CONSENT =
  "The reference of the consent is missing, and without one nothing is sent: write where the signed consent is kept, e.g. C-2026-118.";

/**
 * Insurers' subscriptions. They pass on what concerns other people, so a row whose scope, dates or consent
 * are in doubt is not used; a scope only ever shrinks by a faulty value and never grows.
 */
export class Subscriptions {
  readonly all: Subscription[] = [];
  readonly byId = new Map<string, Subscription>();
  readonly #places: Places;
  readonly #ids = new Known<Subscription>("subscriptions.csv", "subscription");

  constructor(places: Places) {
    this.#places = places;
  }

  readonly add = (row: SubscriptionRow): void => {
    const id = row.read("subscription", this.#ids.claim(row.line, subscriptionId));
    const channel = row.read("channel", channelOf);
    const parts: Parts = {
      id,
      insurer: row.read("insurer", needed(80, "The insurer is missing: write its name.")),
      policy: row.read("policy", needed(80, "The policy is missing: write its number.")),
      sites: this.#scope(row, "sites", this.#places.sites.reference),
      lockers: this.#scope(row, "lockers", this.#places.lockers.reference),
      classes: row.read("classes", classes),
      since: row.read("since", date),
      until: row.read("until", untilFrom(row.cell("since"))),
      consent: row.read("consent", needed(80, NO_CONSENT)),
      withdrawn: row.read("withdrawn", withdrawn),
      channel,
      address: channel && row.read("address", channel === "topic" ? topicArn : email),
    };
    if (parts.withdrawn) this.#withdrawEarlier(row.cell("subscription"));
    if (!isComplete(parts)) return;
    this.#checkScope(row, parts);
    this.all.push(parts);
    this.byId.set(parts.id, parts);
  };

  /** A line that repeats a subscription is not used, but who writes the withdrawal into a line of its own means it. */
  #withdrawEarlier(id: string): void {
    const earlier = this.byId.get(id);
    if (earlier === undefined) return;
    const ended = { ...earlier, withdrawn: true };
    this.all.splice(this.all.indexOf(earlier), 1, ended);
    this.byId.set(id, ended);
  }

  /** Empty means everything, so a scope that is written but holds nothing usable must not become empty. */
  #scope(
    row: SubscriptionRow,
    column: "sites" | "lockers",
    reference: (cell: string) => Read<string>,
  ): ReadonlySet<string> | undefined {
    if (row.cell(column) === "") return EVERYTHING;
    const values = row.read(column, several(reference)) ?? [];
    return values.length > 0 ? new Set(values) : undefined;
  }

  #checkScope(row: SubscriptionRow, { sites, lockers }: Subscription): void {
    if (sites.size === 0) return;
    const astray = [...lockers].filter(
      (locker) => !sites.has(this.#places.lockers.usable.get(locker)?.site ?? ""),
    );
    if (astray.length > 0)
      row.report(
        "lockers",
        `${astray.length} of these lockers stand at none of the sites in this line, so nothing is sent about them: add their site, or take them out.`,
      );
  }
}

const EVERYTHING: ReadonlySet<string> = new Set();

type Parts = { readonly [K in keyof Subscription]: Subscription[K] | undefined };

function isComplete(parts: Parts): parts is Subscription {
  return Object.values(parts).every((part) => part !== undefined);
}

function classes(cell: string): Read<ReadonlySet<SubscribedClass>> {
  if (cell === "")
    return bad(`The classes are missing: write one or more of ${CLASS_NAMES}, separated by semicolons.`);
  const { value = [], problems = [] } = several(subscribedClass)(cell);
  return value.length > 0 ? { value: new Set(value), problems } : { problems };
}

/** The last day, which must not lie before the first. ISO dates compare as texts. */
function untilFrom(since: string): Reader<string | null> {
  return (cell) => {
    const read = date(cell);
    return read.value && read.value < since
      ? bad("This day lies before the one in since: correct one of the two.")
      : read;
  };
}

function channelOf(cell: string): Read<Subscription["channel"]> {
  return cell === "topic" || cell === "email"
    ? { value: cell }
    : bad("This is not a channel: write topic for an SNS topic, or email.");
}
