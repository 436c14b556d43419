import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { incidentChanged } from "../../nodes/domain/incident-event.ts";
import { LANE, recipientLabel } from "../../nodes/domain/notice.ts";
import { PROMPT_MS } from "../../nodes/domain/notice-deadline.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import type { FlowMessage } from "../../nodes/runtime/message.ts";
import { type Asker, composeNotices } from "../../nodes/runtime/notices.ts";
import { incidentOf } from "./incidents.ts";
import { GOOD, lines } from "./register-tables.ts";

const { register } = readRegister(GOOD);
const NOW = Date.UTC(2026, 10, 22, 5, 0);
const AT = Date.UTC(2026, 10, 22, 4, 45);
const DESK = register.contactsOf("control-room", "MUM01")[0]?.id;
const MANAGER = register.contactsOf("branch-manager", "MUM01")[0]?.id;
const TOPIC = "arn:aws:sns:ap-south-1:123456789012:alarms";

const EVENT: LockerEvent = {
  id: "MUM01-U07-1-a",
  site: "MUM01",
  unit: "MUM01-U07",
  locker: "MUM01-0001",
  type: "opened",
  at: AT,
  receivedAt: AT,
  occurred: { earliest: AT, latest: AT },
  late: false,
  clock: "sntp",
  marks: [],
  boot: 1,
  seq: 1,
  uptime: 1,
  door: "open",
  tamper: false,
  data: {},
};

const INCIDENT = incidentOf({
  id: "I-1",
  transition: 2,
  state: "raised",
  cause: "forced",
  priority: 1,
  tier: 1,
  site: "MUM01",
  unit: "MUM01-U07",
  locker: "MUM01-0001",
  count: 1,
  raisedAt: AT,
  alarmedAt: AT,
  lastEventAt: AT,
  lastEventId: EVENT.id,
  summary: "Forced.",
});

const NOTICE = {
  recipient: { kind: "subscriber", id: "S-2" },
  class: "theft-suspected",
  values: { policy: "P" },
};
const CLOSURE = {
  kind: "closure",
  id: "c1",
  site: "BER01",
  locker: null,
  closure: { kind: "branch-closing", announced: "2026-11-01", effective: "2027-01-31" },
  news: "announced",
  refersTo: null,
  at: NOW,
};

const SNS: Asker = {
  node: "n1",
  to: "hirers",
  role: "branch-manager",
  topic: TOPIC,
  channels: ["sms", "topic"],
  template: { text: "x" },
  wording: "own",
  routeOf: (channel) => `${channel}:a:r`,
};

function compose(msg: Record<string, unknown>, asker: Partial<Asker> = {}) {
  const message: FlowMessage = { _msgid: "m", ...msg };
  return composeNotices(message, { ...SNS, ...asker }, register, "Europe/Berlin", NOW);
}

