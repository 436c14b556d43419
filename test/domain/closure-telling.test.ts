import assert from "node:assert/strict";
import { closureDocument } from "../../nodes/domain/closure-document.ts";
import {
  type ClosureNews,
  closureTelling,
  type ToldClosure,
  toldFrom,
} from "../../nodes/domain/closure-telling.ts";
import { documentOf } from "../../nodes/domain/cloud-event.ts";
import type { Register } from "../../nodes/domain/register.ts";
import { mayHideClosure } from "../../nodes/domain/register-closure.ts";
import type { Today } from "../../nodes/domain/subscription.ts";
import { Subscribers } from "../../nodes/domain/subscription-scope.ts";
import { closureValues } from "../../nodes/domain/subscription-values.ts";
import { checked } from "./cloud-events.ts";
import { lines, registerWith } from "./register-tables.ts";

const NOW = Date.UTC(2026, 10, 23, 4, 30);
const HEADER =
  "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address";
const CLOSING = "S-1,Bima Ltd,P-77,BER01,,closure-branch-closing,,,C-1,,email,a@b.example";

function bank(closure: string, ...subscriptions: readonly string[]) {
  return registerWith({
    "sites.csv": lines(
      "site,name,redress,time_zone,closure_kind,closure_announced,closure_effective",
      "MUM01,Fort,+912266000000,,,,",
      `BER01,Mitte,+49301234567,Europe/Berlin,${closure}`,
    ),
    "lockers.csv": lines("locker,unit", "BER01-0001,BER01-U01"),
    "hirers.csv": lines("hirer,locker,name,language,phones,emails"),
    "subscriptions.csv": lines(HEADER, ...(subscriptions.length > 0 ? subscriptions : [CLOSING])),
  });
}

/** What a node remembers from one look at the register to the next. */
class Memory {
  readonly told = new Map<string, ToldClosure>();

  look(register: Register, today: string | Today = "2026-11-23", isDoubtful = false): readonly ClosureNews[] {
    const subscribers = new Subscribers(register);
    const { changes, news } = closureTelling({
      register,
      subscribers,
      told: this.told,
      isDoubtful,
      today: typeof today === "string" ? () => today : today,
      now: NOW,
    });
    for (const [key, told] of changes) {
      if (told === null) this.told.delete(key);
      // As the journal gives it back.
      else this.told.set(key, toldFrom(JSON.stringify(told)) ?? assert.fail("it was not kept"));
    }
    return news;
  }

  ids(...asked: Parameters<Memory["look"]>): readonly string[] {
    return this.look(...asked).map(
      ({ notice, subscription }) => `${subscription.id} ${notice.news} ${notice.id}`,
    );
  }
}

const FIRST = "S-1 announced BER01:*:branch-closing:2027-02-28";
const CLOSURE = "branch-closing,2026-11-01,2027-02-28";
const LATER = "branch-closing,2026-11-01,2027-03-31";

