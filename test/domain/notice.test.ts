import assert from "node:assert/strict";
import type { Access } from "../../nodes/domain/access.ts";
import { EMAIL_TEXTS, isDefaultText, SMS_TEXTS } from "../../nodes/domain/default-texts.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { Loss } from "../../nodes/domain/fnol.ts";
import type { Incident } from "../../nodes/domain/incident.ts";
import { incidentChanged } from "../../nodes/domain/incident-event.ts";
import { maskLocker, maskPersonal } from "../../nodes/domain/mask.ts";
import { noticeKey, type Recipient } from "../../nodes/domain/notice.ts";
import type { Audience } from "../../nodes/domain/recipients.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import {
  reportForHirers,
  reportForSubscriber,
  reportOfEvent,
  reportOfIncident,
  VALUES,
} from "../../nodes/domain/report.ts";
import { SAMPLE_VALUES } from "../../nodes/domain/sample-values.ts";
import { DLT_ID, SENDER_ID, smsLength } from "../../nodes/domain/sms.ts";
import type { ClosureNotice } from "../../nodes/domain/subscription.ts";
import { closureValues, suspectedLoss, theftValues } from "../../nodes/domain/subscription-values.ts";
import { checkTemplate, render } from "../../nodes/domain/template.ts";
import { topicArnFault } from "../../nodes/domain/topic-arn.ts";
import { incidentOf } from "./incidents.ts";
import { GOOD } from "./register-tables.ts";

const { register } = readRegister(GOOD);
const TELLING = { register, timeZone: "Asia/Kolkata", drill: false };
const AUDIENCES: readonly Audience[] = ["hirers", "contact", "control-room", "subscriber", "topic"];

const EVENT: LockerEvent = {
  id: "MUM01-U07-4211-a1b2c3d4e5f6",
  site: "MUM01",
  unit: "MUM01-U07",
  locker: "MUM01-0001",
  type: "opened",
  at: Date.UTC(2026, 10, 22, 4, 45),
  receivedAt: Date.UTC(2026, 10, 22, 4, 45, 1),
  occurred: { earliest: Date.UTC(2026, 10, 22, 4, 45), latest: Date.UTC(2026, 10, 22, 4, 45) },
  late: false,
  clock: "sntp",
  marks: [],
  boot: 17,
  seq: 4211,
  uptime: 1000,
  door: "open",
  tamper: false,
  data: {},
};

const INCIDENT = incidentOf({
  id: "I-1",
  transition: 3,
  state: "raised",
  cause: "opened-outside-hours",
  priority: 1,
  tier: 1,
  site: "MUM01",
  unit: "MUM01-U07",
  locker: "MUM01-0001",
  count: 3,
  raisedAt: EVENT.receivedAt,
  alarmedAt: EVENT.receivedAt,
  lastEventAt: EVENT.receivedAt,
  lastEventId: EVENT.id,
  summary: "Locker MUM01-0001 at MUM01 was opened outside the access hours.",
});

const OUTSIDE: Access = {
  inside: false,
  code: "outside-hours",
  reason: "The branch is closed on Sundays.",
  localTime: "2026-11-22T10:15:00+05:30",
  timeZone: "Asia/Kolkata",
  calendarVersion: "2026",
  uncertain: false,
};

describe("the key of a notice", () => {
  const hirer: Recipient = { kind: "hirer", id: "H-1" };
  const event = { kind: "event", id: "E" } as const;

  it("is the same for the same notice and differs in each of its parts", () => {
    const key = noticeKey(event, "n1", hirer, "sms");
    assert.equal(noticeKey({ ...event }, "n1", { ...hirer }, "sms"), key);
    const others = [
      noticeKey({ kind: "event", id: "F" }, "n1", hirer, "sms"),
      noticeKey({ kind: "closure", id: "E" }, "n1", hirer, "sms"),
      noticeKey({ kind: "incident", id: "E", transition: 1 }, "n1", hirer, "sms"),
      noticeKey({ kind: "incident", id: "E", transition: 2 }, "n1", hirer, "sms"),
      noticeKey(event, "n2", hirer, "sms"),
      noticeKey(event, "n1", { kind: "hirer", id: "H-2" }, "sms"),
      noticeKey(event, "n1", { kind: "hirer", id: "H-1", address: 1 }, "sms"),
      noticeKey(event, "n1", { kind: "subscriber", id: "H-1" }, "sms"),
      noticeKey(event, "n1", { kind: "contact", role: "r", site: "S", contact: "c" }, "sms"),
      noticeKey(event, "n1", { kind: "contact", role: "r", site: "S", contact: "c", address: 1 }, "sms"),
      noticeKey(event, "n1", { kind: "topic", arn: "H-1" }, "sms"),
      noticeKey(event, "n1", hirer, "email"),
    ];
    assert.equal(new Set([key, ...others]).size, others.length + 1);
  });
});

