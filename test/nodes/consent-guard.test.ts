import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import { LANE, type Notice } from "../../nodes/domain/notice.ts";
import type { Register } from "../../nodes/domain/register.ts";
import type { OutboxItem } from "../../nodes/journal/journal.ts";
import type { Sender, SendResult } from "../../nodes/journal/outbox.ts";
import { withConsent } from "../../nodes/runtime/consent-guard.ts";
import { TestClock } from "../clock.ts";
import { lines, registerWith } from "../domain/register-tables.ts";

const HEADER =
  "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address";
const ROW = "S-1,Bima Ltd,P-77,MUM01,,theft-suspected,,2026-11-30,C-1,no,email,claims@bima.example";
/** 23:59 in Mumbai on the last day of the subscription. */
const LAST_MINUTE = Date.UTC(2026, 10, 30, 18, 29);

function bank(row: string): Register {
  return registerWith({
    "sites.csv": lines(
      "site,name,redress,time_zone",
      "MUM01,Fort,+912266000000,Asia/Kolkata",
      "BER01,Mitte,+49301234567,",
    ),
    "subscriptions.csv": lines(HEADER, row),
  }).register;
}

function item(id: string, more: Partial<Notice> = {}): OutboxItem {
  return {
    position: 1,
    attempts: 0,
    notice: {
      key: id,
      subject: { kind: "event", id },
      recipient: { kind: "subscriber", id: "S-1" },
      ...{
        node: "n",
        route: "r",
        channel: "email",
        lane: LANE.insurer,
        class: "theft-suspected",
        severity: "alarm",
      },
      ...{ site: "MUM01", locker: "MUM01-0001", drill: false, template: { text: "" }, values: {} },
      ...{ createdAt: 0, overdueAt: 0 },
      ...more,
    },
  };
}

/** A register that is read anew, and a provider that answers when it is told to. */
class Bed {
  readonly clock = new TestClock(LAST_MINUTE);
  readonly sent: string[] = [];
  register = bank(ROW);
  answer: () => void = () => {};
  readonly #listeners = new Set<() => void>();
  readonly sender: Sender;

