import type { ServerResponse } from "node:http";
import type { Cancel, Clock } from "../domain/clock.ts";
import type { LiveBoard, Onlooker } from "./live-board.ts";
import type { Person } from "./person.ts";
import {
  BEAT_MS,
  type BoardCounts,
  type BoardGateway,
  type BoardIncident,
  type Bye,
  type Delta,
  PROTOCOL,
  READ,
  type StreamMessage,
} from "./protocol.ts";
import { isSame } from "./shown.ts";

/** Things of one kind in one message: it is made within a millisecond. */
const AT_ONCE = 250;
/** A client that takes nothing for so long is not there any more. */
const GIVE_UP_MS = 30_000;

export interface StreamOptions {
  /** Somebody is at its other end. */
  readonly response: ServerResponse;
  readonly board: LiveBoard;
  readonly clock: Clock;
  readonly person: Person;
  gatewayFor(person: Person): BoardGateway;
  /** Called once, when it is over for whatever reason. */
  ended(): void;
}

/**
 * One client that looks. What is to be told is kept as ids of what has changed, and looked up when the client can take
 * more: however slow it is, it costs no more than the ids, and gets the newest of each.
 */
export class BoardStream implements Onlooker {
  readonly #options: StreamOptions;
  readonly #response: ServerResponse;
  readonly #board: LiveBoard;
  readonly #clock: Clock;
  readonly #stopLooking: () => void;
  #person: Person;
  #toStart = false;
  #toTellReady = false;
  #toTellGateway = false;
  #toTellOutbox = false;
  #toTellVisits = false;
  #toTellThefts = false;
  #thefts = 0;
  readonly #sites = new Set<string>();
  readonly #units = new Set<string>();
  readonly #lockers = new Set<string>();
  readonly #incidents = new Set<string>();
  /** Silent or not, those that this client was told of. */
  readonly #told = new Set<string>();
  #toldCounts: BoardCounts | null = null;
  #turn: NodeJS.Immediate | null = null;
  #beat: Cancel | null = null;
  /** When the client stopped taking, monotonic milliseconds; null while it takes. */
  #fullSince: number | null = null;
  #hasBegun = false;
  #isOver = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    const { response, board, clock, person } = options;
    this.#response = response;
    this.#board = board;
    this.#clock = clock;
    this.#person = person;
    response.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
      "X-Content-Type-Options": "nosniff",
    });
    response.on("drain", () => {
      this.#fullSince = null;
      this.#soon();
    });
    response.once("close", () => this.#over());
    this.#stopLooking = board.watchedBy(this);
    this.#beats();
  }

  /** What there is to be seen is known: it is told, and from here on what changes. */
  begin(): void {
    this.#hasBegun = true;
    this.all();
  }

  /** Everything is told from the start on. */
  all(): void {
    if (this.#isOver || !this.#hasBegun) return;
    this.#toStart = true;
    this.#toTellReady = true;
    this.#toTellOutbox = true;
    this.#toTellVisits = true;
    const { sites, units, lockers, incidents } = this.#board;
    for (const [ids, all] of [
      [this.#sites, sites],
      [this.#units, units],
      [this.#lockers, lockers],
      [this.#incidents, incidents],
    ] as const) {
      ids.clear();
      for (const id of all.keys()) ids.add(id);
    }
    this.#soon();
  }

  sites(ids: readonly string[]): void {
    for (const id of ids) this.#sites.add(id);
    this.#soon();
  }

  units(ids: readonly string[]): void {
    for (const id of ids) this.#units.add(id);
    this.#soon();
  }

  lockers(ids: readonly string[]): void {
    for (const id of ids) this.#lockers.add(id);
    this.#soon();
  }

  incident(id: string): void {
    this.#incidents.add(id);
    this.#soon();
  }

  outbox(): void {
    this.#toTellOutbox = true;
    this.#soon();
  }

  visits(): void {
    this.#toTellVisits = true;
    this.#soon();
  }

  theft(silent: boolean): void {
    if (silent && !this.#person.canAct) return;
    this.#toTellThefts = true;
    this.#soon();
  }

  problems(): void {
    this.#toTellGateway = true;
    this.#soon();
  }

  /** Who looks may do something else by now. */
  person(person: Person): void {
    const before = this.#person;
    this.#person = person;
    const isSame = [...before.may, ...person.may].every((one) => before.may.has(one) && person.may.has(one));
    if (!isSame || before.user !== person.user) this.all();
  }

  /** Ends it with a last message. */
  bye(reason: Bye["reason"], sentence: string): void {
    if (this.#isOver) return;
    const response = this.#response;
    response.end(written({ type: "bye", reason, sentence }));
    // Who does not take it in is gone as well.
    const giveUp = this.#clock.after(GIVE_UP_MS, () => response.destroy());
    response.once("close", giveUp);
    this.#over();
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopLooking();
    this.#beat?.();
    if (this.#turn !== null) clearImmediate(this.#turn);
    this.#options.ended();
  }

  #beats(): void {
    this.#beat = this.#clock.after(BEAT_MS, () => {
      this.#beats();
      const since = this.#fullSince;
      if (since === null) this.#write({ type: "beat", now: this.#clock.now() });
      else if (this.#clock.monotonic() - since >= GIVE_UP_MS) this.#giveUp();
    });
  }

  /** Whether or not the connection tells of its end: what it holds is free again. */
  #giveUp(): void {
    this.#response.destroy();
    this.#over();
  }

  #soon(): void {
    if (this.#isOver || !this.#hasBegun || this.#fullSince !== null) return;
    this.#turn ??= setImmediate(() => {
      this.#turn = null;
      const message = this.#next();
      if (message === null) return;
      this.#write(message);
      this.#soon();
    });
  }

  #write(message: StreamMessage): void {
    if (!this.#response.write(written(message))) this.#fullSince = this.#clock.monotonic();
  }

  /** The next message, with what a person should see first; null where there is nothing to tell. */
  #next(): StreamMessage | null {
    if (this.#toStart) {
      this.#toStart = false;
      this.#toTellGateway = false;
      this.#told.clear();
      this.#toldCounts = null;
      return { type: "start", protocol: PROTOCOL, gateway: this.#gateway };
    }
    const { sites, units, lockers, visits } = this.#board;
    // Who may only register visits is told of no alarm, no locker's state and no message.
    const reads = this.#person.may.has(READ);
    const counts = this.#counts;
    // That others change would tell of what this person may not know of.
    const toTellCounts =
      reads && this.#toTellOutbox && (this.#toldCounts === null || !isSame(counts, this.#toldCounts));
    const delta: Delta = {
      type: "delta",
      ...(reads ? this.#tellIncidents() : this.#leave()),
      ...(this.#toTellGateway ? { gateway: this.#gateway } : {}),
      ...(toTellCounts ? { outbox: counts } : {}),
      ...(this.#toTellVisits ? { visits } : {}),
      ...(reads && this.#toTellThefts ? { thefts: ++this.#thefts } : {}),
      ...named("sites", taken(this.#sites, sites)),
      ...named("lockers", taken(this.#lockers, lockers)),
      ...named("units", taken(this.#units, units)),
    };
    this.#toTellGateway = false;
    this.#toTellOutbox = false;
    this.#toTellVisits = false;
    this.#toTellThefts = false;
    if (toTellCounts) this.#toldCounts = counts;
    if (Object.keys(delta).length > 1) return delta;
    if (!this.#toTellReady) return null;
    this.#toTellReady = false;
    return { type: "ready" };
  }

  /** All that is only for who may see the whole board. */
  #leave(): object {
    for (const ids of [this.#units, this.#lockers, this.#incidents]) ids.clear();
    return {};
  }

  /** Of a silent one who must not know of it is not told that there was one either. */
  #tellIncidents(): Pick<Delta, "incidents" | "ended"> {
    const incidents: BoardIncident[] = [];
    const ended: string[] = [];
    for (const id of first(this.#incidents)) {
      this.#incidents.delete(id);
      const incident = this.#board.incidents.get(id);
      if (incident !== undefined && (this.#person.canAct || !incident.silent)) {
        this.#told.add(id);
        incidents.push(incident);
      } else if (this.#told.delete(id)) ended.push(id);
    }
    return { ...named("incidents", incidents), ...named("ended", ended) };
  }

  get #gateway(): BoardGateway {
    return this.#options.gatewayFor(this.#person);
  }

  get #counts(): BoardCounts {
    return this.#person.canAct ? this.#board.counts : this.#board.loudCounts;
  }
}

function first(ids: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const id of ids) {
    if (found.length === AT_ONCE) break;
    found.push(id);
  }
  return found;
}

/** The next things to tell of: each once, as it is now. */
function taken<T>(ids: Set<string>, all: ReadonlyMap<string, T>): readonly T[] {
  return first(ids).flatMap((id) => {
    ids.delete(id);
    const thing = all.get(id);
    return thing === undefined ? [] : [thing];
  });
}

function named<N extends string, T>(name: N, things: readonly T[]): { readonly [P in N]?: readonly T[] } {
  return things.length === 0 ? {} : ({ [name]: things } as { readonly [P in N]: readonly T[] });
}

function written(message: StreamMessage): string {
  return `event: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`;
}
