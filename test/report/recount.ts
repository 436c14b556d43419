import type { DayReport } from "../../nodes/domain/day-report.ts";
import type { Happened, Received } from "./month.ts";
import { type BranchId, RENTERS, ZONES } from "./month-bank.ts";

/** What was done, as the test has noted it down while it did it. */
export interface Notes {
  readonly happened: readonly Happened[];
  readonly received: ReadonlyMap<string, readonly Received[]>;
}

const FORMATS = { MUM01: formatOf("MUM01"), DEL02: formatOf("DEL02"), BER01: formatOf("BER01") };

function formatOf(site: BranchId): Intl.DateTimeFormat {
  const timeZone = ZONES[site];
  return new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
}

/** ISO date by the clock of the branch. */
export function dayOf(at: number, site: BranchId): string {
  const parts = FORMATS[site].formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value;
  return `${of("year")}-${of("month")}-${of("day")}`;
}

/** Every branch and day on which a locker was opened. */
export function daysOf({ happened }: Notes): readonly (readonly [site: BranchId, day: string])[] {
  const days = new Map(
    happened.map(({ site, event }) => {
      const day = dayOf(event.occurred.latest, site);
      return [`${site} ${day}`, [site, day] as const];
    }),
  );
  return [...days.values()];
}

/** A line for each opening, hirer and channel, with what became of it at the end. */
export function expectedLines(notes: Notes, site: BranchId, day: string): readonly string[] {
  return openingsOf(notes, site, day)
    .flatMap((opening) => {
      const { event, locker, drill, inside } = opening;
      const about = [event.id, locker, event.occurred.latest, drill, event.late, inside].join(" ");
      const ways = waysOf(notes, opening).map((way) => `${about} ${way.text}`);
      return ways.length === 0 ? [about] : ways;
    })
    .toSorted();
}

/** The same of a report. */
export function reportedLines({ openings }: DayReport): readonly string[] {
  return openings
    .flatMap(({ eventId, locker, at, drill, late, access, notices }) => {
      const about = [eventId, locker, at, drill, late, access?.inside ?? null].join(" ");
      const ways = notices.map((told) => {
        const what = told.state === "accepted" ? [told.providerId, told.at, told.attempts] : [];
        return [about, told.hirer, told.channel, told.state, ...what].join(" ");
      });
      return ways.length === 0 ? [about] : ways;
    })
    .toSorted();
}

export function expectedSums(notes: Notes, site: BranchId, day: string): Record<string, unknown> {
  const all = openingsOf(notes, site, day);
  const openings = all.filter(({ drill }) => !drill);
  const ways = openings.map((opening) => waysOf(notes, opening));
  const count = (of: (opening: Happened) => boolean) => openings.filter(of).length;
  const withoutHirers = ways.filter((all) => all.length === 0).length;
  const told = ways.filter((all) => all.length > 0 && all.every(({ state }) => state === "accepted")).length;
  const states = (channel: string) => {
    const of = (state: string) =>
      ways.flat().filter((way) => way.channel === channel && way.state === state).length;
    return {
      accepted: of("accepted"),
      queued: 0,
      overdue: of("overdue"),
      parked: 0,
      dead: of("dead"),
      missing: of("missing"),
    };
  };
  return {
    openings: openings.length,
    late: count(({ event }) => event.late),
    inside: count(({ inside }) => inside === true),
    outside: count(({ inside }) => inside === false),
    undecided: count(({ inside }) => inside === null),
    ...{ withoutHirers, told, notTold: openings.length - withoutHirers - told },
    states: { sms: states("sms"), email: states("email") },
    drills: all.length - openings.length,
  };
}

export function reportedSums({ sums: { exceptions: _, ...sums } }: DayReport): Record<string, unknown> {
  return sums;
}

/** How many exceptions of the kinds that openings make by themselves. */
export function expectedKinds(notes: Notes, site: BranchId, day: string): Record<string, number> {
  const openings = openingsOf(notes, site, day);
  const count = (of: (opening: Happened) => boolean) => openings.filter(of).length;
  return {
    forced: count(({ forced }) => forced),
    duress: count(({ duress }) => duress),
    "outside-hours": count(({ inside }) => inside === false),
  };
}

export function reportedKinds({ exceptions }: DayReport): Record<string, number> {
  const of = (kind: string) => exceptions.filter((exception) => exception.kind === kind).length;
  return { forced: of("forced"), duress: of("duress"), "outside-hours": of("outside-hours") };
}

/** True where each hirer had been told in both ways by a moment; also where there is nobody to tell. */
export function isToldBy(notes: Notes, { event, locker }: Happened, moment: number): boolean {
  return (RENTERS.get(locker) ?? []).every(({ hirer }) =>
    ["sms", "email"].every((channel) =>
      (notes.received.get(event.id) ?? []).some(
        (one) =>
          one.hirer === hirer && one.channel === channel && one.answer === "accepted" && one.at <= moment,
      ),
    ),
  );
}

function openingsOf({ happened }: Notes, site: BranchId, day: string): readonly Happened[] {
  return happened.filter((one) => one.site === site && dayOf(one.event.occurred.latest, site) === day);
}

function waysOf({ received }: Notes, { event, locker }: Happened) {
  return (RENTERS.get(locker) ?? []).flatMap((renter) =>
    (["sms", "email"] as const).map((channel) => {
      const own = (received.get(event.id) ?? []).filter(
        (one) => one.hirer === renter.hirer && one.channel === channel,
      );
      const addresses = channel === "sms" ? renter.phones : renter.emails;
      const first = own.find(({ answer }) => answer === "accepted");
      const refused = own.some(({ answer }) => answer === "permanent");
      const state = first ? "accepted" : addresses === 0 ? "missing" : refused ? "dead" : "overdue";
      const attempts = own.filter(({ address, at }) => address === first?.address && at <= first.at).length;
      const what = first ? [first.providerId, first.at, attempts] : [];
      return { channel, state, text: [renter.hirer, channel, state, ...what].join(" ") };
    }),
  );
}
