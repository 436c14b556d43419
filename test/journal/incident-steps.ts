import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import type { Cause } from "../../nodes/domain/incident.ts";
import { DEEDS, type IncidentAction } from "../../nodes/domain/incident-act.ts";
import { DEFAULT_POLICY, type IncidentPolicy } from "../../nodes/domain/incident-policy.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import type { Line } from "../../nodes/journal/worker-line.ts";
import { IncidentDesk } from "../../nodes/runtime/incident-desk.ts";
import { TestClock } from "../clock.ts";
import { CAUSES, Model, RULES } from "./incident-model.ts";
import { eventOf, incidentRequest } from "./making.ts";

const MINUTE_MS = 60_000;
const { escalate, repeat, shelveAtMost } = RULES;
const POLICY: IncidentPolicy = { ...DEFAULT_POLICY, escalate, repeat, shelveAtMost };

/** A journal, the desk on it, and a clock that is moved by hand. */
class Gateway {
  readonly clock = new TestClock();
  readonly journal: WorkerJournal;
  readonly #reopen: () => void;
  #desk: IncidentDesk;
  #seq = 0;

  /** @param reopen does to the journal's file what a restart does */
  constructor(line: Line, reopen: () => void) {
    this.journal = new WorkerJournal(line);
    this.#reopen = reopen;
    this.#desk = this.#open();
  }

  get desk(): IncidentDesk {
    return this.#desk;
  }

  async restart(): Promise<void> {
    this.#desk.stop();
    this.#reopen();
    this.#desk = this.#open();
    await this.#desk.ready;
  }

  async raise(locker: string | null, cause: Cause): Promise<void> {
    const event = await this.#store("opened", locker);
    const now = this.clock.now();
    const { priority = 3 } = CAUSES[cause] ?? {};
    await this.journal.raise(
      incidentRequest({ event, cause, priority, at: now, now, alarmAgainAfter: RULES.quiet * MINUTE_MS }),
    );
  }

  async close(locker: string): Promise<void> {
    await this.#store("closed", locker);
  }

  /** Until nothing happens any more by itself. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 4; turns += 1) {
      this.clock.advance(0);
      await setImmediate();
    }
  }

  #open(): IncidentDesk {
    const desk = new IncidentDesk(this.journal, this.clock);
    desk.lookAfter("sos", POLICY);
    return desk;
  }

  async #store(type: "opened" | "closed", locker: string | null) {
    this.#seq += 1;
    const event = eventOf({ seq: this.#seq, type, locker, receivedAt: this.clock.now() });
    await this.journal.append(event);
    return event;
  }
}

type Step = fc.AsyncCommand<Model, Gateway>;

/** What both must agree on after each step. */
async function compare(model: Model, gateway: Gateway): Promise<void> {
  const start = gateway.clock.now() - model.now * MINUTE_MS;
  const found = gateway.desk.list().map((incident) => {
    const { locker, cause, state, condition, tier, count, transition, acknowledged, alarmedAt } = incident;
    const by = acknowledged?.by ?? null;
    return [
      `${locker}|${cause}`,
      state,
      condition,
      tier,
      count,
      transition,
      by,
      (alarmedAt - start) / MINUTE_MS,
    ];
  });
  const expected = [...model.open].map(([key, told]) => {
    const { condition, tier, count, transition, knownBy, alarmedAt } = told;
    return [key, model.stateOf(told), condition, tier, count, transition, knownBy, alarmedAt];
  });
  assert.deepEqual(found, expected);
  const { items } = await gateway.journal.openIncidents(0, 100);
  assert.deepEqual([...gateway.desk.list()], items);
  const { items: ended } = await gateway.journal.pastIncidents({}, null, 1000);
  assert.equal(ended.length, model.ended);
  const counts = await gateway.journal.deliveryCounts();
  assert.equal(counts.find(({ node }) => node === "sos")?.open ?? 0, model.news);
}

class Move implements Step {
  readonly #name: string;
  readonly #run: (model: Model, gateway: Gateway) => Promise<void>;

  constructor(name: string, run: (model: Model, gateway: Gateway) => Promise<void>) {
    this.#name = name;
    this.#run = run;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, gateway: Gateway): Promise<void> {
    await this.#run(model, gateway);
    model.settle();
    await gateway.settle();
    await compare(model, gateway);
  }

  toString(): string {
    return this.#name;
  }
}

const locker = fc.constantFrom("L1", "L2");
const cause = fc.constantFrom<Cause>("held-open", "forced", "access-denied");
const place = fc.oneof(
  { weight: 5, arbitrary: fc.record({ locker, cause }) },
  { weight: 1, arbitrary: fc.constant({ locker: null, cause: "mass-opening" as const }) },
);

const happens = place.map(
  ({ locker, cause }) =>
    new Move(`${cause} at ${locker}`, async (model, gateway) => {
      model.event(locker, cause);
      await gateway.raise(locker, cause);
    }),
);

const closes = locker.map(
  (locker) =>
    new Move(`${locker} is closed`, async (model, gateway) => {
      model.closed(locker);
      await gateway.close(locker);
    }),
);

const acts = fc
  .record({
    place,
    what: fc.constantFrom(...DEEDS),
    by: fc.constantFrom("asha", "ravi"),
    minutes: fc.constantFrom(0, 1, 5, 20, 21),
    despite: fc.boolean(),
  })
  .map(
    ({ place: { locker, cause }, what, ...more }) =>
      new Move(
        `${more.by}: ${what} ${cause} at ${locker} ${JSON.stringify(more)}`,
        async (model, gateway) => {
          const open = gateway.desk.list().find((one) => one.locker === locker && one.cause === cause);
          const asked: IncidentAction = { do: what, incident: open?.id ?? "none", remark: "Why.", ...more };
          const isDone = await gateway.desk.act(asked).then(
            () => true,
            (error: unknown) => {
              assert.ok(error instanceof Error && "code" in error && error.code === "incident-refused");
              return false;
            },
          );
          assert.equal(isDone, model.act(`${locker}|${cause}`, asked));
        },
      ),
  );

const passes = fc.integer({ min: 1, max: 12 }).map(
  (minutes) =>
    new Move(`${minutes} minutes`, async (model, gateway) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        gateway.clock.advance(MINUTE_MS);
        await gateway.settle();
        model.now += 1;
        model.settle();
      }
    }),
);

const restarts = fc.constant(new Move("a restart", (_, gateway) => gateway.restart()));

/** What can happen to incidents, in any order. */
export const steps = fc.commands([happens, happens, closes, acts, acts, passes, restarts], {
  ...{ maxCommands: 60, size: "max" },
});

/**
 * Lets it happen, and compares after each step what the rules say with what is.
 * @param line to a journal of its own, which is closed at the end
 * @param reopen does to the journal's file what a restart does
 */
export async function live(commands: Iterable<Step>, line: Line, reopen: () => void): Promise<void> {
  const gateway = new Gateway(line, reopen);
  try {
    await fc.asyncModelRun(() => ({ model: new Model(), real: gateway }), commands);
  } finally {
    gateway.desk.stop();
    await line.close();
  }
}
