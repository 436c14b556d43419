import type { Access } from "../domain/access.ts";
import type { DayException, DayReport, Opening, Told } from "../domain/day-report.ts";
import type { ClockState, EventType, Mark } from "../domain/event.ts";
import type { Cause, Change, Incident, IncidentState, Shelving } from "../domain/incident.ts";
import type { TheftAct, TheftCase } from "../domain/theft.ts";
import type { Visit } from "../domain/visit.ts";

/**
 * What passes between the control room's page and its gateway. Everything lies below Node-RED's admin root at
 * `smart-lockers/`: the page at `board/`, the rest at `api/` (from the page: `../api/...`, and Node-RED's own
 * sign-in at `../../auth/login` and `../../auth/token`).
 *
 * Every request but the page's own files bears the token of Node-RED's sign-in (`Authorization: Bearer ...`); where
 * Node-RED has no adminAuth there is none. 401 with an empty body: nobody is signed in, or may not see this. All
 * times are milliseconds since 1970 by the gateway's clock, all ids are those of the register. Nothing here names a
 * hirer or holds a number or an address.
 *
 * | request | answer |
 * |---|---|
 * | GET `api/me` | Me |
 * | GET `api/stream` | server-sent events, each `event:` a StreamMessage's `type` and `data:` all of it as JSON |
 * | GET `api/incidents/{id}` | IncidentDetail |
 * | POST `api/incidents/{id}/{Act}`, ActRequest | ActAnswer |
 * | POST `api/incidents/{id}/theft/{TheftDeed}`, TheftRequest | TheftAnswer |
 * | GET `api/history?{HistoryQuery}` | HistoryPage |
 * | GET `api/past?{PastQuery}` | PastPage |
 * | GET `api/outbox?{OutboxQuery}` | OutboxPage |
 * | POST `api/outbox/retry`, RetryRequest | RetryAnswer |
 * | GET `api/visits` | VisitsAnswer |
 * | GET `api/visits/lockers?{LockerQuery}` | LockersFound |
 * | POST `api/visits`, VisitRequest | VisitAnswer |
 * | POST `api/visits/{id}/close`, `{}` | VisitAnswer |
 * | GET `api/day-report?{DayQuery}` | DayPage |
 * | GET `api/day-report.csv?{DayFileQuery}`, `api/day-report.html?{DayFileQuery}` | the whole report as that file |
 *
 * A request that is not carried out is answered with a Refusal, by its status: 400 malformed, 403 nobody is named
 * who could act or they may only look, 404 no such incident or visit, 409 refused as things stand, 413 too large, 415
 * not JSON, 429 too many streams, 503 the journal cannot be used.
 */
export const PROTOCOL = 1;

/** Below Node-RED's admin root. */
export const BOARD_PATH = "/smart-lockers/board/";
export const API_PATH = "/smart-lockers/api/";

/**
 * What Node-RED's users may be given. READ: sees everything but what is silent. ACT: acts on alarms, sees what is silent.
 * VISITS: sees and registers visits, and without READ nothing else, no alarm and no locker's state. CLAIMS: says of an
 * alarm that they see how far a theft is established. Who has "*" has all, who has "read" the first.
 */
export const READ = "lockers.read";
export const ACT = "lockers.act";
export const VISITS = "lockers.visits";
export const CLAIMS = "lockers.claims";
export const PERMISSIONS = [READ, ACT, VISITS, CLAIMS] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What the one who asks has by their token: the page asks for no wider one. */
export interface Me {
  readonly permissions: readonly Permission[];
}

/** A stream says that it lives every BEAT_MS; one that has said nothing for STALE_MS shows old news. */
export const BEAT_MS = 2_000;
export const STALE_MS = 5_000;

/** Characters of a remark. */
export const REMARK_LONGEST = 500;
/** Minutes; a sos-alert may allow less, and says so. */
export const SHELVE_LONGEST = 1440;
/** Entries of a page, and how many there are where `limit` is not said. */
export const PAGE_LONGEST = 200;
export const PAGE_USUAL = 50;

/** Why something was not done: what happened, what it means, what to do. */
export interface Refusal {
  readonly error: { readonly code: string; readonly sentence: string };
}

// ---------------------------------------------------------------------------------------------- what is shown