describe("the notices a message asks for", () => {
  const told: readonly (readonly [
    what: string,
    msg: Record<string, unknown>,
    asker: Partial<Asker>,
    notices: string[],
  ])[] = [
    [
      "hirers of an event",
      { payload: EVENT },
      {},
      [
        "sms to hirer H-1 of event MUM01-U07-1-a, lane 2",
        "sms to hirer H-1, address 2 of event MUM01-U07-1-a, lane 2",
        "sms to hirer H-2 of event MUM01-U07-1-a, lane 2",
      ],
    ],
    [
      "hirers of the event, whatever the incident",
      { payload: EVENT, incident: INCIDENT },
      { channels: ["email"] },
      ["email to hirer H-1 of event MUM01-U07-1-a, lane 2"],
    ],
    [
      "no hirer of what became of an incident",
      { payload: incidentChanged(INCIDENT, AT), incident: INCIDENT },
      { channels: ["sms", "email"] },
      [],
    ],
    [
      "the control room of what became of an incident",
      { payload: incidentChanged(INCIDENT, AT), incident: INCIDENT },
      { to: "control-room", channels: ["email"] },
      [`email to control-room ${DESK} of MUM01 of incident I-1, lane 0`],
    ],
    [
      "the control room of an incident",
      { payload: EVENT, incident: INCIDENT },
      { to: "control-room" },
      [
        `sms to control-room ${DESK} of MUM01 of incident I-1, lane 0`,
        `topic to control-room ${DESK} of MUM01 of incident I-1, lane 0`,
      ],
    ],
    [
      "the control room of an incident without its event",
      { payload: "changed", incident: INCIDENT },
      { to: "control-room", channels: ["email"] },
      [`email to control-room ${DESK} of MUM01 of incident I-1, lane 0`],
    ],
    [
      "a contact of an event",
      { payload: EVENT },
      { to: "contact", channels: ["email"] },
      [
        `email to branch-manager ${MANAGER} of MUM01 of event MUM01-U07-1-a, lane 3`,
        `email to branch-manager ${MANAGER} of MUM01, address 2 of event MUM01-U07-1-a, lane 3`,
      ],
    ],
    [
      "a topic of an event",
      { payload: EVENT },
      { to: "topic" },
      [`topic to topic ${TOPIC} of event MUM01-U07-1-a, lane 3`],
    ],
    [
      "a subscriber of an event",
      { payload: EVENT, incident: INCIDENT, notice: NOTICE },
      { to: "subscriber" },
      ["topic to subscription S-2 of event MUM01-U07-1-a, lane 1"],
    ],
    [
      "a subscriber of a closure",
      { payload: CLOSURE, notice: NOTICE },
      { to: "subscriber" },
      ["topic to subscription S-2 of closure c1, lane 1"],
    ],
  ];
  for (const [what, msg, asker, expected] of told) {
    it(`tell ${what}`, () => {
      const { notices, problems } = compose(msg, asker);
      const words = notices.map(
        ({ channel, recipient, subject, lane }) =>
          `${channel} to ${recipientLabel(recipient)} of ${subject.kind} ${subject.id}, lane ${lane}`,
      );
      assert.deepEqual(words, expected);
      assert.equal(new Set(notices.map(({ key }) => key)).size, notices.length);
      for (const notice of notices) {
        assert.equal(notice.route, `${notice.channel}:a:r`);
        assert.equal(notice.node, "n1");
        assert.equal(notice.createdAt, NOW);
        assert.equal(notice.drill, false);
      }
      assert.equal(problems.length, what === "hirers of the event, whatever the incident" ? 1 : 0);
    });
  }

  it("never send an alarm in the lane of the hirers, nor hint at one to them", () => {
    const { notices } = compose({ payload: { ...EVENT, type: "duress" }, incident: INCIDENT });
    for (const notice of notices) {
      assert.equal(notice.lane, LANE.hirer);
      assert.doesNotMatch(JSON.stringify(notice.values), /duress|forced|alarm|sos/i);
    }
  });

  it("say the time of the branch by its calendar, else by the register, else that of the gateway", () => {
    const inTokyo = readRegister({
      ...GOOD,
      "sites.csv": lines("site,name,redress,time_zone", "MUM01,Fort,1800 000 111,Asia/Tokyo"),
    }).register;
    const time = (timeZone: unknown, known = register) => {
      const msg: FlowMessage = {
        _msgid: "m",
        payload: EVENT,
        access: { inside: true, reason: "", timeZone },
      };
      return composeNotices(msg, SNS, known, "Europe/Berlin", NOW).notices[0]?.values.time;
    };
    assert.equal(time("Asia/Kolkata", inTokyo), "10:15");
    assert.equal(time(undefined, inTokyo), "13:45");
    assert.equal(time("Nowhere/Land"), "05:45");
    assert.equal(time(undefined), "05:45");
  });

  const overdue: readonly (readonly [
    what: string,
    at: string,
    now: string,
    zone: string,
    expected: string,
  ])[] = [
    ["an opening in the morning", "2026-11-22T04:45", "2026-11-22T05:00", "Asia/Kolkata", "2026-11-22T18:30"],
    ["the same in another zone", "2026-11-22T04:45", "2026-11-22T05:00", "Europe/Berlin", "2026-11-22T23:00"],
    [
      "one before midnight, told after",
      "2026-11-22T18:29",
      "2026-11-22T18:31",
      "Asia/Kolkata",
      "2026-11-22T18:36",
    ],
    ["one reported days later", "2026-11-19T04:45", "2026-11-22T05:00", "Asia/Kolkata", "2026-11-22T05:05"],
    [
      "the long day of clocks put back",
      "2026-10-25T12:00",
      "2026-10-25T12:00",
      "Europe/Berlin",
      "2026-10-25T23:00",
    ],
  ];
  for (const [what, happened, made, timeZone, expected] of overdue) {
    it(`are overdue at the end of the day by the site's clock, or soon where it is over: ${what}`, () => {
      const latest = Date.parse(`${happened}Z`);
      const payload = { ...EVENT, occurred: { earliest: latest - 1000, latest } };
      const msg: FlowMessage = { _msgid: "m", payload, access: { inside: true, reason: "", timeZone } };
      const { notices } = composeNotices(msg, SNS, register, "Europe/Berlin", Date.parse(`${made}Z`));
      assert.equal(new Date(notices[0]?.overdueAt ?? 0).toISOString().slice(0, 16), expected);
    });
  }

  it("are overdue after minutes where they are an SOS, and by the day of the telling for a closure", () => {
    const [sos] = compose({ payload: EVENT, incident: INCIDENT }, { to: "control-room" }).notices;
    assert.equal(sos?.overdueAt, NOW + PROMPT_MS);
    const [closure] = compose({ payload: CLOSURE, notice: NOTICE }, { to: "subscriber" }).notices;
    assert.equal(closure?.overdueAt, Date.UTC(2026, 10, 22, 23));
  });

  it("are those of a drill only where the message says true", () => {
    assert.equal(compose({ payload: EVENT, drill: true }).notices[0]?.drill, true);
    assert.equal(compose({ payload: EVENT, drill: "true" }).notices[0]?.drill, false);
  });

  const wrong: readonly (readonly [
    what: string,
    msg: Record<string, unknown>,
    to: Asker["to"],
    code: string,
  ])[] = [
    ["nothing", {}, "hirers", "message-without-event"],
    ["half an event", { payload: { id: "x" } }, "control-room", "message-without-event"],
    [
      "half an incident and no event",
      { payload: 1, incident: { id: "I" } },
      "topic",
      "message-without-event",
    ],
    ["no notice", { payload: EVENT }, "subscriber", "message-without-notice"],
    [
      "a notice to nobody",
      { payload: EVENT, notice: { ...NOTICE, recipient: { kind: "all" } } },
      "subscriber",
      "message-without-notice",
    ],
    [
      "a notice with an object as a value",
      { payload: EVENT, notice: { ...NOTICE, values: { a: {} } } },
      "subscriber",
      "message-without-notice",
    ],
    ["a notice about nothing", { payload: 1, notice: NOTICE }, "subscriber", "message-without-event"],
  ];
  for (const [what, msg, to, code] of wrong) {
    it(`cannot be made of ${what}: ${code}`, () => {
      assert.throws(() => compose(msg, { to }), { code });
    });
  }
});
