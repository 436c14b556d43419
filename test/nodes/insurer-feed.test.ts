import assert from "node:assert/strict";
import { join } from "node:path";
import { clockAt } from "../../nodes/domain/calendar-zone.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { NoticeRequest } from "../../nodes/domain/notice.ts";
import { closureOf } from "../../nodes/domain/subscription.ts";
import { eachDay } from "../../nodes/insurer-feed/closure-news.ts";
import insurerFeed from "../../nodes/insurer-feed/insurer-feed.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import { openStore, type Store } from "../../nodes/runtime/store.ts";
import { TestClock } from "../clock.ts";
import { checked } from "../domain/cloud-events.ts";
import { lines } from "../domain/register-tables.ts";
import { until } from "../until.ts";
import { example, type FlowNode, type Received, type Running, run } from "./example.ts";
import { helper, userDir } from "./node-red.ts";
import { save, writeRegister } from "./register-folder.ts";

const EXAMPLE = example("insurer-feed");
const FORCED = "1f00000000000002";
const OUTSIDE = "1f00000000000003";
const CLOSED = "1f00000000000004";
const FEED = "1f00000000000006";
interface Arrival {
  readonly output: string;
  readonly msg: Received & { readonly notice?: NoticeRequest; readonly mine?: string };
}

const HEADER =
  "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address";
const BY_MAIL = "S-1,Bima Ltd,P-77,,MUM01-0001,theft-suspected,,,C-1,no,email,claims@bima.example";
const BY_TOPIC =
  "S-2,Rueck AG,P-1,MUM01,,theft-suspected;closure-surrendered,,,C-2,,topic,arn:aws:sns:eu-central-1:123456789012:rueck";

/** The folder that the example's register names. */
const folder = join(userDir, "smart-lockers", "register");

const LOCKERS = "locker,unit,closure_kind,closure_announced,closure_effective";
/** A locker with the closure that a test wants announced on a day. */
function closing(announced: string): string {
  return lines(
    LOCKERS,
    "MUM01-0001,MUM01-U07,,,",
    `MUM01-0002,MUM01-U07,surrendered,${announced},2999-12-31`,
  );
}