export interface BoardGateway {
  /** Of this package. */
  readonly version: string;
  readonly now: number;
  /** IANA name: where the gateway's own clock is. */
  readonly timeZone: string;
  /** Sign-in name; null where nobody is named: no adminAuth, or its default user. */
  readonly user: string | null;
  readonly canAct: boolean;
  /** Why this person cannot act, in a sentence; null where they can. */
  readonly whyNot: string | null;
  /** False: this person sees visits and nothing else. */
  readonly canRead: boolean;
  readonly canVisit: boolean;
  /** Why this person cannot register visits, in a sentence; null where they can. */
  readonly whyNotVisit: string | null;
  readonly canClaim: boolean;
  /** True where Node-RED asks who one is. */
  readonly signIn: boolean;
  /** What is wrong with the gateway itself, in sentences: no register is running, the journal cannot be used. */
  readonly problems: readonly string[];
}

export interface BoardSite {
  readonly id: string;
  readonly name: string;
  /** IANA name: where its clocks are; the gateway's own where the register does not say. */
  readonly timeZone: string;
  /** How the last test alarm ended; null where none has, or no locker-drill tests this site. */
  readonly lastTest: LastTest | null;
}

export interface LastTest {
  readonly result: "through" | "missing";
  /** When that was known; null where it was known before that was written down. */
  readonly at: number | null;
}

export interface BoardUnit {
  readonly id: string;
  readonly site: string;
  /** Null: never heard of. */
  readonly online: boolean | null;
  /** When it was last heard; null: never. */
  readonly seenAt: number | null;
  readonly clock: ClockState | null;
  readonly boot: number | null;
  /** Version; null until it has told. */
  readonly firmware: string | null;
}

export interface BoardLocker {
  readonly id: string;
  readonly site: string;
  readonly unit: string;
  /** Null: not known. */
  readonly door: "open" | "closed" | null;
  readonly tamper: boolean | null;
  /** When it was last told of; null: never. */
  readonly at: number | null;
}

/** An incident (domain/incident) as far as it is shown. */
export interface BoardIncident
  extends Pick<
    Incident,
    | ("id" | "transition" | "state" | "cause" | "priority" | "tier" | "site" | "unit" | "locker" | "count")
    | ("raisedAt" | "alarmedAt" | "lastEventAt" | "summary" | "condition" | "acknowledged" | "reset")
  > {
  readonly shelved: Omit<Shelving, "count"> | null;
  /** Duress: nothing may show or sound where the hirer is. Never true for who cannot act: those are left out. */
  readonly silent: boolean;
}

export interface BoardCounts {
  readonly waiting: number;
  readonly parked: number;
  readonly dead: number;
  /** Waiting or parked longer than they should. */
  readonly overdue: number;
}

// -------------------------------------------------------------------------------------------------- the stream

export type StreamMessage = Start | Delta | Ready | Beat | Bye;

/**
 * Forget everything: what follows is told anew, in deltas, until `ready`. Comes first, and again whenever this client
 * was too slow to be told of every change, or the register is another one.
 */
export interface Start {
  readonly type: "start";
  readonly protocol: typeof PROTOCOL;
  readonly gateway: BoardGateway;
}

/** What is new, each thing whole, to be put in the place of the one with the same id. Absent: nothing of that kind. */
export interface Delta {
  readonly type: "delta";
  readonly gateway?: BoardGateway;
  readonly sites?: readonly BoardSite[];
  readonly units?: readonly BoardUnit[];
  readonly lockers?: readonly BoardLocker[];
  readonly incidents?: readonly BoardIncident[];
  /** Ids of incidents that are open no more. */
  readonly ended?: readonly string[];
  readonly outbox?: BoardCounts;
  /** How the visits stand; null: no locker-visit runs. */
  readonly visits?: VisitCounts | null;
  /** Another number than before: somebody said something about a theft. */
  readonly thefts?: number;
}

export interface VisitCounts {
  /** Another number with each change: `api/visits` has what is new. */
  readonly change: number;
  readonly open: number;
  /** Of these, whose time is over. */
  readonly late: number;
}

/** Everything since `start` has been told. */
export interface Ready {
  readonly type: "ready";
}

export interface Beat {
  readonly type: "beat";
  readonly now: number;
}

/**
 * The last message. `signed-out`: the token has ended or the permission is withdrawn. `gave-way`: all places were
 * taken, and somebody who can act needed this one.
 */
export interface Bye {
  readonly type: "bye";
  readonly reason: "signed-out" | "gave-way" | "stopping";
  readonly sentence: string;
}

