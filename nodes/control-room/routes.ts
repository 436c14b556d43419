import type { NodeAPI } from "node-red";
import type { Incident } from "../domain/incident.ts";
import { actionFrom } from "../domain/incident-act.ts";
import { THEFT_ACTS } from "../domain/theft-act.ts";
import type { Store } from "../runtime/store.ts";
import { answer, bodyOf, Refused } from "./answers.ts";
import {
  ACTION,
  DAY_FILE,
  DAY_REPORT,
  HISTORY,
  INCIDENT_ID,
  LOCKERS,
  NOTHING,
  OUTBOX,
  PAST,
  RETRY,
  type Read,
  read,
  THEFT,
  VISIT,
  VISIT_ID,
} from "./asked.ts";
import { closeVisit, lockersFor, openVisit, visitsOf } from "./counter.ts";
import { DAY_FILES, sendDay } from "./day-file.ts";
import { DayReports, dayPage } from "./day-shown.ts";
import { historyPage, outboxPage, pastPage } from "./looking-back.ts";
import {
  isAllowed,
  mayEnter,
  maySee,
  type Person,
  personOf,
  type Request,
  type Response,
  type Route,
  whyNot,
} from "./person.ts";
import {
  ACT,
  ACTS,
  type ActAnswer,
  API_PATH,
  CLAIMS,
  type IncidentDetail,
  type LockersFound,
  type Me,
  type Permission,
  type READ,
  type RetryAnswer,
  type TheftAnswer,
  TRANSITIONS_SHOWN,
  VISITS,
  type VisitAnswer,
  type VisitsAnswer,
} from "./protocol.ts";
import type { Room } from "./room.ts";
import { boardIncident } from "./shown.ts";
import type { Streams } from "./streams.ts";
import { boardTheft, sayOfTheft } from "./theft-shown.ts";

const NO_INCIDENT = new Refused(
  404,
  "incident-unknown",
  "There is no such incident, or it is not kept any more. Reload the page.",
);

const NO_SITE = new Refused(404, "site-unknown", "There is no such branch in the register. Reload the page.");

/** What the page asks for, each by who may: Node-RED's sign-in says who that is, and nothing in the request. */
export function serveApi(red: NodeAPI, room: Room, streams: Streams): void {
  const getBy = (who: readonly Route[], path: string, work: (asked: Asked) => Promise<unknown>) =>
    red.httpAdmin.get(`${API_PATH}${path}`, ...who, (request, response) =>
      answer(response, async () => work(await known(red, request, response))),
    );
  const postBy = (
    who: readonly Route[],
    path: string,
    needed: Deed,
    work: (asked: Acting) => Promise<unknown>,
  ) =>
    red.httpAdmin.post(`${API_PATH}${path}`, ...who, (request, response) =>
      answer(response, async () => work(await actor(red, needed, request, response))),
    );
  const sees = maySee(red);
  const enters = mayEnter(red);
  const get = getBy.bind(null, sees);
  const post = postBy.bind(null, sees);
  const days = new DayReports();
  const dayOf = (person: Person, site: string, given: string | undefined, isBeginning: boolean) =>
    room.use(async ({ journal }) => {
      const register = room.registers.find(({ sites }) => sites.has(site));
      if (register === undefined) throw NO_SITE;
      const [now, timeZone, day] = [room.now, room.timeZoneOf(site), given ?? room.today(site)];
      const asked = { site, day, timeZone, register, now, seesSilent: person.canAct };
      return days.get(journal, asked, isBeginning);
    });

  getBy(enters, "me", async ({ person }): Promise<Me> => ({ permissions: [...person.may] }));
  getBy(enters, "stream", ({ person, request, response }) => streams.add(person, request, response));
  get("incidents/:id", ({ person, request }) => {
    const id = checked(read(INCIDENT_ID, request.params.id));
    return room.use((store) => detailOf(store, id, person));
  });
  get("history", ({ person, request }) => {
    const asked = checked(read(HISTORY, request.query));
    return room.use(({ journal }) => historyPage(journal, asked, person.canAct));
  });
  get("past", ({ person, request }) => {
    const asked = checked(read(PAST, request.query));
    return room.use(({ journal }) => pastPage(journal, asked, person.canAct));
  });
  get("outbox", ({ person, request }) => {
    const asked = checked(read(OUTBOX, request.query));
    return room.use(async ({ journal }) => {
      const counts = await room.counts(journal, person.canAct);
      return outboxPage(journal, asked, counts, person.canAct, (node) => room.nameOf(node));
    });
  });

  get("day-report", async ({ person, request }) => {
    const { site, day, ...page } = checked(read(DAY_REPORT, request.query));
    return dayPage(await dayOf(person, site, day, page.before === undefined), page);
  });
  for (const file of DAY_FILES) {
    get(`day-report.${file}`, async ({ person, request, response }) => {
      const { site, day } = checked(read(DAY_FILE, request.query));
      return sendDay(response, file, await dayOf(person, site, day, true));
    });
  }

  getBy(enters, "visits", () => room.use(async (): Promise<VisitsAnswer> => visitsOf(room.visitDesks)));
  getBy(enters, "visits/lockers", async ({ person, request }): Promise<LockersFound> => {
    const why = whyNot(person, VISITS);
    if (why !== null) throw new Refused(403, "cannot-act", why);
    const asked = checked(read(LOCKERS, request.query));
    return lockersFor(room.visitDesks, room.registers, asked, (site) => room.today(site));
  });
  postBy(enters, "visits", VISITS, ({ user, request }) => {
    const asked = checked(read(VISIT, bodyOf(request)));
    audit(red, request, "visit.open", { locker: asked.locker });
    return room.use(async (): Promise<VisitAnswer> => {
      return { visit: await openVisit(room.visitDesks, room.registers, asked, user) };
    });
  });
  postBy(enters, "visits/:id/close", VISITS, ({ user, request }) => {
    const visit = checked(read(VISIT_ID, request.params.id));
    checked(read(NOTHING, bodyOf(request)));
    audit(red, request, "visit.close", { visit });
    return room.use(async (): Promise<VisitAnswer> => {
      return { visit: await closeVisit(room.visitDesks, visit, user) };
    });
  });

  post("outbox/retry", ACT, ({ request }) => {
    const { key, states = ["parked", "dead"] } = checked(read(RETRY, bodyOf(request)));
    audit(red, request, "outbox.retry", { states, ...(key !== undefined && { key }) });
    return room.use(async ({ outbox }): Promise<RetryAnswer> => {
      const retried = await outbox.retry({ states, ...(key !== undefined && { key }) });
      return { retried };
    });
  });
  for (const deed of ACTS) {
    post(`incidents/:id/${deed}`, ACT, ({ user, request }) => {
      const incident = checked(read(INCIDENT_ID, request.params.id));
      const { remark, minutes, despite } = checked(read(ACTION, bodyOf(request)));
      const asked = { do: deed, incident, by: user, remark, minutes, despite };
      audit(red, request, `incident.${deed}`, { incident });
      return room.use(async ({ desk, journal }): Promise<ActAnswer> => {
        if ((await journal.incident(incident)) === null) throw NO_INCIDENT;
        return { incident: boardIncident(await desk.act(actionFrom(asked))) };
      });
    });
  }
  for (const deed of THEFT_ACTS) {
    post(`incidents/:id/theft/${deed}`, CLAIMS, ({ person, user, request }) => {
      const incident = checked(read(INCIDENT_ID, request.params.id));
      const { remark, seen: steps, report } = checked(read(THEFT, bodyOf(request)));
      audit(red, request, `theft.${deed}`, { incident });
      return room.use(async (store): Promise<TheftAnswer> => {
        await seen(store, incident, person);
        const asked = { do: deed, incident, by: user, remark, seen: steps, report };
        return { theft: await sayOfTheft(store, asked, room.now) };
      });
    });
  }
}

