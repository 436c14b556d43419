import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { Incident } from "../../nodes/domain/incident.ts";
import { endsOnly } from "../../nodes/domain/incident-causes.ts";
import { placeOf } from "../../nodes/domain/test-alarm.ts";
import { daysOf, parseTimes } from "../../nodes/domain/test-schedule.ts";
import { Conductor, type ConductorOptions, type Shown } from "../../nodes/locker-drill/conductor.ts";
import { TestClock } from "../clock.ts";
import { directJournal, incidentRequest } from "../journal/making.ts";
import { quiet } from "../journal/sending.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday, one minute before nine in Mumbai. */
const START = Date.parse("2026-11-23T08:59:00+05:30");
const NODE = "drill";
const PLACE = placeOf("MUM01", NODE);

interface Made extends ReturnType<typeof directJournal> {
  readonly clock: TestClock;
  readonly times: string;
  readonly options: Partial<ConductorOptions>;
  /** Called when an event has been committed. */
  readonly committed: (event: LockerEvent) => void;
}

/** A drill at nine each day before a journal in memory. */
async function started(made: Partial<Made> = {}) {
  const { journal, line, clock, times, options, committed } = {
    ...directJournal(),
    ...{ clock: new TestClock(START), times: "09:00", options: {}, committed: () => {} },
    ...made,
  };
  const events: LockerEvent[] = [];
  const incidents: Incident[] = [];
  const shown: Shown[] = [];
  const conductor = new Conductor({
    ...{ node: NODE, place: PLACE, within: 10 * MINUTE, acknowledge: false, drill: false },
    schedule: { timeZone: "Asia/Kolkata", times: parseTimes(times) ?? [], days: daysOf([]) },
    ...{ journal, clock },
    async append(event) {
      const { result } = await journal.append(event, [NODE]);
      if (result === "stored") events.push(event);
      committed(event);
    },
    incidents: () => incidents,
    show: (one) => void shown.push(one),
    ended: () => {},
    ...options,
  });
  await conductor.begin();
  await quiet();
  return {
    ...{ journal, line, clock, times, options, conductor, events, incidents, shown },
    told: () =>
      events.map(({ type, data }) =>
        type === "test-alarm" ? (data.through ? "through" : "test") : "missing",
      ),
    async passes(ms: number): Promise<void> {
      const step = ms > HOUR ? 10 * MINUTE : MINUTE;
      for (let left = ms; left > 0; left -= step) {
        clock.advance(Math.min(left, step));
        await quiet();
      }
    },
    /** The incident that the last test has raised. */
    async raised(): Promise<Incident> {
      const event = events.findLast(({ type }) => type === "test-alarm");
      assert.ok(event);
      const { incident } = await journal.raise(
        incidentRequest({
          event,
          cause: "test-alarm",
          priority: 3,
          at: clock.now(),
          now: clock.now(),
          alarmAgainAfter: 0,
        }),
      );
      incidents.splice(0, incidents.length, incident);
      conductor.incident(incident);
      return incident;
    },
    async acknowledge(incident: Incident): Promise<void> {
      const after = await journal.act(
        { do: "acknowledge", incident: incident.id, by: "meera", remark: "Test seen." },
        clock.now(),
        480,
      );
      incidents.splice(0, incidents.length, after);
      conductor.incident(after);
      await quiet();
    },
    /** As a kill leaves it: whatever was not written is gone. */
    async restarts(over: Partial<Made> = {}) {
      await conductor.stop();
      line.restart(7);
      return started({ journal, line, clock, times, options, ...over });
    },
  };
}

type Bed = Awaited<ReturnType<typeof started>>;

async function accepted(
  bed: Bed,
  subject = bed.incidents[0]?.id ?? bed.events.at(-1)?.id ?? "",
): Promise<void> {
  bed.conductor.accepted(subject);
  await quiet();
}