describe("what hirers read", () => {
  it("masks the locker and says where, what and when, locally", () => {
    assert.deepEqual(reportForHirers(EVENT, TELLING).values, {
      site: "MUM01",
      siteName: "Fort Branch",
      redress: "+91 22 6600 0000",
      locker: "XX0001",
      type: "opened",
      date: "22 Nov 2026",
      time: "10:15",
      late: false,
      eventId: "4211-a1b2c3d4e5f6",
    });
  });

  for (const type of ["opened", "forced", "duress"] as const) {
    it(`is the same for ${type}`, () => {
      assert.deepEqual(
        reportForHirers({ ...EVENT, type }, TELLING).values,
        reportForHirers(EVENT, TELLING).values,
      );
    });
  }

  it("holds the full locker number nowhere, even where the unit is named as its locker", () => {
    const named = { ...EVENT, unit: "MUM01-0001", id: "MUM01-0001-4211-a1b2c3d4e5f6" };
    const { values } = reportForHirers(named, TELLING);
    assert.doesNotMatch(JSON.stringify(values), /MUM01-0001/);
    assert.doesNotMatch(render(EMAIL_TEXTS.hirers.text, values), /MUM01-0001/);
  });

  it("calls a time about so where the locker's clock was not sure", () => {
    const unsure = { earliest: EVENT.occurred.latest - 600_000, latest: EVENT.occurred.latest };
    assert.equal(reportForHirers({ ...EVENT, occurred: unsure }, TELLING).values.time, "about 10:15");
  });

  it("says the day as the branch's own clock showed it", () => {
    const at = Date.UTC(2026, 8, 22, 20, 0);
    const night = { ...EVENT, occurred: { earliest: at, latest: at } };
    const { date, time } = reportForHirers(night, TELLING).values;
    assert.deepEqual([date, time], ["23 Sep 2026", "01:30"]);
  });
});

describe("a masked locker", () => {
  for (const [locker, masked] of [
    ["MUM01-0001", "XX0001"],
    ["A-17", "XX17"],
    ["L1", "XX1"],
    ["A", "XX"],
  ] as const) {
    it(`${locker} reads ${masked}`, () => assert.equal(maskLocker(locker), masked));
  }
});

describe("words of others", () => {
  it("lose numbers, addresses and keys and keep the names of resources and of replies", () => {
    assert.equal(
      maskPersonal(
        "550 5.1.1 <a.rao@bank.example>: +91 98123-45678 (AKIAABCDEFGHIJKLMNOP) arn:aws:sns:x:123456789012:t",
      ),
      "550 5.1.1 <(an address)>: (a number) ((an access key)) arn:aws:sns:x:123456789012:t",
    );
  });

  it("lose the mailbox that they are about, and the names in it, where they stand alone", () => {
    const shown = (text: string, about = "asha.m-rao7@mail.example") => maskPersonal(text, about);
    assert.equal(shown("550 user asha.m-rao7 not found"), "550 user (an address) not found");
    assert.equal(
      shown("ASHA Rao's mailbox is full; rao7 too"),
      "(an address) (an address)'s mailbox is full; rao7 too",
    );
    assert.equal(shown("asha.m-rao7%40mail.example"), "(an address)");
    assert.equal(shown("5.7.1 Relay denied for gasha", "as@mail.example"), "5.7.1 Relay denied for gasha");
    assert.equal(shown("a+b was refused", "a+b@x.example"), "(an address) was refused");
    assert.equal(shown("as it was", "@"), "as it was");
  });

  it("are short however much the other system says, and show nothing that was cut through", () => {
    const before = performance.now();
    const shown = maskPersonal(`${"word ".repeat(398)}a.rao@bank.example ${"x".repeat(1_000_000)}`);
    // Without a limit this takes minutes.
    assert.ok(performance.now() - before < 10_000);
    assert.equal(shown, `${"word ".repeat(398)}...`);
  });
});

