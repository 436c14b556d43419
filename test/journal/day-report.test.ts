import assert from "node:assert/strict";
import type { Access } from "../../nodes/domain/access.ts";
import type { DayAsked, DayReport } from "../../nodes/domain/day-report.ts";
import { toHtml } from "../../nodes/domain/day-report-html.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { KEPT_DAYS, type Keeping, policyOf } from "../../nodes/domain/keeping.ts";
import { type Notice, noticeKey } from "../../nodes/domain/notice.ts";
import { FIRST_STEP, type RetentionStep } from "../../nodes/journal/retention.ts";
import { WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { registerWith } from "../domain/register-tables.ts";
import { FileLine } from "../ledger/making.ts";
import { directJournal, eventOf, NOW, noticeOf } from "./making.ts";

const { register } = registerWith({
  "hirers.csv":
    "hirer,locker,name,language,phones,emails\nH-1,MUM01-0001,A,en,+919820011111;+919820022222,a@mail.example\nH-2,MUM01-0003,B,en,+919820033333,\n",
});
const HOUR = 3_600_000;
const ASKED: DayAsked = {
  ...{ site: "MUM01", day: "2026-11-22", timeZone: "Asia/Kolkata", register },
  ...{ now: NOW + HOUR, seesSilent: true },
};
const ACCESS: Access = {
  ...{
    inside: true,
    code: "weekly-hours",
    reason: "Within the hours.",
    localTime: "2026-11-22T10:15:00+05:30",
  },
  ...{ timeZone: "Asia/Kolkata", calendarVersion: "1+00000000", uncertain: false },
};

describe("a branch's day report, from the journal", () => {
  let bed: ReturnType<typeof directJournal>;
  let seq: number;
  beforeEach(() => {
    bed = directJournal();
    seq = 0;
  });
  afterEach(() => bed.journal.close());

  async function happened(over: Partial<LockerEvent> & { at?: number } = {}): Promise<LockerEvent> {
    seq += 1;
    const at = over.at ?? NOW;
    const event = eventOf({ seq, at, receivedAt: at, occurred: { earliest: at, latest: at }, ...over });
    await bed.journal.append(event);
    return event;
  }

  function told(
    event: LockerEvent,
    hirer: string,
    channel: "sms" | "email",
    over: Partial<Notice> = {},
  ): Notice {
    const subject = { kind: "event", id: event.id } as const;
    const recipient = over.recipient ?? { kind: "hirer", id: hirer };
    return noticeOf({
      ...{ subject, recipient, channel, locker: event.locker, createdAt: event.receivedAt },
      ...{ key: noticeKey(subject, "node", recipient, channel), overdueAt: Date.UTC(2026, 10, 22, 18, 30) },
      ...over,
    });
  }

  async function send(
    notice: Notice,
    result: "accepted" | "retry" | "parked" | "dead" | null,
    at = NOW + 1000,
  ) {
    await bed.journal.enqueue([notice]);
    if (result === null) return;
    const wanted = { route: notice.route, lane: notice.lane, limit: 1000, run: 10, inHand: [], early: true };
    const { items } = await bed.journal.due([wanted], at);
    const item = items.find((one) => one.notice.key === notice.key);
    assert.ok(item);
    const outcome = { position: item.position, at };
    if (result === "accepted")
      await bed.journal.settle([{ ...outcome, result, providerId: `p-${item.position}` }]);
    else if (result === "retry") {
      await bed.journal.settle([{ ...outcome, result, retryAt: at + 1, code: "provider-transient" }]);
    } else await bed.journal.settle([{ ...outcome, result, code: "provider-permanent" }]);
  }

  const only = (report: DayReport) => report.openings.map(({ eventId }) => eventId);

  it("lists each opening of the branch's own day, by the branch's clock", async () => {
    const midnight = Date.UTC(2026, 10, 21, 18, 30);
    await happened({ at: midnight - 1 });
    const first = await happened({ at: midnight });
    const last = await happened({ at: midnight + 24 * HOUR - 1 });
    await happened({ at: midnight + 24 * HOUR });
    await happened({ at: NOW, site: "BER01", unit: "BER01-U01", locker: "BER01-0001" });
    await happened({ at: NOW, type: "closed" });
    assert.deepEqual(only(await bed.journal.dayReport(ASKED)), [first.id, last.id]);
  });

  it("puts what came in weeks later to the day on which it happened, and marks it", async () => {
    await happened({ at: NOW + 20 * 24 * HOUR });
    const at = NOW;
    const late = await happened({
      receivedAt: NOW + 20 * 24 * HOUR,
      occurred: { earliest: at, latest: at },
      late: true,
    });
    const report = await bed.journal.dayReport({ ...ASKED, now: NOW + 30 * 24 * HOUR });
    assert.deepEqual(only(report), [late.id]);
    assert.equal(report.openings[0]?.late, true);
    assert.equal(report.sums.late, 1);
  });

  it("names for each hirer and channel how far telling has come", async () => {
    const event = await happened();
    await send(told(event, "H-1", "sms"), "retry");
    const other = told(event, "H-1", "sms", { recipient: { kind: "hirer", id: "H-1", address: 1 } });
    await send(other, "accepted", NOW + 5000);
    const [opening] = (await bed.journal.dayReport(ASKED)).openings;
    assert.deepEqual(opening?.notices, [
      {
        ...{ hirer: "H-1", channel: "sms", state: "accepted", providerId: "p-2", at: NOW + 5000 },
        ...{ attempts: 1, code: null, late: false },
      },
      {
        ...{ hirer: "H-1", channel: "email", state: "missing", providerId: null, at: null },
        ...{ attempts: 0, code: null, late: false },
      },
    ]);
  });

  for (const [result, before, after] of [
    [null, "queued", "overdue"],
    ["retry", "queued", "overdue"],
    ["parked", "parked", "parked"],
    ["dead", "dead", "dead"],
  ] as const) {
    it(`calls what is ${result ?? "not tried"} ${before} on its day and ${after} after it`, async () => {
      await send(told(await happened(), "H-1", "sms"), result);
      const state = async (now: number) => {
        const told = (await bed.journal.dayReport({ ...ASKED, now })).openings[0]?.notices[0];
        return [told?.state, told?.late];
      };
      assert.deepEqual(await state(NOW + HOUR), [before, false]);
      assert.deepEqual(await state(NOW + 24 * HOUR), [after, true]);
    });
  }

  it("says what was accepted only after the day", async () => {
    const event = await happened();
    await send(told(event, "H-1", "sms"), "accepted", NOW + 24 * HOUR);
    await send(told(event, "H-1", "email"), "accepted");
    const report = await bed.journal.dayReport({ ...ASKED, now: NOW + 48 * HOUR });
    assert.deepEqual(
      report.openings[0]?.notices.map(({ late }) => late),
      [true, false],
    );
    assert.deepEqual(
      report.exceptions.map(({ kind }) => kind),
      ["overdue"],
    );
    assert.deepEqual([report.sums.told, report.sums.notTold], [1, 0]);
  });

  it("carries the decision, the strictest of several, and the visit", async () => {
    const event = await happened();
    const outside: Access = {
      ...ACCESS,
      ...{ inside: false, code: "outside-hours", reason: "After the hours." },
    };
    for (const access of [ACCESS, outside, ACCESS]) {
      await bed.journal.decide({ event, node: `${access.inside}`, access, at: NOW });
    }
    const visit = { type: "visit-opened", data: { visit: "V-7" }, at: NOW - HOUR } as const;
    await happened({ ...visit, unit: "MUM01-U07", seq: null, id: "a" });
    const [opening] = (await bed.journal.dayReport(ASKED)).openings;
    assert.deepEqual(opening?.access, {
      ...{ inside: false, code: "outside-hours", reason: "After the hours.", calendarVersion: "1+00000000" },
    });
    assert.equal(opening.visit, "V-7");
  });

  it("counts an opening of a locker that nobody hires, and owes nobody anything for it", async () => {
    await happened({ locker: "MUM01-0002" });
    const { sums, exceptions } = await bed.journal.dayReport({ ...ASKED, now: NOW + 48 * HOUR });
    assert.deepEqual([sums.openings, sums.withoutHirers, sums.told, sums.notTold], [1, 1, 0, 0]);
    assert.deepEqual(exceptions, []);
  });

  it("lists a drill and counts it nowhere", async () => {
    await send(told(await happened(), "H-1", "sms", { drill: true }), "dead");
    const { openings, sums } = await bed.journal.dayReport({ ...ASKED, now: NOW + 48 * HOUR });
    assert.equal(openings[0]?.drill, true);
    assert.deepEqual([sums.openings, sums.drills, sums.exceptions, sums.notTold], [0, 1, 0, 0]);
    assert.equal(sums.states.sms.dead, 0);
  });

  it("says in a sentence who was not told and why", async () => {
    await send(told(await happened(), "H-1", "sms"), "dead");
    const { exceptions } = await bed.journal.dayReport({ ...ASKED, now: NOW + 48 * HOUR });
    assert.equal(
      exceptions.find(({ kind }) => kind === "not-accepted")?.text,
      "Of the opening of locker MUM01-0001 at 10:15:00 not everybody was told: SMS to hirer H-1: refused for good (provider-permanent); e-mail to hirer H-1: nobody was asked to send it.",
    );
  });

  it("tells an exception by the branch's clock", async () => {
    await happened({ type: "held-open" });
    const { exceptions } = await bed.journal.dayReport(ASKED);
    assert.match(exceptions[0]?.text ?? "", / is held open at 10:15 on 2026-11-22\.$/);
  });

  it("shows nothing of a duress to who may not see it", async () => {
    await happened({ locker: "MUM01-0002" });
    await happened({ type: "duress" });
    await happened({ type: "unsettled", seq: null, id: "u", data: { eventType: "duress" } });
    const staff = told(eventOf(), "", "sms", {
      recipient: { kind: "contact", role: "control-room", site: "MUM01", contact: "C" },
      class: "duress",
      node: "sos",
      key: "silent",
    });
    await send(staff, null);
    const kinds = async (seesSilent: boolean) => {
      const { exceptions, others, openings } = await bed.journal.dayReport({ ...ASKED, seesSilent });
      return [exceptions.map(({ kind }) => kind).sort(), others.length, openings.length];
    };
    assert.deepEqual(await kinds(true), [["duress", "unsettled"], 1, 1]);
    const without = await bed.journal.dayReport({ ...ASKED, seesSilent: false });
    assert.deepEqual(await kinds(false), [[], 0, 1]);
    assert.doesNotMatch(JSON.stringify(without), /duress/);
  });

  it("says when a unit was not heard, also since before the day", async () => {
    const at = Date.UTC(2026, 10, 21, 10, 0);
    await happened({
      type: "offline",
      seq: null,
      id: "x",
      locker: null,
      at,
      occurred: { earliest: at, latest: at },
    });
    await happened({ type: "online", seq: null, id: "y", locker: null, at: NOW });
    const { exceptions } = await bed.journal.dayReport(ASKED);
    assert.deepEqual(
      exceptions.map(({ kind }) => kind),
      ["offline"],
    );
    assert.match(
      exceptions[0]?.text ?? "",
      /MUM01-U07 was not heard from 2026-11-21T15:30:00\+05:30 to 2026-11-22T10:15/,
    );
  });

  describe("of which not all is kept", () => {
    const SITE = { days: KEPT_DAYS, hold: false, timeZone: "Asia/Kolkata" };

    async function pass(days: number, lockers: Keeping["lockers"] = new Map()): Promise<void> {
      const now = NOW + days * 24 * HOUR;
      const policy = policyOf([{ sites: new Map([["MUM01", SITE]]), lockers, leftHirers: [] }], now, "UTC");
      for (let step: RetentionStep | null = FIRST_STEP; step !== null; )
        step = await bed.journal.retain(step, policy, now);
    }

    async function notKept(over: Partial<DayAsked> = {}) {
      const report = await bed.journal.dayReport({ ...ASKED, ...over });
      const found = report.exceptions.filter(({ kind }) => kind === "not-kept");
      const verdict = /<p class="verdict">(.*)<\/p>/.exec(toHtml(report))?.[1];
      return { openings: report.openings.length, texts: found.map(({ text }) => text), verdict };
    }

    it("says that openings of a hirer who left were erased, and counts the others", async () => {
      await happened();
      await happened({ locker: "MUM01-0003" });
      const left = { site: "MUM01", hold: false, eraseBefore: "2026-12-01" };
      await pass(200, new Map([["MUM01-0001", left]]));
      const { openings, texts, verdict } = await notKept();
      assert.equal(openings, 1);
      assert.deepEqual(texts, [
        "Events that came in on this day were erased, as the register says (1): openings among them are not in this report.",
      ]);
      assert.match(verdict ?? "", /^1 of 1 openings: .* Not all of the day is kept: see the exceptions\.$/);
      assert.deepEqual((await notKept({ day: "2026-11-23" })).texts, []);
    });

    it("does not say of a day whose records were given up that no locker was opened", async () => {
      // It signs only where its key is kept beside it.
      const line = new FileLine();
      await bed.journal.close();
      bed = { ...bed, journal: new WorkerJournal(line) };
      await happened();
      await bed.journal.sign(NOW + HOUR, true);
      await happened({ at: NOW + 400 * 24 * HOUR });
      await pass(410);
      const { texts, verdict } = await notKept();
      assert.deepEqual(texts, [
        "What was recorded of this branch before 2026-11-22T11:15:00+05:30 is not kept here: openings before that are not in this report.",
      ]);
      assert.equal(verdict, "No opening is known. Not all of the day is kept: see the exceptions.");
    });

    it("does not say so of a day before the journal's first either", async () => {
      await happened();
      const { texts, verdict } = await notKept({ day: "2026-11-21" });
      assert.match(texts[0] ?? "", /before 2026-11-22T10:15:00\+05:30 is not kept here/);
      assert.match(verdict ?? "", /^No opening is known\./);
    });

    it("says that no locker was opened of a day that is kept, and of none that has not begun", async () => {
      await happened({ type: "closed" });
      assert.deepEqual(await notKept(), { openings: 0, texts: [], verdict: "No locker was opened." });
      assert.equal(
        (await notKept({ day: "2027-01-01" })).verdict,
        "The day had not begun when this report was made.",
      );
    });
  });

  it("passes over what the disk does not give back as it was written", async () => {
    const event = await happened();
    await happened();
    await send(told(event, "H-1", "sms"), "accepted");
    await send(told(event, "H-1", "email"), "accepted");
    await bed.journal.decide({ event, node: "hours", access: ACCESS, at: NOW });
    bed.line.db.exec("UPDATE event SET body = '{' WHERE position = 2");
    bed.line.db.exec("UPDATE notice SET body = '{' WHERE position = 2");
    bed.line.db.exec("UPDATE ledger SET body = '{' WHERE kind IN ('decision', 'notice-accepted')");
    const { openings } = await bed.journal.dayReport(ASKED);
    assert.deepEqual(
      openings.map(({ eventId, access, notices }) => [eventId, access, ...notices.map(({ state }) => state)]),
      [[event.id, null, "accepted", "missing"]],
    );
    assert.deepEqual([openings[0]?.notices[0]?.at, openings[0]?.notices[0]?.attempts], [null, null]);
  });

  it("reads the same over many pages, among the events of other branches", async () => {
    const mine: string[] = [];
    for (let n = 0; n < 700; n += 1) {
      const event = await happened({ at: NOW + n, unit: `MUM01-U${n % 9}` });
      mine.push(event.id);
      await happened({ at: NOW + n, site: "BER01", unit: `BER01-U${n % 9}` });
      const recipient = { kind: "hirer", id: "H-1", address: n } as const;
      await send(told(event, "H-1", "sms", { recipient }), n % 2 === 0 ? "accepted" : null);
    }
    const report = await bed.journal.dayReport(ASKED);
    assert.deepEqual(only(report), mine);
    assert.deepEqual([report.sums.states.sms.accepted, report.sums.states.sms.queued], [350, 350]);
    assert.ok(
      report.openings.every(
        ({ notices }) => notices[0]?.state !== "accepted" || notices[0].at === NOW + 1000,
      ),
    );
  });
});