describe("insurer-feed", () => {
  let running: Running;
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    writeRegister(folder, {
      "lockers.csv": closing("2999-01-01"),
      "hirers.csv": lines("hirer,locker,name,language,phones,emails"),
      "subscriptions.csv": lines(HEADER, BY_MAIL, BY_TOPIC),
    });
  });
  afterEach(() => helper.unload());

  async function start(change: (node: FlowNode) => FlowNode = (node) => node): Promise<void> {
    running = await run(EXAMPLE.map(change), [insurerFeed, lockerRegister]);
  }

  /** What has arrived so far, the first output's before the second's. */
  const arrived = (): readonly Arrival[] =>
    Object.entries(running.received).flatMap(([output, messages]) =>
      messages.map((msg) => ({ output, msg })),
    );

  async function arrivals(count: number): Promise<readonly Arrival[]> {
    return until(`${count} messages`, () => arrived().length >= count && arrived());
  }

  const recipients = () =>
    arrived().map(({ output, msg }) => {
      const { notice } = msg;
      return `${notice?.recipient.kind === "subscriber" ? notice.recipient.id : "?"} by ${output}`;
    });

  it("sends one message to each subscriber, by the output of the channel", async () => {
    await start();
    running.receive(FORCED, {});
    await arrivals(2);
    assert.deepEqual(recipients(), ["S-2 by insurers by SNS topic", "S-1 by insurers by e-mail"]);
    for (const { msg } of arrived()) {
      assert.equal(msg.notice?.class, "theft-suspected");
      assert.equal(msg.notice?.values.location, "MUM01/MUM01-0001");
      assert.equal(Object.hasOwn(Object(msg.payload), "occurred"), true, "the event is kept");
      assert.equal(checked(msg.notice?.document?.body ?? "").type, "bank.lockers.theft.suspected.v1");
    }
    const [one, other] = arrived();
    assert.notEqual(one?.msg, other?.msg);
  });

  it("hears of an opening only where it was outside the hours", async () => {
    await start();
    running.receive(CLOSED, {});
    running.receive(OUTSIDE, {});
    const [{ msg } = { msg: null }] = await arrivals(2);
    assert.equal(
      msg?.notice?.values.description,
      "Locker MUM01-0001 at MUM01 was opened outside the access hours. The branch has no access hours on Sundays. Theft is suspected; the bank has not confirmed it.",
    );
    assert.equal(msg?.notice?.values.timeOfLoss, "2026-11-22T02:14:01+05:30");
    assert.equal(arrived().length, 2, "nothing for the closing");
  });

  it("keeps every other property of the message, and no address", async () => {
    await start();
    const payload: unknown = JSON.parse(String(EXAMPLE.find(({ id }) => id === FORCED)?.payload));
    running.receive(FEED, { payload, topic: "t", mine: "kept" });
    await arrivals(2);
    for (const { msg } of arrived()) {
      assert.deepEqual([msg.payload, msg.topic, msg.mine], [payload, "t", "kept"]);
      assert.doesNotMatch(JSON.stringify(msg), /@|arn:/);
    }
  });

  it("stops telling as soon as a withdrawal is saved", async () => {
    await start();
    const changed = until("the register's warning of the new row", () =>
      helper.log().args.some(([entry]) => /line 4, consent/.test(String(entry.msg))),
    );
    save(
      folder,
      "subscriptions.csv",
      lines(
        HEADER,
        BY_MAIL.replace(",no,", ",2026-11-22,"),
        BY_TOPIC,
        "S-3,X,P,,,theft-suspected,,,,,email,x@x.example",
      ),
    );
    await changed;
    running.receive(FORCED, {});
    await arrivals(1);
    running.receive(OUTSIDE, {});
    await arrivals(2);
    assert.deepEqual(recipients(), ["S-2 by insurers by SNS topic", "S-2 by insurers by SNS topic"]);
  });

  it("tells of a closure when the flows start on or after the day it is announced", async () => {
    save(folder, "lockers.csv", closing("2026-01-31"));
    await start();
    const [{ output, msg } = { output: "", msg: null }] = await arrivals(1);
    assert.equal(output, "insurers by SNS topic");
    const { at, ...closure } = closureOf({ payload: msg?.payload }) ?? { at: 0 };
    assert.ok(at > 0);
    assert.deepEqual(closure, {
      kind: "closure",
      id: "MUM01:MUM01-0002:surrendered:2999-12-31",
      site: "MUM01",
      locker: "MUM01-0002",
      closure: { kind: "surrendered", announced: "2026-01-31", effective: "2999-12-31" },
      news: "announced",
      refersTo: null,
    });
    assert.equal(checked(msg?.notice?.document?.body ?? "").type, "bank.lockers.closure.announced.v1");
    assert.deepEqual(msg?.notice?.recipient, { kind: "subscriber", id: "S-2" });
    assert.equal(msg?.notice?.class, "closure-surrendered");
    assert.equal(msg?.notice?.values.effective, "2999-12-31");
  });

  it("tells of a closure on the day of its own branch", async () => {
    // It is never the same day in these two.
    const [east, west] = ["Pacific/Kiritimati", "Etc/GMT+12"];
    const today = clockAt(Date.now(), east).toPlainDate().toString();
    const all = "S-2,Rueck AG,P-1,,,closure-monitoring-suspended,,,C-2,,email,a@b.example";
    save(folder, "subscriptions.csv", lines(HEADER, all));
    save(
      folder,
      "sites.csv",
      lines(
        "site,name,redress,time_zone,closure_kind,closure_announced,closure_effective",
        `MUM01,Fort,+912266000000,${west},monitoring-suspended,${today},2999-12-31`,
        `BER01,Mitte,+49301234567,${east},monitoring-suspended,${today},2999-12-31`,
      ),
    );
    await start();
    await arrivals(1);
    assert.deepEqual(
      arrived().map(({ msg }) => closureOf({ payload: msg.payload })?.site),
      ["BER01"],
    );
  });

  it("tells of a closure when it is entered into the register, and not again at the next change", async () => {
    await start();
    save(folder, "lockers.csv", closing("2026-01-31"));
    await arrivals(1);
    save(folder, "subscriptions.csv", lines(HEADER, BY_MAIL, BY_TOPIC, BY_TOPIC.replace("S-2", "S-4")));
    await arrivals(2);
    assert.deepEqual(
      recipients(),
      ["S-2 by insurers by SNS topic", "S-4 by insurers by SNS topic"],
      "only the new subscriber is told",
    );
  });

  describe("of what an officer says about a theft", () => {
    const EVENTS =
      "S-1,Bima Ltd,P-77,,MUM01-0001,theft-suspected;theft-confirmed;police-report,,,C-1,no,email,a@b.example";
    const ONLY =
      "S-2,Rueck AG,P-1,MUM01,,police-report,,,C-2,,topic,arn:aws:sns:eu-central-1:123456789012:rueck";
    const ENDED = EVENTS.replace("S-1", "S-3").replace(",,,C-1", ",,2020-01-01,C-1");
    const said = () =>
      arrived().map(({ msg }) => {
        const { type, data } = checked(msg.notice?.document?.body ?? "");
        return `${msg.notice?.class} to ${Object(data.policy).subscription} as ${type}`;
      });
    const open = () => openStore({ settings: { userDir } });

    beforeEach(() => save(folder, "subscriptions.csv", lines(HEADER, EVENTS, ONLY, ENDED)));

    async function raised(store: Store): Promise<string> {
      const payload: LockerEvent = JSON.parse(String(EXAMPLE.find(({ id }) => id === FORCED)?.payload));
      const event = { ...payload, id: `${payload.id}-${Math.random()}` };
      await store.journal.append(event);
      const { incident } = await store.journal.raise({
        ...{ event, cause: "forced", priority: 1, summary: "Locker MUM01-0001 was forced open." },
        ...{ at: event.receivedAt, now: event.receivedAt, alarmAgainAfter: 0, node: "", access: null },
      });
      return incident.id;
    }

    it("tells each stage to who subscribed to it, and that it is unfounded to all who were told", async () => {
      await start();
      const store = open();
      const incident = await raised(store);
      const by = { incident, by: "asha", remark: "seen on CCTV" };
      const report = { number: "FIR 118/2026", station: "Fort", date: "2026-11-22" };
      assert.equal((await store.thefts.act({ do: "confirm", ...by })).untold, false);
      await arrivals(1);
      await store.thefts.act({ do: "police-report", ...by, report });
      await arrivals(3);
      await store.thefts.act({ do: "unfounded", ...by });
      await arrivals(5);
      assert.deepEqual(said().sort(), [
        "police-report to S-1 as bank.lockers.theft.police-report.v1",
        "police-report to S-2 as bank.lockers.theft.police-report.v1",
        "theft-confirmed to S-1 as bank.lockers.theft.confirmed.v1",
        "theft-unfounded to S-1 as bank.lockers.theft.unfounded.v1",
        "theft-unfounded to S-2 as bank.lockers.theft.unfounded.v1",
      ]);
      assert.doesNotMatch(JSON.stringify(arrived()), /asha|CCTV|@|arn:/);
      await until("all of it to be settled", async () => (await store.journal.deliveryCounts()).length === 0);
      await store.release();
    });

    it("keeps it where the flows hold no insurer-feed, and tells it when there is one", async () => {
      const store = open();
      const incident = await raised(store);
      const act = { do: "confirm", incident, by: "asha", remark: "seen on CCTV" } as const;
      const kept = await store.thefts.act(act);
      assert.equal(kept.untold, true);
      assert.deepEqual(await store.thefts.act(act), kept, "said once more it is the same");
      await store.release();
      await start();
      await arrivals(1);
      assert.deepEqual(said(), ["theft-confirmed to S-1 as bank.lockers.theft.confirmed.v1"]);
      const after = open();
      assert.equal((await after.thefts.get(incident))?.untold, false);
      await after.release();
    });
  });

  it("passes a message without an event to Catch", async () => {
    await start();
    running.receive(FEED, { payload: "opened" });
    const [{ output, msg } = { output: "", msg: null }] = await arrivals(1);
    assert.equal(output, "caught");
    assert.match(JSON.stringify(msg), /msg\.payload is not a locker event/);
  });

  it("says that its register is missing", async () => {
    await start((node) => (node.id === FEED ? { ...node, register: "" } : node));
    running.receive(FEED, { payload: {} });
    const [{ output, msg } = { output: "", msg: null }] = await arrivals(1);
    assert.equal(output, "caught");
    assert.match(JSON.stringify(msg), /insurer-feed\.label\.register: common\.check\.node/);
  });

  it("leaves no listener and no timer behind", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((what) => what === "Timeout").length;
    await start();
    await helper.unload();
    const idle = timers();
    await start();
    assert.ok(timers() > idle);
    await helper.clearFlows();
    await until("the timers' end", () => timers() <= idle);
    save(folder, "lockers.csv", closing("2026-01-31"));
    assert.deepEqual(arrived(), []);
  });
});

describe("the days of insurer-feed", () => {
  /** 23:59:30 in Mumbai on 22 November 2026. */
  const LATE = Date.UTC(2026, 10, 22, 18, 29, 30);
  const dateIn = (clock: TestClock) => () => clockAt(clock.now(), "Asia/Kolkata").toPlainDate().toString();

  it("begin at the site's midnight, within a minute", () => {
    const clock = new TestClock(LATE);
    const days: string[] = [];
    const today = dateIn(clock);
    const stop = eachDay(clock, today, () => days.push(today()));
    assert.deepEqual(days, ["2026-11-22"], "at once");
    clock.advance(29_999);
    assert.deepEqual(days, ["2026-11-22"]);
    clock.advance(60_000);
    assert.deepEqual(days, ["2026-11-22", "2026-11-23"]);
    clock.advance(86_400_000);
    assert.deepEqual(days, ["2026-11-22", "2026-11-23", "2026-11-24"], "once a day");
    stop();
    assert.equal(clock.pending, 0);
  });
});
