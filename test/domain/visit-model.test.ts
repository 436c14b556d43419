import assert from "node:assert/strict";
import fc from "fast-check";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { desk, MINUTE, TEN } from "../nodes/visit-bed.ts";

/** One thing that happens, a minute after the last. */
type Step =
  | { readonly kind: "open" | "close"; readonly locker: number }
  | { readonly kind: "opened" | "closed"; readonly locker: number; readonly ago: number }
  | { readonly kind: "again"; readonly which: number }
  | { readonly kind: "wait" | "down"; readonly minutes: number };

const MINUTES = 7;
const GRACE = 2;
/** A closing may come right behind a start for so long, minutes. */
const LEARNED = 2;

/** @param late whether units may report what happened minutes ago */
function steps(late: boolean): fc.Arbitrary<Step[]> {
  const locker = fc.integer({ min: 1, max: 2 });
  const ago = late ? fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 15 })) : fc.constant(0);
  const one: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("open" as const, "close" as const), locker }) },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constantFrom("opened" as const, "closed" as const), locker, ago }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("again" as const), which: fc.nat(20) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("wait" as const), minutes: fc.nat(6) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("down" as const), minutes: fc.nat(12) }) },
  );
  return fc.array(one, { maxLength: 40 });
}

interface Visited {
  readonly locker: number;
  readonly from: number;
  to: number | null;
  inside: boolean;
  left: boolean;
  seen: boolean;
  lookFrom: number;
}

interface Door {
  readonly locker: number;
  readonly isOpening: boolean;
  readonly at: number;
  alarm: boolean;
}

/** What has to be told, worked out minute by minute from plain lists of all that happened. */
class Plain {
  readonly visits: Visited[] = [];
  readonly doors: Door[] = [];
  readonly told: string[] = [];
  now = 0;

  open(locker: number): void {
    if (this.#unclosed(locker) !== undefined) return;
    const state = { to: null, inside: false, left: false, seen: false, lookFrom: 0 };
    this.visits.push({ locker, from: this.now, ...state });
    this.#say("visit-opened", locker, this.now);
  }

  close(locker: number): void {
    const visit = this.#unclosed(locker);
    if (visit === undefined) return;
    visit.to = this.now;
    visit.seen = false;
    this.#say("visit-closed", locker, this.now);
  }

  hear(locker: number, isOpening: boolean, at: number): void {
    const door = { locker, isOpening, at, alarm: false };
    this.doors.push(door);
    const visit = this.#visitOf(door);
    if (isOpening && visit !== undefined) visit.seen = false;
  }

  restart(): void {
    for (const visit of this.visits) visit.lookFrom = this.now + LEARNED;
  }

  look(): void {
    for (const door of this.doors) {
      if (!door.isOpening || door.alarm || this.now < door.at + GRACE || this.#visitOf(door)) continue;
      door.alarm = true;
      this.#say("no-visit", door.locker, door.at);
    }
    for (const visit of this.visits) {
      const due = visit.from + MINUTES;
      if (visit.to === null && this.now >= due && !visit.inside) {
        visit.inside = true;
        this.#say("still-inside", visit.locker, due);
      }
      const doorDue = visit.to === null ? due : visit.to + GRACE;
      if (visit.left || visit.seen || this.now < doorDue || this.now < visit.lookFrom) continue;
      const last = this.doors.findLast(({ locker }) => locker === visit.locker);
      if (last?.isOpening && this.#visitOf(last) === visit) {
        visit.left = true;
        this.#say("unattended", visit.locker, visit.to ?? due);
      } else visit.seen = true;
    }
  }

  #visitOf({ locker, at }: Door): Visited | undefined {
    const holds = (grace: number) =>
      this.visits.findLast(
        ({ locker: other, from, to }) => other === locker && from - grace <= at && (to === null || at <= to),
      );
    return holds(0) ?? holds(GRACE);
  }

  #unclosed(locker: number): Visited | undefined {
    return this.visits.find((visit) => visit.locker === locker && visit.to === null);
  }

  #say(type: string, locker: number, at: number): void {
    this.told.push(`${type} L${locker} ${at}`);
  }
}

/** What both told, in the order of the alphabet. */
async function played(all: readonly Step[]): Promise<{ told: string[]; plain: string[] }> {
  let bed = desk({ minutes: MINUTES, grace: GRACE });
  await bed.begin();
  const plain = new Plain();
  const heard: LockerEvent[] = [];
  const tick = async () => {
    await bed.passes(1);
    plain.now += 1;
    plain.look();
  };
  for (const step of all) {
    await tick();
    switch (step.kind) {
      case "wait":
        for (let minute = 0; minute < step.minutes; minute += 1) await tick();
        break;
      case "down":
        await bed.visits.stop();
        bed.clock.advance(step.minutes * MINUTE);
        plain.now += step.minutes;
        bed = await bed.restarted(true);
        plain.restart();
        break;
      case "open":
        await bed
          .does({ do: "open", locker: `L${step.locker}`, hirer: `H${step.locker}`, by: "priya" })
          .catch(() => assert.fail("only the same visit is opened twice"));
        plain.open(step.locker);
        break;
      case "close":
        await bed.does({ do: "close", locker: `L${step.locker}`, by: "priya" }).catch(() => undefined);
        plain.close(step.locker);
        break;
      case "again": {
        const event = heard[step.which];
        if (event !== undefined) bed.visits.passed(event);
        break;
      }
      default: {
        const at = Math.max(0, plain.now - step.ago);
        const occurred = { earliest: TEN + at * MINUTE, latest: TEN + at * MINUTE };
        const { event } = await bed.happens(step.kind, `L${step.locker}`, { occurred, late: step.ago > 0 });
        heard.push(event);
        plain.hear(step.locker, step.kind === "opened", at);
      }
    }
    plain.look();
  }
  await tick();
  const told = bed.told.map(
    ({ type, locker, occurred }) => `${type} ${locker} ${(occurred.latest - TEN) / MINUTE}`,
  );
  await bed.visits.stop();
  return { told: told.toSorted(), plain: plain.told.toSorted() };
}

describe("registered visits, against a plain list of what happened", () => {
  it("tell the same, each thing once, over restarts and repetitions", async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(steps(false), async (all) => {
        const { told, plain } = await played(all);
        assert.deepEqual(told, plain);
      }),
      { numRuns: 250 },
    );
  });

  it("judge openings and those inside the same, where units report late", async function () {
    this.timeout(60_000);
    // What a door did last is another matter where reports contradict each other.
    const judged = (told: readonly string[]) => told.filter((one) => !one.startsWith("unattended"));
    await fc.assert(
      fc.asyncProperty(steps(true), async (all) => {
        const { told, plain } = await played(all);
        assert.deepEqual(judged(told), judged(plain));
      }),
      { numRuns: 250 },
    );
  });
});