describe("a test alarm", () => {
  it("goes out when it is due, and comes through when a provider has accepted a notice of its incident", async () => {
    const bed = await started();
    await bed.passes(MINUTE - 1000);
    assert.deepEqual(bed.told(), []);
    assert.deepEqual(bed.shown.at(-1), { state: "waiting", next: START + MINUTE });
    await bed.passes(1000);
    assert.deepEqual(bed.told(), ["test"]);
    assert.deepEqual(bed.shown.at(-1), { state: "running" });
    const [test] = bed.events;
    assert.deepEqual([test?.site, test?.unit, test?.locker], ["MUM01", PLACE.unit, null]);
    await bed.raised();
    await bed.passes(MINUTE);
    await accepted(bed);
    assert.deepEqual(bed.told(), ["test", "through"]);
    assert.deepEqual(bed.shown.at(-1), { state: "through", next: START + MINUTE + DAY });
    await bed.passes(HOUR);
    assert.deepEqual(bed.told(), ["test", "through"]);
  });

  it("comes through by a notice of the event itself, where no incident is made of it", async () => {
    const bed = await started();
    await bed.passes(MINUTE);
    await accepted(bed);
    assert.deepEqual(bed.told(), ["test", "through"]);
  });

  it("is missing when its time is over, once, and the next one that comes through ends that", async () => {
    const bed = await started();
    await bed.passes(MINUTE);
    await bed.passes(10 * MINUTE - 1000);
    assert.deepEqual(bed.told(), ["test"]);
    await bed.passes(1000);
    assert.deepEqual(bed.told(), ["test", "missing"]);
    assert.equal(bed.shown.at(-1)?.state, "missing");
    const missing = bed.events[1];
    assert.deepEqual(missing?.data, {
      ...{ test: bed.events[0]?.id, startedAt: START + MINUTE, minutes: 10 },
      ...{ accepted: false, acknowledged: false },
    });
    assert.ok(missing && !endsOnly(missing));
    await accepted(bed, bed.events[0]?.id);
    await bed.passes(DAY - 10 * MINUTE);
    assert.deepEqual(bed.told(), ["test", "missing", "test"], "what comes too late ends nothing");
    await accepted(bed);
    assert.deepEqual(bed.told(), ["test", "missing", "test", "through"]);
    const through = bed.events[3];
    assert.ok(through && endsOnly(through), "it ends the alarm about the missing one");
    assert.equal(through.unit, missing?.unit);
  });

  it("takes no notice about anything else for its own", async () => {
    const bed = await started();
    await accepted(bed, "before");
    await bed.passes(MINUTE);
    const incident = await bed.raised();
    bed.incidents.push({ ...incident, id: "other", lastEventId: "other" });
    await accepted(bed, "other");
    await accepted(bed, "unknown");
    assert.deepEqual(bed.told(), ["test"]);
  });

  it("knows of a notice that is accepted before its incident is known", async () => {
    const bed = await started();
    await bed.passes(MINUTE);
    const event = bed.events[0];
    assert.ok(event);
    const { incident } = await bed.journal.raise(incidentRequest({ event, cause: "test-alarm" }));
    await accepted(bed, incident.id);
    assert.deepEqual(bed.told(), ["test"]);
    bed.conductor.incident(incident);
    await quiet();
    assert.deepEqual(bed.told(), ["test", "through"]);
  });

  it("waits for a named person, where it is to be acknowledged, in either order", async () => {
    for (const first of ["accepted", "acknowledged"] as const) {
      const bed = await started({ options: { acknowledge: true } });
      await bed.passes(MINUTE);
      const incident = await bed.raised();
      if (first === "accepted") await accepted(bed);
      await bed.passes(MINUTE);
      assert.deepEqual(bed.told(), ["test"]);
      await bed.acknowledge(incident);
      if (first === "acknowledged") {
        assert.deepEqual(bed.told(), ["test"]);
        await accepted(bed, incident.id);
      }
      assert.deepEqual(bed.told(), ["test", "through"]);
    }
  });

  it("is missing where nobody acknowledges it, and says how far it came", async () => {
    const bed = await started({ options: { acknowledge: true } });
    await bed.passes(MINUTE);
    await bed.raised();
    await accepted(bed);
    await bed.passes(10 * MINUTE);
    assert.deepEqual(bed.told(), ["test", "missing"]);
    assert.equal(bed.events[1]?.data.accepted, true);
    assert.equal(bed.events[1]?.data.acknowledged, false);
  });

  it("is not acknowledged by who acknowledged the one before", async () => {
    const bed = await started({ options: { acknowledge: true } });
    await bed.passes(MINUTE);
    await bed.acknowledge(await bed.raised());
    await accepted(bed);
    assert.deepEqual(bed.told(), ["test", "through"]);
    await bed.passes(DAY);
    const again = await bed.raised();
    assert.equal(again.change, "renewed");
    await accepted(bed, again.id);
    await bed.passes(10 * MINUTE);
    assert.deepEqual(bed.told(), ["test", "through", "test", "missing"]);
  });

  it("starts at once when it is told to, and never twice at a time", async () => {
    const bed = await started();
    bed.conductor.startNow();
    await quiet();
    assert.deepEqual(bed.told(), ["test"]);
    assert.equal(bed.events[0]?.data.scheduledFor, null);
    assert.throws(() => bed.conductor.startNow(), { code: "test-running" });
    await bed.passes(2 * MINUTE);
    assert.deepEqual(bed.told(), ["test"], "the one that was due meanwhile is this one");
    await accepted(bed);
    bed.conductor.startNow();
    await quiet();
    assert.deepEqual(bed.told(), ["test", "through", "test"]);
    assert.notEqual(bed.events[0]?.id, bed.events[2]?.id);
  });

  it("starts only when it is told to, where no time is named", async () => {
    const bed = await started({ times: "" });
    await bed.passes(DAY);
    assert.deepEqual(bed.told(), []);
    assert.deepEqual(bed.shown.at(-1), { state: "waiting", next: null });
    bed.conductor.startNow();
    await quiet();
    assert.deepEqual(bed.told(), ["test"]);
  });

  it("says in a drill that it is one", async () => {
    const bed = await started({ options: { drill: true } });
    await bed.passes(MINUTE);
    assert.equal(bed.events[0]?.data.drill, true);
    await bed.passes(10 * MINUTE);
    assert.equal(bed.events[1]?.data.drill, undefined, "that it is missing is told for real");
  });
});