describe("what others read", () => {
  it("of an event: everything about it, and an alarm where it was outside the hours", () => {
    const report = reportOfEvent(EVENT, OUTSIDE, TELLING);
    assert.equal(report.severity, "alarm");
    assert.equal(report.values.locker, "MUM01-0001");
    assert.equal(report.values.reason, OUTSIDE.reason);
    assert.equal(reportOfEvent(EVENT, null, TELLING).severity, "notice");
  });

  it("of an incident: the same with or without its event", () => {
    const withEvent = reportOfIncident(INCIDENT, EVENT, OUTSIDE, TELLING);
    assert.deepEqual(withEvent.subject, { kind: "incident", id: "I-1", transition: 3 });
    assert.equal(withEvent.class, "opened-outside-hours");
    const alone = reportOfIncident(INCIDENT, null, null, TELLING);
    assert.deepEqual(Object.keys(alone.values).sort(), Object.keys(withEvent.values).sort());
    assert.equal(alone.values.eventId, EVENT.id);
  });

  it("of a closure, as insurer-feed made its values", () => {
    const [subscription] = register.subscriptions;
    assert.ok(subscription);
    const closure = { kind: "surrendered", announced: "2026-11-20", effective: "2026-12-31" } as const;
    const notice: ClosureNotice = {
      kind: "closure",
      ...{ id: "c1", site: "MUM01", locker: "MUM01-0002", closure },
      news: "announced",
      ...{ refersTo: null, at: 0 },
    };
    const request = {
      recipient: { kind: "subscriber", id: subscription.id },
      class: "closure-surrendered",
      values: closureValues(subscription, notice),
    } as const;
    const subject = {
      subject: { kind: "closure", id: "c1" },
      site: "MUM01",
      locker: "MUM01-0002",
      at: null,
    } as const;
    const report = reportForSubscriber(subject, request, TELLING);
    assert.equal(report.severity, "notice");
    const text = render(EMAIL_TEXTS.subscriber.text, report.values);
    assert.match(text, /Announced 2026-11-20, effective 2026-12-31 \(41 days' notice\)/);
    assert.doesNotMatch(text, /Time of loss/);
  });
});

describe("the values texts may use", () => {
  const at = EVENT.occurred.latest;
  const made: Record<Audience, object> = {
    hirers: reportForHirers(EVENT, TELLING, undefined, { openedAt: at - 780_000, minutes: 13 }).values,
    contact: reportOfIncident(INCIDENT, EVENT, OUTSIDE, TELLING).values,
    "control-room": reportOfIncident(INCIDENT, EVENT, OUTSIDE, TELLING).values,
    topic: reportOfIncident(INCIDENT, EVENT, OUTSIDE, TELLING).values,
    subscriber: subscriberValues(),
  };

  for (const audience of AUDIENCES) {
    it(`of ${audience} are those that are made, and those the preview shows`, () => {
      assert.deepEqual(Object.keys(made[audience]).sort(), [...VALUES[audience]].sort());
      assert.deepEqual(Object.keys(SAMPLE_VALUES[audience]).sort(), [...VALUES[audience]].sort());
    });
  }

  function subscriberValues(): object {
    const [subscription] = register.subscriptions;
    assert.ok(subscription);
    const closure = { kind: "surrendered", announced: "2026-11-20", effective: "2026-12-31" } as const;
    const notice: ClosureNotice = {
      kind: "closure",
      ...{ id: "c1", site: "MUM01", locker: "MUM01-0002", closure },
      news: "changed",
      ...{ refersTo: "c0", at: 0 },
    };
    const loss: Loss = {
      ...suspectedLoss(EVENT, OUTSIDE, null),
      before: [{ stage: "suspected", at: 0, reference: "E" }],
      policeReport: { number: "1", station: "Fort", date: "2026-11-23" },
    };
    const values = {
      ...theftValues(subscription, loss, "Asia/Kolkata"),
      ...closureValues(subscription, notice),
    };
    const request = {
      recipient: { kind: "subscriber", id: "S-1" },
      class: "theft-suspected",
      values,
    } as const;
    const subject = { subject: { kind: "event", id: EVENT.id }, site: "MUM01", locker: null, at: 0 } as const;
    return reportForSubscriber(subject, request, TELLING).values;
  }
});

describe("the texts a node starts with", () => {
  for (const audience of AUDIENCES) {
    for (const [kind, texts] of [
      ["SMS", SMS_TEXTS],
      ["e-mail", EMAIL_TEXTS],
    ] as const) {
      it(`for ${audience} by ${kind} use what is there, and leave nothing open`, () => {
        for (const text of [texts[audience].text, texts[audience].subject]) {
          assert.equal(checkTemplate(text, VALUES[audience]), null);
          const filled = render(text, SAMPLE_VALUES[audience]);
          assert.doesNotMatch(filled, /[{}]| {2}|\n{3}/, filled);
        }
      });
    }
  }

  it("fit one SMS for hirers, with names of common length", () => {
    const filled = render(SMS_TEXTS.hirers.text, {
      ...SAMPLE_VALUES.hirers,
      siteName: "Example Co-operative Bank, Andheri West",
      redress: "+91 22 6600 0000",
      time: "about 10:15",
    });
    const { encoding, segments, used } = smsLength(filled);
    assert.deepEqual([encoding, segments], ["GSM-7", 1], `${used} places: ${filled}`);
    for (const word of ["Andheri West", "XX0001", "22 Nov 2026", "10:15", "+91 22 6600 0000"])
      assert.ok(filled.includes(word), `${word} is not in: ${filled}`);
  });

  it("for the control room tell of the event where there is no incident", () => {
    const { values } = reportOfEvent(EVENT, OUTSIDE, TELLING);
    assert.equal(
      render(SMS_TEXTS["control-room"].text, values),
      `Fort Branch: MUM01-U07 MUM01-0001 opened on 22 Nov 2026 at 10:15. ${OUTSIDE.reason} Event ${EVENT.id}`,
    );
    const drill = reportOfIncident(INCIDENT, EVENT, OUTSIDE, { ...TELLING, drill: true });
    assert.equal(
      render(SMS_TEXTS["control-room"].text, drill.values),
      `DRILL. SOS P1: ${INCIDENT.summary} Incident I-1.3`,
    );
  });

  const asha = { by: "asha", at: EVENT.receivedAt };
  const shelved = { ...asha, until: EVENT.receivedAt + 30 * 60_000, count: 3 };
  const news: readonly (readonly [Partial<Incident>, string])[] = [
    [{ change: "raised" }, "SOS P1"],
    [{ change: "renewed" }, "SOS P1, happened again"],
    [{ change: "escalated", tier: 2 }, "SOS P1, nobody has acknowledged it, tier 2"],
    [{ change: "repeated", tier: 2 }, "SOS P1, still nobody has acknowledged it"],
    [{ change: "unshelved" }, "SOS P1, not shelved any more"],
    [{ change: "counted" }, "Update P1, 3 events so far"],
    [{ change: "acknowledged", acknowledged: asha }, "Update P1, acknowledged by asha"],
    [{ change: "returned", state: "returned" }, "Update P1, back to normal, not acknowledged"],
    [{ change: "returned", state: "latched", acknowledged: asha }, "Update P1, back to normal"],
    [{ change: "shelved", state: "shelved", shelved }, "Update P1, shelved by asha until 10:45"],
    [{ change: "resumed", state: "latched" }, "Update P1, not shelved any more"],
    [{ change: "reset", state: "reset", acknowledged: asha, reset: asha }, "Update P1, reset by asha"],
  ];
  for (const [over, expected] of news) {
    const { values } = reportOfIncident({ ...INCIDENT, ...over }, EVENT, OUTSIDE, TELLING);
    it(`for the control room begin with what is new: ${expected}`, () => {
      const sms = render(SMS_TEXTS["control-room"].text, values);
      assert.equal(sms, `${expected}: ${INCIDENT.summary} Incident I-1.3`);
      const subject = render(EMAIL_TEXTS["control-room"].subject, values);
      const [urgency = "", ...more] = expected.split(", ");
      const what = `${urgency} MUM01: opened outside hours MUM01-0001`;
      assert.equal(subject, [what, ...more].join(", "));
      const mail = render(EMAIL_TEXTS["control-room"].text, values);
      assert.ok(mail.startsWith(`${expected.replace(" P1", ", priority 1")}\n${INCIDENT.summary}\n`), mail);
    });
  }

  it("tell of the locker, and not of the event by which a change of the incident is told", () => {
    const at = EVENT.receivedAt + 3_600_000;
    const changed = incidentChanged({ ...INCIDENT, change: "escalated" }, at);
    const report = reportOfIncident(INCIDENT, changed, null, TELLING);
    const { type, date, time, eventId } = report.values;
    assert.deepEqual([type, date, time, eventId], ["opened outside hours", "22 Nov 2026", "10:15", EVENT.id]);
    assert.equal(report.at, at, "and is late by the change, not by the event");
  });

  it("are known as such, so that the editor may exchange them", () => {
    assert.ok(isDefaultText(SMS_TEXTS.topic.text, "text", SMS_TEXTS));
    assert.ok(isDefaultText(" ", "text", SMS_TEXTS));
    assert.ok(!isDefaultText("Mine", "text", SMS_TEXTS));
    const { text, subject } = SMS_TEXTS.topic;
    const earlier = (now: string) =>
      now
        .replace("{{incident.urgency}}", "SOS")
        .replace("{{#incident.news}}, {{incident.news}}{{/incident.news}}", "");
    assert.notEqual(earlier(text), text);
    assert.ok(isDefaultText(earlier(text), "text", SMS_TEXTS), "as they were before");
    assert.ok(isDefaultText(earlier(subject), "subject", SMS_TEXTS));
  });
});

describe("the length of an SMS", () => {
  const texts: readonly (readonly [
    what: string,
    text: string,
    encoding: string,
    used: number,
    segments: number,
  ])[] = [
    ["nothing", "", "GSM-7", 0, 0],
    ["160 plain characters", "a".repeat(160), "GSM-7", 160, 1],
    ["161 plain characters", "a".repeat(161), "GSM-7", 161, 2],
    ["306 plain characters", "a".repeat(306), "GSM-7", 306, 2],
    ["307 plain characters", "a".repeat(307), "GSM-7", 307, 3],
    ["characters of two places", "[]{}€".repeat(16), "GSM-7", 160, 1],
    ["a pair that does not fit the end", `${"a".repeat(152)}€${"a".repeat(10)}`, "GSM-7", 164, 2],
    ["pairs that push others over", `${"a".repeat(152)}€${"a".repeat(152)}`, "GSM-7", 306, 3],
    ["a rupee sign", "₹", "UCS-2", 1, 1],
    ["70 in the long form", "ह".repeat(70), "UCS-2", 70, 1],
    ["71 in the long form", "ह".repeat(71), "UCS-2", 71, 2],
    ["a pair that is not halved", `${"ह".repeat(66)}😀${"ह".repeat(10)}`, "UCS-2", 78, 2],
    ["umlauts and Greek capitals", "äöüÄÖÜßΔΩ", "GSM-7", 9, 1],
  ];
  for (const [what, text, encoding, used, segments] of texts) {
    it(`of ${what} is ${used} places of ${encoding} in ${segments}`, () => {
      const length = smsLength(text);
      assert.deepEqual([length.encoding, length.used, length.segments], [encoding, used, segments]);
    });
  }

  it("names the characters that ask for the long form", () => {
    assert.deepEqual(smsLength("Rs ₹5 – ₹6").foreign, ["₹", "–"]);
  });
});

describe("names SNS takes", () => {
  for (const [id, right] of [
    ["EXB", true],
    ["EX-BANK-01", true],
    ["EX", false],
    ["EXAMPLEBANK1", false],
    ["12345", false],
    ["EX BANK", false],
  ] as const) {
    it(`sender id ${id}: ${right}`, () => assert.equal(SENDER_ID.test(id), right));
  }
  it("DLT ids are 6 to 50 characters", () => {
    assert.ok(DLT_ID.test("1707161234567890123"));
    assert.ok(!DLT_ID.test("12345"));
  });
  for (const [arn, fault] of [
    ["arn:aws:sns:ap-south-1:123456789012:alarms", null],
    ["arn:aws-cn:sns:cn-north-1:123456789012:a_b-c", null],
    ["arn:aws:sns:ap-south-1:123456789012:alarms.fifo", "fifo"],
    ["arn:aws:sqs:ap-south-1:123456789012:alarms", "malformed"],
    ["alarms", "malformed"],
  ] as const) {
    it(`topic ${arn}: ${fault ?? "right"}`, () => assert.equal(topicArnFault(arn), fault));
  }
});
