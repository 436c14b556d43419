import { hiresOn, type Register } from "../domain/register.ts";
import type { VisitService } from "../runtime/services.ts";
import { Refused } from "./answers.ts";
import {
  type BoardVisit,
  ENDED_SHOWN,
  LOCKERS_FOUND,
  type LockersFound,
  type VisitRequest,
  type VisitsAnswer,
} from "./protocol.ts";

/** The locker-visit nodes that run. */
export type Desks = readonly Pick<VisitService, "sites" | "list" | "act">[];

/** Of a register what the counter has to know. */
export type Hirers = Pick<Register, "lockers" | "hirersOf">;

const NO_DESK = new Refused(
  409,
  "visit-refused",
  "Nothing was done, because no locker-visit runs on this gateway. Whoever keeps its flows can deploy one.",
);
const NO_VISIT = new Refused(
  404,
  "visit-unknown",
  "There is no such visit, or it is not of today any more. Reload the page.",
);

export function visitsOf(desks: Desks): VisitsAnswer {
  const all = desks.flatMap((desk) => desk.list());
  const ended = all
    .filter(({ closedAt }) => closedAt !== null)
    .sort((one, other) => (other.closedAt ?? 0) - (one.closedAt ?? 0));
  const shown = [...all.filter(({ closedAt }) => closedAt === null), ...ended.slice(0, ENDED_SHOWN)];
  return {
    sites: [...new Set(desks.flatMap(({ sites }) => [...sites]))].sort(),
    visits: shown.map(shownVisit),
    ended: ended.length,
  };
}

/** Only what a board is to know, whatever else a node may keep. */
function shownVisit(visit: BoardVisit): BoardVisit {
  const { id, site, locker, hirer, openedBy, openedAt, dueAt, closedBy, closedAt, state } = visit;
  const { lastOpened, lastClosed } = visit;
  return {
    id,
    site,
    locker,
    hirer,
    openedBy,
    openedAt,
    dueAt,
    closedBy,
    closedAt,
    state,
    lastOpened,
    lastClosed,
  };
}

/**
 * Lockers of sites that ask for visits, by a part of their ids; first those that end with it, as people say them.
 * @param today ISO date by the clock of a site: who rents no more comes no more
 */
export function lockersFor(
  desks: Desks,
  registers: readonly Hirers[],
  { text, site }: { readonly text: string; readonly site?: string | undefined },
  today: (site: string) => string,
): LockersFound {
  const asking = new Set(desks.flatMap(({ sites }) => [...sites]));
  const wanted = text.trim().toUpperCase();
  const ending: LockersFound["items"][number][] = [];
  const holding: LockersFound["items"][number][] = [];
  for (const register of registers) {
    for (const { id, site: of } of register.lockers.values()) {
      if (!asking.has(of) || (site !== undefined && of !== site)) continue;
      const upper = id.toUpperCase();
      const into = upper.endsWith(wanted) ? ending : holding;
      if (into.length > LOCKERS_FOUND || !upper.includes(wanted)) continue;
      const hirers = register.hirersOf(id).filter((hirer) => hiresOn(hirer, today(of)));
      into.push({ id, site: of, hirers: hirers.map((hirer) => hirer.id) });
    }
  }
  const found = [...ending, ...holding];
  return { items: found.slice(0, LOCKERS_FOUND), hasMore: found.length > LOCKERS_FOUND };
}

/**
 * @param by the sign-in name of who does it
 * @throws Refused, LockerError `visit-refused`, `journal-unavailable`
 */
export async function openVisit(
  desks: Desks,
  registers: readonly Hirers[],
  {
    locker,
    hirer,
    minutes,
  }: { readonly [P in keyof VisitRequest]: VisitRequest[P] | undefined } & Pick<
    VisitRequest,
    "locker" | "hirer"
  >,
  by: string,
): Promise<BoardVisit> {
  const [any] = desks;
  if (any === undefined) throw NO_DESK;
  const site = registers.map(({ lockers }) => lockers.get(locker)?.site).find((one) => one !== undefined);
  // Where none asks for visits there, one of them says so.
  const desk = desks.find(({ sites }) => site !== undefined && sites.has(site)) ?? any;
  const act = { do: "open", locker, hirer, by } as const;
  return shownVisit(await desk.act(minutes === undefined ? act : { ...act, minutes }));
}

/** @throws as `openVisit` */
export async function closeVisit(desks: Desks, visit: string, by: string): Promise<BoardVisit> {
  if (desks.length === 0) throw NO_DESK;
  const desk = desks.find((one) => one.list().some(({ id }) => id === visit));
  if (desk === undefined) throw NO_VISIT;
  return shownVisit(await desk.act({ do: "close", visit, by }));
}