describe("a test alarm over a restart", () => {
  it("goes on, and comes through", async () => {
    const before = await started({ options: { acknowledge: true } });
    await before.passes(MINUTE);
    const incident = await before.raised();
    await accepted(before);
    await before.passes(MINUTE);
    const after = await before.restarts();
    assert.deepEqual(after.told(), [], "the event itself is in the journal");
    assert.deepEqual(after.shown.at(-1), { state: "running" });
    await after.acknowledge(incident);
    assert.deepEqual(after.told(), ["through"], "that it was accepted is not forgotten");
  });

  it("is missing where its time ran out meanwhile", async () => {
    const before = await started();
    await before.passes(2 * MINUTE);
    await before.conductor.stop();
    before.clock.advance(HOUR);
    const after = await before.restarts();
    assert.deepEqual(after.told(), ["missing"]);
    const again = await after.restarts();
    assert.deepEqual(again.told(), [], "once");
    assert.equal(again.shown.at(-1)?.state, "missing");
  });

  it("is missing at its time where the restart left some", async () => {
    const before = await started();
    await before.passes(2 * MINUTE);
    const after = await before.restarts();
    await after.passes(9 * MINUTE - 1000);
    assert.deepEqual(after.told(), []);
    await after.passes(1000);
    assert.deepEqual(after.told(), ["missing"]);
  });

  it("is made at the start where it was due meanwhile, once", async () => {
    const before = await started();
    await before.conductor.stop();
    before.clock.advance(3 * DAY + 2 * HOUR);
    const after = await before.restarts();
    assert.deepEqual(after.told(), ["test"]);
    assert.equal(after.events[0]?.data.scheduledFor, START + MINUTE + 3 * DAY);
    await accepted(after);
    const again = await after.restarts();
    await again.passes(HOUR);
    assert.deepEqual(again.told(), []);
  });

  it("is sent after the start where the process ended before it was committed", async () => {
    const before = await started();
    before.line.broken.add("append");
    await before.passes(MINUTE);
    assert.deepEqual(before.told(), []);
    before.line.broken.clear();
    const after = await before.restarts();
    assert.deepEqual(after.told(), ["test"]);
  });

  for (const how of ["through", "missing"] as const) {
    it(`is ${how} once, also where the process ended right after that was committed`, async () => {
      const made = directJournal();
      const committed = ({ data }: LockerEvent) => {
        // What is to be kept then is lost.
        if (data.test !== undefined) made.line.broken.add("remember");
      };
      const before = await started({ ...made, committed });
      await before.passes(MINUTE);
      if (how === "through") await accepted(before);
      else await before.passes(10 * MINUTE);
      assert.deepEqual(before.told(), ["test", how]);
      made.line.broken.clear();
      before.clock.advance(HOUR);
      const after = await before.restarts({ committed: () => {} });
      assert.deepEqual(after.told(), []);
      assert.equal(after.shown.at(-1)?.state, how);
    });
  }

  it("makes nothing up for times that are new", async () => {
    const before = await started();
    await before.passes(12 * HOUR);
    await accepted(before);
    const after = await before.restarts({ times: "10:00" });
    await after.passes(HOUR);
    assert.deepEqual(after.told(), []);
  });
});

describe("a test alarm and the system's clock", () => {
  it("has its time, whatever the clock says", async () => {
    const bed = await started();
    await bed.passes(MINUTE);
    bed.clock.set(START + 5 * HOUR);
    await bed.passes(9 * MINUTE);
    assert.deepEqual(bed.told(), ["test"]);
    await bed.passes(MINUTE);
    assert.deepEqual(bed.told(), ["test", "missing"]);
  });

  it("is not made twice where the clock goes back a little", async () => {
    const bed = await started();
    await bed.passes(2 * MINUTE);
    await accepted(bed);
    bed.clock.set(START);
    await bed.passes(30 * MINUTE);
    assert.deepEqual(bed.told(), ["test", "through"]);
  });

  it("is made again where the clock was far ahead", async () => {
    const bed = await started();
    bed.clock.set(START + 400 * DAY);
    await bed.passes(2 * MINUTE);
    await accepted(bed);
    bed.clock.set(START + DAY);
    await bed.passes(2 * MINUTE);
    assert.deepEqual(bed.told(), ["test", "through", "test"]);
  });

  it("is made at once where the clock jumps over it", async () => {
    const bed = await started();
    bed.clock.set(START + 20 * MINUTE);
    await bed.passes(MINUTE);
    assert.deepEqual(bed.told(), ["test"]);
  });
});