  constructor() {
    const provider: Sender = {
      ...{ route: "r", rate: { perSecond: 1, burst: 1 }, batch: 10 },
      groupOf: () => "",
      send: (items, signal) =>
        new Promise((resolve) => {
          this.answer = () => {
            this.sent.push(...items.map(({ notice }) => notice.key));
            resolve(items.map((): SendResult => ({ result: "accepted", providerId: "p" })));
          };
          signal.addEventListener("abort", () => {
            const error = new LockerError("provider-transient", "It was cut off.");
            resolve(items.map((): SendResult => ({ result: "failed", error })));
          });
        }),
    };
    const listeners = this.#listeners;
    const bed = this;
    this.sender = withConsent(
      provider,
      {
        id: "register",
        problems: [],
        get register() {
          return bed.register;
        },
        onChange(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      this.clock,
    );
  }

  get listening(): number {
    return this.#listeners.size;
  }

  save(row: string): void {
    this.register = bank(row);
    for (const listener of this.#listeners) listener();
  }

  send(...items: readonly OutboxItem[]): Promise<readonly SendResult[]> {
    const sending = this.sender.send(items, new AbortController().signal);
    return sending;
  }
}

function outcomes(results: readonly SendResult[]): readonly string[] {
  return results.map((one) => (one.result === "failed" ? one.error.code : one.result));
}

describe("what waits for a subscriber", () => {
  const ENDS: readonly (readonly [what: string, row: string, why: RegExp])[] = [
    [
      "the consent is withdrawn",
      ROW.replace(",no,", ",2026-11-30,"),
      /consent of subscription S-1 was withdrawn/,
    ],
    ["its last day has passed", ROW.replace("2026-11-30", "2026-11-29"), /Subscription S-1 ended/],
    [
      "the class is taken out",
      ROW.replace("theft-suspected", "police-report"),
      /class was taken out of subscription S-1/,
    ],
    [
      "its first day is put off",
      ROW.replace("theft-suspected,,2026-11-30", "theft-suspected,2026-12-01,"),
      /first day of subscription S-1 was put off to 2026-12-01/,
    ],
    ["the reference of its consent is emptied", ROW.replace("C-1", ""), /Subscription S-1 was taken out/],
    ["its row is deleted", ROW.replace("S-1", "S-2"), /Subscription S-1 was taken out/],
    ["the site is taken out", ROW.replace("MUM01", "BER01"), /site or locker was taken out/],
    ["the locker is taken out", ROW.replace("MUM01,,", "MUM01,MUM01-0002,"), /site or locker was taken out/],
  ];
  for (const [what, row, why] of ENDS) {
    it(`is not sent once ${what}`, async () => {
      const bed = new Bed();
      bed.save(row);
      const [result] = await bed.send(item("E-1"));
      assert.ok(result?.result === "failed");
      assert.equal(result.error.code, "provider-permanent");
      assert.match(result.error.message, why);
      assert.deepEqual(bed.sent, []);
    });

    it(`is cut off under way when ${what}`, async () => {
      const bed = new Bed();
      const sending = bed.send(item("E-1"));
      bed.save(row);
      const [result] = await sending;
      assert.ok(result?.result === "failed");
      assert.equal(result.error.code, "provider-permanent");
      assert.match(result.error.message, why);
      assert.equal(bed.listening, 0);
    });
  }

  it("is sent on the last day, and not a minute later", async () => {
    const bed = new Bed();
    const sending = bed.send(item("E-1"));
    bed.answer();
    assert.deepEqual(outcomes(await sending), ["accepted"]);
    bed.clock.advance(60_000);
    assert.deepEqual(outcomes(await bed.send(item("E-2"))), ["provider-permanent"]);
    assert.deepEqual(bed.sent, ["E-1"]);
  });

  it("is sent on its first day, by the branch's clock", async () => {
    const bed = new Bed();
    bed.save(ROW.replace("theft-suspected,,2026-11-30", "theft-suspected,2026-12-01,"));
    bed.clock.advance(59_999);
    assert.deepEqual(outcomes(await bed.send(item("E-1"))), ["provider-permanent"]);
    bed.clock.advance(1);
    const sending = bed.send(item("E-2"));
    bed.answer();
    assert.deepEqual(outcomes(await sending), ["accepted"]);
  });

  it("does not hold up what goes to others by the same request", async () => {
    const bed = new Bed();
    bed.save(ROW.replace(",no,", ",yes,"));
    const other = item("E-2", {
      recipient: { kind: "topic", arn: "arn:aws:sns:eu-central-1:123456789012:x" },
    });
    const sending = bed.send(item("E-1"), other, item("E-3"));
    bed.answer();
    assert.deepEqual(outcomes(await sending), ["provider-permanent", "accepted", "provider-permanent"]);
    assert.deepEqual(bed.sent, ["E-2"]);
  });

  it("is sent on when the register changes otherwise", async () => {
    const bed = new Bed();
    const sending = bed.send(item("E-1"));
    bed.save(ROW.replace("P-77", "P-78"));
    bed.answer();
    assert.deepEqual(outcomes(await sending), ["accepted"]);
  });

  it("and says that a theft is unfounded goes to who has any class of a theft", async () => {
    for (const told of ["theft-suspected", "theft-confirmed", "police-report", "closure-surrendered"]) {
      const bed = new Bed();
      bed.save(ROW.replace("theft-suspected", told));
      const sending = bed.send(item("E-1", { class: "theft-unfounded" }));
      bed.answer();
      const expected = told === "closure-surrendered" ? "provider-permanent" : "accepted";
      assert.deepEqual(outcomes(await sending), [expected], told);
    }
  });
});