type Deed = Exclude<Permission, typeof READ>;

interface Asked {
  readonly person: Person;
  readonly request: Request;
  readonly response: Response;
}

interface Acting extends Asked {
  /** Who acts, by the name they have signed in with. */
  readonly user: string;
}

async function known(red: NodeAPI, request: Request, response: Response): Promise<Asked> {
  const person = await personOf(red, request, response);
  if (person === null) throw new Refused(401, "signed-out", "You are not signed in any more. Sign in again.");
  return { person, request, response };
}

/** @throws Refused where nobody is named, or they may not do this */
async function actor(red: NodeAPI, needed: Deed, request: Request, response: Response): Promise<Acting> {
  const asked = await known(red, request, response);
  const { user } = asked.person;
  const why = whyNot(asked.person, needed);
  if (user === null || why !== null || !(await isAllowed(red, needed, request, response))) {
    throw new Refused(403, "cannot-act", why ?? "You may not act here any more. Sign in again.");
  }
  return { ...asked, user };
}

/** Node-RED adds who it was, and from which address. */
function audit(red: NodeAPI, request: Request, what: string, about: object): void {
  const entry = { level: red.log.AUDIT, event: `smart-lockers.${what}`, ...about };
  red.log.audit(entry, request);
}

function checked<T>(given: Read<T>): T {
  if (!given.ok) throw new Refused(400, "malformed", given.sentence);
  return given.asked;
}

/** @throws Refused where there is no such incident for this person */
async function seen({ journal }: Pick<Store, "journal">, id: string, { canAct }: Person): Promise<Incident> {
  const incident = await journal.incident(id);
  if (incident === null || (incident.silent && !canAct)) throw NO_INCIDENT;
  return incident;
}

async function detailOf(
  store: Pick<Store, "journal" | "thefts">,
  id: string,
  person: Person,
): Promise<IncidentDetail> {
  const incident = await seen(store, id, person);
  const transitions = await store.journal.incidentHistory(id);
  const theft = await store.thefts.get(id);
  return {
    incident: boardIncident(incident),
    transitions: transitions
      .slice(-TRANSITIONS_SHOWN)
      // An event's id holds its number in the unit's count, whose gaps would tell of what is not shown.
      .map((one) => (person.canAct ? one : { ...one, event: null })),
    isCut: transitions.length > TRANSITIONS_SHOWN,
    theft: theft && boardTheft(theft, person.may.has(CLAIMS)),
  };
}