describe("a closure is told", () => {
  it("as the same notice, however often it is looked at", () => {
    const memory = new Memory();
    assert.deepEqual(memory.ids(bank(CLOSURE).register), [FIRST]);
    assert.deepEqual(memory.ids(bank(CLOSURE).register, "2026-12-24"), [FIRST]);
  });

  it("anew when its date changes, referring to the notice before, also when it changes back", () => {
    const memory = new Memory();
    memory.look(bank(CLOSURE).register);
    const [changed] = memory.look(bank(LATER).register);
    assert.deepEqual(
      [changed?.notice.news, changed?.notice.id, changed?.notice.refersTo],
      ["changed", "BER01:*:branch-closing:2027-03-31#2", "BER01:*:branch-closing:2027-02-28"],
    );
    assert.deepEqual(memory.ids(bank(CLOSURE).register), ["S-1 changed BER01:*:branch-closing:2027-02-28#3"]);
  });

  it("as withdrawn when its row is emptied before its day, and as announced when it comes back", () => {
    const memory = new Memory();
    memory.look(bank(CLOSURE).register);
    const [withdrawn] = memory.look(bank(",,").register);
    assert.deepEqual(
      [withdrawn?.notice.news, withdrawn?.notice.id, withdrawn?.notice.refersTo],
      ["withdrawn", "BER01:*:branch-closing:2027-02-28#2", "BER01:*:branch-closing:2027-02-28"],
    );
    assert.equal(memory.ids(bank(",,").register).length, 1, "the same notice");
    assert.deepEqual(memory.ids(bank(CLOSURE).register), [
      "S-1 announced BER01:*:branch-closing:2027-02-28#3",
    ]);
  });

  it("by the day of its own branch: announced there, and withdrawn before its day there", () => {
    const at = (berlin: string) => (site: string) => (site === "BER01" ? berlin : "2999-01-01");
    const memory = new Memory();
    assert.deepEqual(memory.ids(bank(CLOSURE).register, at("2026-10-31")), []);
    assert.deepEqual(memory.ids(bank(CLOSURE).register, at("2026-11-01")), [FIRST]);
    assert.deepEqual(memory.ids(bank(",,").register, at("2027-02-27")), [
      "S-1 withdrawn BER01:*:branch-closing:2027-02-28#2",
    ]);
  });

  it("no more when its row is emptied on its day or later", () => {
    const memory = new Memory();
    memory.look(bank(CLOSURE).register);
    assert.deepEqual(memory.ids(bank(",,").register, "2027-02-28"), [FIRST]);
  });

  it("not as withdrawn while a fault in the register may hide it", () => {
    const memory = new Memory();
    memory.look(bank(CLOSURE).register);
    const faulty = bank("branch-closing,2026-11-01,soon");
    assert.ok(faulty.problems.some(mayHideClosure));
    assert.deepEqual(memory.ids(faulty.register, "2026-11-24", true), [FIRST]);
  });

  it("to who comes later as announced, and to who withdrew consent not at all", () => {
    const memory = new Memory();
    memory.look(bank(CLOSURE).register);
    memory.look(bank(LATER).register);
    const other = CLOSING.replace("S-1", "S-2");
    const withdrawn = CLOSING.replace("C-1,,", "C-1,yes,");
    assert.deepEqual(memory.ids(bank(LATER, withdrawn, other).register), [
      "S-2 announced BER01:*:branch-closing:2027-03-31",
    ]);
    assert.deepEqual(memory.ids(bank(",,", withdrawn).register), []);
  });

  it("as withdrawn to who is not told of the kind that it has become", () => {
    const memory = new Memory();
    memory.look(bank(CLOSURE).register);
    assert.deepEqual(memory.ids(bank(CLOSURE.replace("closing", "shifting")).register), [
      "S-1 withdrawn BER01:*:branch-closing:2027-02-28#2",
    ]);
  });

  it("until it is old, and is forgotten then", () => {
    const memory = new Memory();
    memory.look(bank(CLOSURE).register);
    memory.look(bank(CLOSURE).register, "2027-06-01");
    assert.equal(memory.told.size, 0);
  });
});

describe("what was told of a closure, as the journal gives it back", () => {
  for (const value of [
    '{"subscription":"S-1","n":1,"notice":null}',
    '{"subscription":"S-1","n":1}',
    "null",
    "7",
  ])
    it(`is none where it is ${value}`, () => {
      assert.equal(toldFrom(value), null);
    });
});

describe("the notice period of a branch", () => {
  const PERIODS: readonly (readonly [closure: string, isShort: boolean])[] = [
    ["branch-closing,2026-11-01,2027-01-01", false],
    ["branch-closing,2026-11-01,2026-12-31", true],
    ["branch-shifting,2026-12-31,2027-02-28", false],
    ["branch-shifting,2026-12-31,2027-02-27", true],
    ["monitoring-suspended,2026-11-01,2026-11-02", false],
  ];
  for (const [closure, isShort] of PERIODS) {
    it(`${closure}: ${isShort ? "too short, which the register, the text and the document say" : "long enough"}`, () => {
      const classes = CLOSING.replace("closure-branch-closing", `closure-${closure.split(",")[0]}`);
      const { register, problems } = bank(closure, classes);
      const short = problems.filter(({ column }) => column === "closure_effective");
      assert.equal(short.length, isShort ? 1 : 0);
      assert.equal(problems.some(mayHideClosure), false, "the closure itself can be read");
      const [news] = new Memory().look(register, "2027-01-02");
      assert.ok(news);
      const text = String(closureValues(news.subscription, news.notice).description);
      assert.equal(/less than the two months' notice/.test(text), isShort);
      const { type, data } = checked(
        documentOf(closureDocument(news.notice, news.subscription, register), "closure").body,
      );
      assert.equal(type, "bank.lockers.closure.announced.v1");
      assert.deepEqual([Object(data.noticePeriod).isShort, data.refersTo], [isShort, null]);
    });
  }

  it("a change and a withdrawal are documents of types of their own", () => {
    const memory = new Memory();
    memory.look(bank(CLOSURE).register);
    for (const [next, type] of [
      [LATER, "changed"],
      [",,", "withdrawn"],
    ] as const) {
      const { register } = bank(next);
      const [news] = memory.look(register);
      assert.ok(news);
      const event = checked(
        documentOf(closureDocument(news.notice, news.subscription, register), "closure").body,
      );
      assert.equal(event.type, `bank.lockers.closure.${type}.v1`);
      assert.equal(typeof event.data.refersTo, "string");
      assert.match(
        String(closureValues(news.subscription, news.notice).description),
        /This (replaces|withdraws) notice BER01/,
      );
    }
  });
});
