import assert from "node:assert/strict";
import {
  type ClientRequest,
  createServer,
  get,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { BoardStream } from "../../nodes/control-room/board-stream.ts";
import { LiveBoard, type Watched } from "../../nodes/control-room/live-board.ts";
import type { Person } from "../../nodes/control-room/person.ts";
import { ACT, type BoardGateway, READ, type StreamMessage } from "../../nodes/control-room/protocol.ts";
import type { Incident } from "../../nodes/domain/incident.ts";
import type { LockerState } from "../../nodes/journal/journal.ts";
import { TestClock } from "../clock.ts";
import { until } from "../until.ts";

const UNITS = 1_000;
const LOCKERS = 10_000;
const INCIDENTS = 500;
const SECOND = 1_000;

const OPERATOR: Person = {
  ...{ user: "operator", may: new Set([READ, ACT]), canAct: true, why: null, signIn: true },
};

function incident(n: number): Incident {
  return {
    ...{
      id: `incident-${n}`,
      transition: 1,
      change: "raised",
      state: "raised",
      cause: "forced",
      priority: 1,
    },
    ...{ tier: 1, site: "S01", unit: "S01-U0", locker: `S01-${n}`, count: 1, raisedAt: 0, alarmedAt: 0 },
    ...{ tierAt: 0, lastEventAt: 0, lastEventId: "e", summary: "Forced open.", condition: "standing" },
    ...{ acknowledged: null, shelved: null, reset: null, silent: false, node: "sos" },
  };
}

/** A bank whose journal gives what the test puts there. */
class Bank implements Watched {
  readonly lockerStates = new Map<string, LockerState>();
  readonly #changed = new Set<string>();
  readonly #listeners = new Set<(incident: Incident) => void>();
  readonly register: Watched["register"];
  readonly open = new Map<string, Incident>();
  isBroken = false;
  /** Of which all but two tell of a silent alarm. */
  waiting = 3;

  constructor() {
    const lockers = Array.from({ length: LOCKERS }, (_, n) => ({
      ...{ id: `S01-${n}`, site: "S01", unit: `S01-U${n % UNITS}` },
    }));
    this.register = {
      sites: new Map([["S01", { id: "S01", name: "Fort", redress: "", timeZone: null }]]),
      units: new Map(
        Array.from({ length: UNITS }, (_, n) => {
          const id = `S01-U${n}`;
          return [id, { id, site: "S01", lockers: new Set<string>() }];
        }),
      ),
      lockers: new Map(lockers.map((locker) => [locker.id, locker])),
    };
    for (const { id } of lockers) this.door(id, "closed", 0);
    for (let n = 0; n < INCIDENTS; n += 1) this.open.set(`incident-${n}`, incident(n));
  }

  readonly journal: Watched["journal"] = {
    states: async ({ lockers }) => ({
      units: [],
      lockers: lockers.flatMap((locker) => this.lockerStates.get(locker) ?? []),
    }),
    watchStates: async (on) => (on ? 1 : 0),
    changedStates: async () => {
      if (this.isBroken) throw new Error("The disk is full.");
      const lockers = [...this.#changed].flatMap((locker) => this.lockerStates.get(locker) ?? []);
      this.#changed.clear();
      return { units: [], lockers };
    },
    incident: async () => null,
    outboxSums: async () => ({
      all: { waiting: this.waiting, parked: 0, dead: 0, overdue: 0 },
      loud: { waiting: 2, parked: 0, dead: 0, overdue: 0 },
    }),
  };

  readonly desk: Watched["desk"] = {
    ready: Promise.resolve(),
    list: () => [...this.open.values()],
    onChange: (listener) => {
      const told = (changed: Incident) => listener(changed, null);
      this.#listeners.add(told);
      return () => this.#listeners.delete(told);
    },
  };

  readonly thefts: Watched["thefts"] = { onChange: () => () => {} };
  readonly visits: Watched["visits"] = [];
  readonly drills: Watched["drills"] = [];

  door(locker: string, door: "open" | "closed", at: number): void {
    this.lockerStates.set(locker, { locker, unit: "S01-U0", door, tamper: false, at });
    this.#changed.add(locker);
  }

  tell(changed: Incident): void {
    for (const listener of this.#listeners) listener(changed);
  }
}

/** A browser on the other end of a real connection, which reads only while it wants to. */
class Reader {
  readonly messages: StreamMessage[] = [];
  readonly #request: ClientRequest;
  #incoming: IncomingMessage | null = null;
  #reads = true;
  #rest = "";

  constructor(port: number) {
    this.#request = get({ port, host: "127.0.0.1" }, (incoming) => {
      this.#incoming = incoming;
      incoming.setEncoding("utf8");
      incoming.on("data", (text: string) => this.#take(text));
      if (!this.#reads) incoming.pause();
    });
    this.#request.on("error", () => undefined);
  }

  pause(): void {
    this.#reads = false;
    this.#incoming?.pause();
  }

  resume(): void {
    this.#reads = true;
    this.#incoming?.resume();
  }

  close(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) this.messages.push(JSON.parse(block.replace(/^event: \w+\ndata: /, "")));
  }
}

describe("a client of the board", () => {
  let clock: TestClock;
  let bank: Bank;
  let board: LiveBoard;
  let server: Server;
  let reader: Reader;
  let response: ServerResponse;
  let stream: BoardStream;
  let ends: number;

  /** @param before what happens between a client's asking and its being looked after */
  async function look(person: Person, before = async () => {}): Promise<void> {
    const opened = new Promise<ServerResponse>((resolve) => {
      server = createServer((_, given) => resolve(given));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    reader = new Reader((server.address() as AddressInfo).port);
    response = await opened;
    await before();
    stream = streamFor(person);
  }

  function streamFor(person: Person): BoardStream {
    return new BoardStream({
      ...{ response, board, clock, person },
      gatewayFor: ({ user }): BoardGateway => ({
        ...{ version: "1.0.0", now: clock.now(), timeZone: "UTC", user, canAct: true, whyNot: null },
        ...{ canRead: true, canVisit: false, whyNotVisit: null, canClaim: false },
        ...{ signIn: true, problems: board.problems },
      }),
      ended: () => {
        ends += 1;
      },
    });
  }

  beforeEach(async () => {
    clock = new TestClock();
    bank = new Bank();
    board = new LiveBoard(clock, "UTC");
    board.watch(bank);
    await board.loaded;
    ends = 0;
  });

  afterEach(async () => {
    board.unwatch();
    reader.close();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  const of = (type: StreamMessage["type"]) => reader.messages.filter((message) => message.type === type);
  const deltas = () => reader.messages.filter((message) => message.type === "delta");
  /** The operating system keeps a good deal for a client that does not read. */
  const full = () =>
    until("its connection to be full", () => {
      if (!response.writableNeedDrain) stream.begin();
      return response.writableNeedDrain;
    });
  const ready = () => until("the whole board", () => of("ready").length > 0);

  it("is told of 10,000 lockers and 500 incidents in small pieces, the incidents first", async () => {
    await look(OPERATOR);
    stream.begin();
    await ready();
    const count = (kind: "lockers" | "units" | "incidents" | "sites") =>
      deltas().reduce((sum, delta) => sum + (delta[kind]?.length ?? 0), 0);
    assert.deepEqual(
      [count("sites"), count("units"), count("lockers"), count("incidents")],
      [1, UNITS, LOCKERS, INCIDENTS],
    );
    for (const { lockers = [], units = [], incidents = [] } of deltas()) {
      assert.ok(lockers.length <= 250 && units.length <= 250 && incidents.length <= 250);
    }
    assert.deepEqual(
      reader.messages.slice(0, 3).map(({ type }) => type),
      ["start", "delta", "delta"],
    );
    assert.equal(deltas()[1]?.incidents?.length, 250);
  });

  it("is told of nothing before all there is has been asked for", async () => {
    board.unwatch();
    await look(OPERATOR);
    board.watch(bank);
    await board.loaded;
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(3 * SECOND);
    await until("a beat", () => of("beat").length === 1);
    assert.equal(reader.messages.length, 1);
    stream.begin();
    await ready();
    assert.equal(of("start").length, 1);
  });

  it("is told afterwards of what has changed, and of nothing else", async () => {
    await look(OPERATOR);
    stream.begin();
    await ready();
    const before = deltas().length;
    bank.door("S01-7", "open", 9);
    clock.advance(SECOND);
    await until("the open door", () => deltas().length > before);
    assert.deepEqual(
      deltas()
        .slice(before)
        .flatMap(({ lockers = [] }) => lockers.map(({ id, door }) => [id, door])),
      [["S01-7", "open"]],
    );
    bank.tell({ ...incident(3), transition: 2, state: "reset" });
    await until("the end of an incident", () => deltas().some(({ ended }) => ended?.[0] === "incident-3"));
  });

  it("that takes nothing costs no memory, and gets the newest of each when it takes again", async () => {
    await look(OPERATOR);
    reader.pause();
    await full();
    const kept = response.writableLength;
    for (let round = 1; round <= 50; round += 1) {
      for (let n = 0; n < 200; n += 1) {
        bank.door(`S01-${n}`, round % 2 === 0 ? "closed" : "open", round);
        bank.tell({ ...incident(n), transition: round + 1 });
      }
      clock.advance(SECOND / 2);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(response.writableLength, kept);
    }
    assert.ok(kept < 200_000, `${kept} bytes are kept for it`);
    reader.resume();
    await until("the newest state of a locker", () =>
      deltas().some(({ lockers }) =>
        lockers?.some(({ id, at, door }) => id === "S01-199" && at === 50 && door === "closed"),
      ),
    );
    const told = deltas().flatMap(({ incidents = [] }) => incidents.filter(({ id }) => id === "incident-5"));
    assert.deepEqual(
      told.map(({ transition }) => transition).filter((transition) => transition > 1),
      [51],
    );
  });

  it("that takes nothing for half a minute is given up", async () => {
    await look(OPERATOR);
    reader.pause();
    await full();
    clock.advance(20 * SECOND);
    assert.equal(response.destroyed, false);
    clock.advance(20 * SECOND);
    await until("its end", () => ends === 1);
    assert.equal(response.destroyed, true);
  });

  it("that takes nothing is given up also where its connection does not say that it has ended", async () => {
    await look(OPERATOR);
    reader.pause();
    await full();
    response.destroy = () => response;
    clock.advance(40 * SECOND);
    assert.equal(ends, 1);
    response.req.socket.destroy();
  });

  it("whose answer waits behind another on its connection goes with the connection", async () => {
    let first: ServerResponse | null = null;
    const opened = new Promise<ServerResponse>((resolve) => {
      server = createServer((_, given) => {
        if (first === null) first = given;
        else resolve(given);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: gateway\r\n\r\n".repeat(2));
    response = await opened;
    stream = streamFor(OPERATOR);
    assert.equal(ends, 0);
    socket.destroy();
    await until("its end", () => ends === 1);
  });

  it("that does not take in its last word is given up as well", async () => {
    await look(OPERATOR);
    reader.pause();
    await full();
    stream.bye("gave-way", "Somebody else looks.");
    clock.advance(29 * SECOND);
    assert.deepEqual([ends, response.destroyed], [1, false]);
    clock.advance(SECOND);
    assert.equal(response.destroyed, true);
  });

  it("hears every two seconds that the gateway lives", async () => {
    await look(OPERATOR);
    clock.advance(10 * SECOND);
    await until("five beats", () => of("beat").length === 5);
    stream.bye("stopping", "Node-RED stops.");
    clock.advance(10 * SECOND);
    await until("the last word", () => of("bye").length === 1);
    assert.equal(of("beat").length, 5);
    assert.equal(ends, 1);
  });

  it("is told how the outbox stands, less what tells of silent alarms where that is not for them", async () => {
    await look({ ...OPERATOR, may: new Set([READ]), canAct: false });
    stream.begin();
    await ready();
    clock.advance(SECOND);
    await until("the counts", () => deltas().some(({ outbox }) => outbox?.waiting === 2));
    const told = reader.messages.length;
    bank.waiting = 4;
    await until("the silent one to be counted", () => {
      clock.advance(SECOND / 2);
      return board.counts.waiting === 4;
    });
    bank.tell({ ...incident(9), transition: 2 });
    await until("what comes after it", () =>
      deltas().some(({ incidents }) => incidents?.[0]?.transition === 2),
    );
    const since = reader.messages.slice(told).filter(({ type }) => type === "delta");
    assert.deepEqual(
      since.map((message) => Object.keys(message)),
      [["type", "incidents"]],
    );
    const before = of("start").length;
    stream.person(OPERATOR);
    await until("all to be told anew", () => of("start").length > before);
    await until("the counts", () => deltas().some(({ outbox }) => outbox?.waiting === 4));
  });

  it("is told while the journal cannot be used, and when it can again", async () => {
    await look(OPERATOR);
    stream.begin();
    await ready();
    const problems = () => deltas().findLast(({ gateway }) => gateway !== undefined)?.gateway?.problems;
    bank.isBroken = true;
    clock.advance(SECOND);
    await until("the problem", () => problems()?.length === 1);
    assert.match(problems()?.[0] ?? "", /^The disk is full\. .*SMS and e-mail, and are not on this board\.$/);
    bank.isBroken = false;
    await until("the end of it", () => {
      clock.advance(SECOND);
      return problems()?.length === 0;
    });
    board.unwatch();
    clock.advance(4 * SECOND);
    assert.deepEqual(board.problems, [], "a deploy is nobody's concern");
    clock.advance(SECOND);
    await until("what is not watched", () => /do not run/.test(problems()?.[0] ?? ""));
  });
});