// ------------------------------------------------------------------------------------------------------- acting

export const ACTS = ["acknowledge", "reset", "shelve", "unshelve"] as const;
export type Act = (typeof ACTS)[number];

/** Who acts is the person who is signed in, whatever is written here. */
export interface ActRequest {
  /** 1 to REMARK_LONGEST characters. */
  readonly remark: string;
  /** Of `shelve`: 1 to SHELVE_LONGEST. */
  readonly minutes?: number;
  /** Of `reset`: although what it is about has not returned to normal. */
  readonly despite?: boolean;
}

export interface ActAnswer {
  readonly incident: BoardIncident;
}

export interface IncidentDetail {
  readonly incident: BoardIncident;
  /** Oldest first, at most the newest TRANSITIONS_SHOWN. */
  readonly transitions: readonly BoardTransition[];
  /** True where there are older ones that are not shown. */
  readonly isCut: boolean;
  /** Null where it can be no theft. */
  readonly theft: BoardTheft | null;
}

export const TRANSITIONS_SHOWN = 500;

export interface BoardTransition {
  readonly transition: number;
  readonly at: number;
  readonly change: Change;
  /** Who; null where nobody did it. */
  readonly by: string | null;
  readonly remark: string | null;
  readonly state: IncidentState;
  readonly tier: number;
  /** Id of the event that made it; null where none did, and for who cannot act. */
  readonly event: string | null;
  /** The decision that made it an alarm: its evidence. */
  readonly access: Access | null;
}

// ------------------------------------------------------------------------------------------------------- theft

/** How far it is established that an incident is a theft (domain/theft). */
export interface BoardTheft extends Pick<TheftCase, "stage" | "suspectedAt" | "steps"> {
  /** Null where there is none, and for who may not advance it. */
  readonly policeReport: TheftCase["policeReport"];
  /** What this person can say now. */
  readonly next: readonly TheftDeed[];
}

export type TheftDeed = TheftAct["do"];

export interface TheftRequest {
  /** 1 to REMARK_LONGEST characters. */
  readonly remark: string;
  /** How many steps of the case the person saw; where there are more by now, it is refused. */
  readonly seen?: number;
  /** Of `police-report`. */
  readonly report?: { readonly number: string; readonly station: string; readonly date: string };
}

export interface TheftAnswer {
  readonly theft: BoardTheft;
}

// ------------------------------------------------------------------------------------------------------ visits

export type BoardVisit = Visit;

export interface VisitsAnswer {
  /** Ids of the sites that ask for visits; empty where no locker-visit runs. */
  readonly sites: readonly string[];
  /** Those that are not closed, and the last ENDED_SHOWN that were closed on their branch's day. */
  readonly visits: readonly BoardVisit[];
  /** How many were closed on their branch's day. */
  readonly ended: number;
}

export const ENDED_SHOWN = 100;

/** `text`: part of a locker's id; `site`: absent means all that ask for visits. */
export interface LockerQuery {
  readonly text: string;
  readonly site?: string;
}

export interface LockersFound {
  /** The likeliest first, at most LOCKERS_FOUND. */
  readonly items: readonly VisitLocker[];
  readonly hasMore: boolean;
}

export const LOCKERS_FOUND = 20;

export interface VisitLocker {
  readonly id: string;
  readonly site: string;
  /** References in the register, never names. */
  readonly hirers: readonly string[];
}

export interface VisitRequest {
  readonly locker: string;
  /** One of the locker's. */
  readonly hirer: string;
  /** 1 to VISIT_LONGEST; absent: as long as the locker-visit says. */
  readonly minutes?: number;
}

/** Minutes; a locker-visit may allow less, and says so. */
export const VISIT_LONGEST = 1440;

export interface VisitAnswer {
  readonly visit: BoardVisit;
}

// -------------------------------------------------------------------------------------------------- day reports

/** In the address. */
export interface DayFileQuery {
  readonly site: string;
  /** ISO date; absent: today by the branch's clock. */
  readonly day?: string;
}

export interface DayQuery extends DayFileQuery {
  /** Only openings of which not every hirer was told in both ways. */
  readonly only?: "not-told";
  /** `next` of the page before. */
  readonly before?: string;
  readonly limit?: string;
}

