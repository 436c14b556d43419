import assert from "node:assert/strict";
import { documentOf } from "../../nodes/domain/cloud-event.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { fnol, type Loss } from "../../nodes/domain/fnol.ts";
import type { Subscription } from "../../nodes/domain/register.ts";
import { statedLoss, suspectedLoss, theftValues } from "../../nodes/domain/subscription-values.ts";
import type { TheftStage } from "../../nodes/domain/theft.ts";
import type { TheftEventData } from "../../nodes/domain/theft-event.ts";
import { checked } from "./cloud-events.ts";
import { registerWith } from "./register-tables.ts";

const AT = Date.UTC(2026, 10, 21, 20, 44, 1);
const { register } = registerWith({});
const REPORT = { number: "FIR 118/2026", station: "Fort", date: "2026-11-22" };

function subscription(id = "S-1"): Subscription {
  const [one] = register.subscriptions;
  assert.ok(one);
  return { ...one, id };
}

const EVENT: LockerEvent = {
  id: "MUM01-U07-4211-0123456789ab",
  ...{
    site: "MUM01",
    unit: "MUM01-U07",
    locker: "MUM01-0001",
    type: "forced",
    at: AT,
    receivedAt: AT + 2000,
  },
  ...{ occurred: { earliest: AT - 60_000, latest: AT }, late: false, marks: [], boot: 17 },
  clock: "sntp",
  ...{ seq: 4211, uptime: 1, tamper: false, data: {} },
  door: "open",
};

const DATA: TheftEventData = {
  ...{ incident: "I-1", step: 2, suspectedAt: AT + 2000, isAutomatic: true, suspicion: EVENT.id },
  loss: EVENT.occurred,
  steps: [
    { stage: "confirmed", at: AT + 3_600_000 },
    { stage: "police-report", at: AT + 7_200_000 },
  ],
  policeReport: REPORT,
  summary: "Locker MUM01-0001 at MUM01 was forced open.",
};

function stated(stage: TheftStage, data = DATA): Loss {
  return statedLoss({ ...EVENT, id: "T-2", receivedAt: AT + 7_200_000 }, stage, data);
}

function sent(loss: Loss, to = subscription()) {
  return checked(documentOf(fnol(loss, to, register, "Asia/Kolkata"), "fnol").body);
}

describe("a first notice of loss", () => {
  it("of a suspicion is a CloudEvent that says when, where and by which policy and consent", () => {
    const { data, id, ...envelope } = sent(suspectedLoss(EVENT, null, null));
    assert.match(id, /^[0-9a-f]{32}$/);
    assert.deepEqual(envelope, {
      specversion: "1.0",
      source: "urn:smart-lockers:site:MUM01",
      type: "bank.lockers.theft.suspected.v1",
      subject: "MUM01/MUM01-0001",
      time: "2026-11-21T20:44:03.000Z",
      datacontenttype: "application/json",
      dataschema: "https://github.com/smart-lockers/node-red-lockers/schemas/fnol.schema.json",
    });
    assert.deepEqual(data, {
      stage: "suspected",
      reportedAt: "2026-11-22T02:14:03+05:30",
      timeOfLoss: {
        earliest: "2026-11-22T02:13:01+05:30",
        latest: "2026-11-22T02:14:01+05:30",
        timeZone: "Asia/Kolkata",
      },
      location: {
        code: "MUM01/MUM01-0001",
        branch: "MUM01",
        branchName: "Fort Branch",
        locker: "MUM01-0001",
      },
      policy: { insurer: "Bima Ltd", number: "P-77", subscription: "S-1", consent: "C-1" },
      reference: { event: EVENT.id, incident: null },
      previouslyReported: [],
      policeReport: null,
      description:
        "Locker MUM01-0001 at MUM01 was forced open. Theft is suspected; the bank has not confirmed it.",
      bankContact: "+91 22 6600 0000",
    });
  });

  it("of a later stage refers to those before, with the report to the police", () => {
    const { type, data } = sent(stated("police-report"));
    assert.equal(type, "bank.lockers.theft.police-report.v1");
    assert.deepEqual(data.policeReport, REPORT);
    assert.deepEqual(data.previouslyReported, [
      { stage: "suspected", at: "2026-11-22T02:14:03+05:30", reference: EVENT.id },
      { stage: "confirmed", at: "2026-11-22T03:14:01+05:30", reference: "I-1" },
    ]);
    assert.deepEqual(data.timeOfLoss, {
      ...{ earliest: "2026-11-22T02:13:01+05:30", latest: "2026-11-22T02:14:01+05:30" },
      timeZone: "Asia/Kolkata",
    });
  });

  it("has the same id for the same news to the same subscription, and for no other", () => {
    const one = sent(stated("confirmed")).id;
    assert.equal(sent(stated("confirmed")).id, one);
    const others = [
      sent(stated("unfounded")),
      sent(stated("confirmed"), subscription("S-9")),
      sent({ ...stated("confirmed"), event: "T-3" }),
    ].map(({ id }) => id);
    assert.equal(new Set([one, ...others]).size, 4);
  });

  it("of a whole site names no locker, and of a silent alarm no reason", () => {
    const silent = { ...DATA, isAutomatic: false, suspicion: null, summary: null };
    const { subject, data } = sent({ ...stated("confirmed", silent), locker: null });
    assert.equal(subject, "MUM01");
    assert.equal(data.description, "An officer of the bank has confirmed a theft.");
  });

  it("names no hirer and no person of the bank", () => {
    const text = JSON.stringify([
      sent(stated("unfounded")),
      theftValues(subscription(), stated("confirmed"), "Asia/Kolkata"),
    ]);
    for (const { name, phones, emails } of [...register.hirers, ...register.contacts]) {
      for (const personal of [name, ...phones, ...emails])
        if (personal !== "") assert.ok(!text.includes(personal));
    }
    assert.ok(!text.includes(subscription().address));
  });

  it("reads, for people, what was told before and the report", () => {
    const values = theftValues(subscription(), stated("police-report"), "Asia/Kolkata");
    assert.equal(values.className, "theft reported to the police");
    assert.equal(values.policeReport, "FIR 118/2026, Fort, 2026-11-22");
    assert.equal(
      values.previously,
      `theft suspected on 2026-11-22T02:14:03+05:30, reference ${EVENT.id}; theft confirmed by the bank on 2026-11-22T03:14:01+05:30, reference I-1`,
    );
  });
});
