import { clockAt } from "./calendar-zone.ts";
import { type DayAsked, HIRER_CHANNELS, type HirerChannel, type Told, type ToldState } from "./day-report.ts";
import type { FoundAcceptance, FoundNotice, FoundOpening } from "./day-report-found.ts";
import { LANE } from "./notice.ts";
import { overdueAt } from "./notice-deadline.ts";
import { hiresOn } from "./register.ts";

/** The acceptance of a notice by its key, as far as the record of it was found. */
export type Acceptances = ReadonlyMap<string, FoundAcceptance>;

/**
 * Whom an opening had to be told to, and how far that has come: every hirer of the locker by the register as it is now
 * who had not left by that day, and everybody who was told. One of a person's numbers or addresses is enough.
 */
export function toldOf(
  opening: FoundOpening,
  { register, timeZone, now }: Pick<DayAsked, "register" | "timeZone" | "now">,
  acceptances: Acceptances,
): readonly Told[] {
  const drill = isDrill(opening);
  const notices = opening.notices.filter((notice) => notice.drill === drill);
  const day = () => clockAt(opening.at, timeZone).toPlainDate().toString();
  const holders = register
    .hirersOf(opening.locker)
    .filter((hirer) => hirer.left === undefined || hiresOn(hirer, day()));
  const hirers = new Set(holders.map(({ id }) => id));
  for (const { hirer } of notices) hirers.add(hirer);
  const due = overdueAt(opening.at, timeZone, LANE.hirer, opening.receivedAt);
  return [...hirers].flatMap((hirer) =>
    HIRER_CHANNELS.map((channel) => {
      const own = notices.filter((notice) => notice.hirer === hirer && notice.channel === channel);
      return one(hirer, channel, own, { due, now, acceptances });
    }),
  );
}

/** True for what only drills were sent of, or what says itself that it is one. */
export function isDrill({ drill, notices }: FoundOpening): boolean {
  return drill || (notices.length > 0 && notices.every((notice) => notice.drill));
}

interface Moment {
  readonly due: number;
  readonly now: number;
  readonly acceptances: Acceptances;
}

function one(
  hirer: string,
  channel: HirerChannel,
  notices: readonly FoundNotice[],
  { due, now, acceptances }: Moment,
): Told {
  const accepted = notices.filter(({ open }) => open === null);
  if (accepted.length > 0) return acceptedFirst(hirer, channel, accepted, acceptances);
  const nothing = { hirer, channel, providerId: null, at: null };
  const open = mostHopeful(notices);
  if (open === null) {
    return { ...nothing, state: "missing", attempts: 0, code: null, late: now >= due };
  }
  const { overdueAt: awaited, state, attempts, code } = open;
  return { ...nothing, state: waitingState(state, now >= awaited), attempts, code, late: now >= awaited };
}

/** What is accepted by several was told with the first of them. */
function acceptedFirst(
  hirer: string,
  channel: HirerChannel,
  notices: readonly FoundNotice[],
  acceptances: Acceptances,
): Told {
  const accepted = { hirer, channel, state: "accepted", code: null } as const;
  const known = notices.flatMap(({ key, overdueAt: awaited }) => {
    const acceptance = acceptances.get(key);
    return acceptance === undefined ? [] : [{ ...acceptance, late: acceptance.at > awaited }];
  });
  const [first] = known.sort((a, b) => a.position - b.position);
  if (first === undefined) return { ...accepted, providerId: null, at: null, attempts: null, late: false };
  const { providerId, at, attempts, late } = first;
  return { ...accepted, providerId, at, attempts, late };
}

const HOPE = ["waiting", "parked", "dead"] as const;

/** What waits may still be accepted, what is parked once somebody acts, and what is dead never. */
function mostHopeful(notices: readonly FoundNotice[]) {
  const open = notices.flatMap(({ open: state, overdueAt: awaited }) =>
    state === null ? [] : [{ ...state, overdueAt: awaited }],
  );
  for (const state of HOPE) {
    const found = open.find((notice) => notice.state === state);
    if (found !== undefined) return found;
  }
  return null;
}

function waitingState(state: "waiting" | "parked" | "dead", isLate: boolean): ToldState {
  if (state !== "waiting") return state;
  return isLate ? "overdue" : "queued";
}