/** A part of a day report (domain/day-report). */
export interface DayPage
  extends Pick<DayReport, "site" | "siteName" | "day" | "timeZone" | "from" | "to" | "madeAt" | "sums"> {
  /** At most the first EXCEPTIONS_SHOWN; `sums` counts all. */
  readonly exceptions: readonly BoardException[];
  /** In the order in which they happened. */
  readonly items: readonly BoardOpening[];
  /** `before` of the next page; null at the end. */
  readonly next: number | null;
}

export const EXCEPTIONS_SHOWN = 200;

export type BoardException = Pick<DayException, "at" | "kind" | "locker" | "drill" | "text">;

export interface BoardOpening
  extends Pick<Opening, "locker" | "at" | "earliest" | "late" | "drill" | "access" | "visit"> {
  /** Its place among the day's openings. */
  readonly place: number;
  readonly notices: readonly Pick<
    Told,
    "hirer" | "channel" | "state" | "providerId" | "at" | "attempts" | "code" | "late"
  >[];
}

// -------------------------------------------------------------------------------------------------- looking back

/**
 * All optional, in the address. `before` goes on where a page ended (`next`, which is good until the gateway's next
 * start). Who cannot act finds no duress, and no gap where one was.
 */
export interface HistoryQuery {
  readonly site?: string;
  readonly unit?: string;
  readonly locker?: string;
  /** One or more, comma between. */
  readonly type?: string;
  /** Received from, and until before, these times. */
  readonly from?: string;
  readonly to?: string;
  readonly before?: string;
  /** 1 to PAGE_LONGEST. */
  readonly limit?: string;
}

/** Newest first. It may hold fewer than `limit`, or nothing, and still have a `next`: go on from there. */
export interface HistoryPage {
  readonly items: readonly HistoryItem[];
  /** `before` of the next page; null at the end. */
  readonly next: number | null;
}

export interface HistoryItem {
  /** Both are this gateway's until its next start, and not the event's own, for who cannot act. */
  readonly position: number;
  readonly id: string;
  readonly site: string;
  readonly unit: string;
  readonly locker: string | null;
  readonly type: EventType;
  /** By the unit's own clock; null where it had none. */
  readonly at: number | null;
  readonly receivedAt: number;
  readonly late: boolean;
  readonly marks: readonly Mark[];
  readonly door: "open" | "closed" | null;
  /** The incident that it raised or was counted to, and why it was judged so; null for all others. */
  readonly incident: { readonly id: string; readonly cause: Cause; readonly reason: string | null } | null;
}

/** All optional, in the address; of incidents that are reset. */
export interface PastQuery {
  readonly site?: string;
  readonly unit?: string;
  readonly locker?: string;
  /** One or more, comma between. */
  readonly cause?: string;
  /** 1, 2 or 3. */
  readonly priority?: string;
  readonly from?: string;
  readonly to?: string;
  readonly before?: string;
  readonly limit?: string;
}

export interface PastPage {
  readonly items: readonly BoardIncident[];
  readonly next: number | null;
}

// --------------------------------------------------------------------------------------------------- the outbox

export type StuckState = "parked" | "dead" | "overdue";

/** All optional, in the address. `state`: one of StuckState; absent: all three. */
export interface OutboxQuery {
  readonly state?: string;
  readonly before?: string;
  readonly limit?: string;
}

export interface OutboxPage {
  readonly counts: BoardCounts;
  /** Newest first. */
  readonly items: readonly BoardNotice[];
  readonly next: number | null;
}

export interface BoardNotice {
  readonly position: number;
  /** Names it in a RetryRequest; for who cannot act it names nothing. */
  readonly key: string;
  readonly state: "waiting" | "parked" | "dead";
  readonly overdue: boolean;
  /** What the node that sends it is called in the flow. */
  readonly node: string;
  /** A reference into the register in words, never a name, number or address. */
  readonly recipient: string;
  readonly channel: string;
  /** Event type, cause or notice class. */
  readonly class: string;
  readonly site: string;
  readonly locker: string | null;
  readonly createdAt: number;
  /** Attempts made. */
  readonly attempts: number;
  /** Of the error that failed it last. */
  readonly code: string | null;
  readonly reason: string | null;
}

/** `key`: just that notice. Otherwise all of these states. */
export interface RetryRequest {
  readonly key?: string;
  readonly states?: readonly ("parked" | "dead")[];
}

export interface RetryAnswer {
  /** How many wait again. */
  readonly retried: number;
}
