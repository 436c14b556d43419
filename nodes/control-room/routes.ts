import type { NodeAPI } from "node-red";
import { actionFrom } from "../domain/incident-act.ts";
import type { Store } from "../runtime/store.ts";
import { answer, bodyOf, Refused } from "./answers.ts";
import { ACTION, HISTORY, INCIDENT_ID, OUTBOX, PAST, RETRY, type Read, read } from "./asked.ts";
import { historyPage, outboxPage, pastPage } from "./looking-back.ts";
import { mayAct, maySee, type Person, personOf, type Request, type Response } from "./person.ts";
import {
  ACTS,
  type ActAnswer,
  API_PATH,
  type IncidentDetail,
  type RetryAnswer,
  TRANSITIONS_SHOWN,
} from "./protocol.ts";
import type { Room } from "./room.ts";
import { boardIncident } from "./shown.ts";
import type { Streams } from "./streams.ts";

const NO_INCIDENT = new Refused(
  404,
  "incident-unknown",
  "There is no such incident, or it is not kept any more. Reload the page.",
);

/** What the page asks for, each by who may: Node-RED's sign-in says who that is, and nothing in the request. */
export function serveApi(red: NodeAPI, room: Room, streams: Streams): void {
  const get = (path: string, work: (asked: Asked) => Promise<unknown>) =>
    red.httpAdmin.get(`${API_PATH}${path}`, ...maySee(red), (request, response) =>
      answer(response, async () => work(await known(red, request, response))),
    );
  const post = (path: string, work: (asked: Acting) => Promise<unknown>) =>
    red.httpAdmin.post(`${API_PATH}${path}`, ...maySee(red), (request, response) =>
      answer(response, async () => work(await actor(red, request, response))),
    );

  get("stream", ({ person, request, response }) => streams.add(person, request, response));
  get("incidents/:id", ({ person, request }) => {
    const id = checked(read(INCIDENT_ID, request.params.id));
    return room.use((store) => detailOf(store, id, person.canAct));
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

  post("outbox/retry", ({ request }) => {
    const { key, states = ["parked", "dead"] } = checked(read(RETRY, bodyOf(request)));
    audit(red, request, "outbox.retry", { states, ...(key !== undefined && { key }) });
    return room.use(async ({ outbox }): Promise<RetryAnswer> => {
      const retried = await outbox.retry({ states, ...(key !== undefined && { key }) });
      return { retried };
    });
  });
  for (const deed of ACTS) {
    post(`incidents/:id/${deed}`, ({ user, request }) => {
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
}

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

/** @throws Refused where nobody is named, or they may not act */
async function actor(red: NodeAPI, request: Request, response: Response): Promise<Acting> {
  const asked = await known(red, request, response);
  const { user, whyNot } = asked.person;
  if (user === null || whyNot !== null || !(await mayAct(red, request, response))) {
    throw new Refused(403, "cannot-act", whyNot ?? "You may not act here any more. Sign in again.");
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

async function detailOf(
  { journal }: Pick<Store, "journal">,
  id: string,
  seesSilent: boolean,
): Promise<IncidentDetail> {
  const incident = await journal.incident(id);
  if (incident === null || (incident.silent && !seesSilent)) throw NO_INCIDENT;
  const transitions = await journal.incidentHistory(id);
  return {
    incident: boardIncident(incident),
    transitions: transitions
      .slice(-TRANSITIONS_SHOWN)
      // An event's id holds its number in the unit's count, whose gaps would tell of what is not shown.
      .map((one) => (seesSilent ? one : { ...one, event: null })),
    isCut: transitions.length > TRANSITIONS_SHOWN,
  };
}
