import assert from "node:assert/strict";
import { compare, type Life, type Taken } from "./compare.ts";
import type { Demand, SentEvent } from "./demand.ts";

const PHONE = "+918123470001";

function sent(seq: number, given: Partial<SentEvent> = {}): SentEvent {
  const [unit, site, locker, at] = ["MUM01-U01", "MUM01", "MUM01-0001", 0];
  return {
    id: `${unit}-${seq}`,
    unit,
    site,
    locker,
    seq,
    type: "opened",
    at,
    recordedAt: seq * 100,
    ...given,
  };
}

function demanded({ id }: SentEvent, given: Partial<Demand> = {}): Demand {
  return { event: id, party: "hirer", channel: "sms", address: PHONE, way: "", ...given };
}

let number = 0;

/** Taken at `at` and answered at once, by the first process of the gateway. */
function taken({ id }: SentEvent, at: number, given: Partial<Taken> = {}): Taken {
  number += 1;
  const to = { channel: "sms" as const, address: PHONE, event: id };
  return { ...to, number, generation: 1, id: `m${number}`, at, answeredAt: at, cut: false, ...given };
}

function life(given: Partial<Life> = {}): Life {
  return { generation: 1, startedAt: 0, killedAt: 1_000, accepted: new Set(), ...given };
}

const [first, second, third] = [sent(1), sent(2), sent(3)];

describe("the comparison of a run on records made up", () => {
  it("finds nothing wrong where each notice came once and in order", () => {
    const events = [first, second, third];
    const findings = compare(
      events,
      events.map((event) => demanded(event)),
      events.map((event) => taken(event, event.recordedAt)),
      [life()],
    );
    assert.deepEqual(findings, { notices: 3, lost: [], unwanted: [], reordered: [], duplicates: [] });
  });

  it("finds a loss: the one recipient of several who was not told", () => {
    const other = demanded(first, { channel: "email", address: "hirer@example.com" });
    const findings = compare([first], [demanded(first), other], [taken(first, 1)], []);
    assert.deepEqual(findings.lost, [other]);
  });

  it("finds what nobody was to be told, and a text that names no event", () => {
    const stray = taken(second, 2);
    const blank = taken(first, 3, { event: null });
    const findings = compare([first, second], [demanded(first)], [taken(first, 1), stray, blank], []);
    assert.deepEqual(findings.unwanted, [stray, blank]);
  });

  describe("order", () => {
    const orderOf = (
      events: readonly SentEvent[],
      given: (event: SentEvent) => Partial<Demand> = () => ({}),
    ) =>
      compare(
        events,
        events.map((event) => demanded(event, given(event))),
        events.map((event, index) => {
          const { channel = "sms" as const, address = PHONE } = given(event);
          return taken(event, index, { channel, address });
        }),
        [],
      ).reordered.map(({ before, after }) => [before.event, after.event]);

    it("finds what came after something later of its unit", () => {
      assert.deepEqual(orderOf([first, third, second]), [[third.id, second.id]]);
    });

    it("asks for none between two units", () => {
      assert.deepEqual(orderOf([third, sent(1, { unit: "MUM01-U02", id: "other" })]), []);
    });

    it("lets an alarm overtake", () => {
      const party = (event: SentEvent) => ({ party: event === first ? "insurer" : "hirer" }) as const;
      assert.deepEqual(orderOf([second, first], party), []);
    });

    it("asks for none between what came by different wires", () => {
      const way = (event: SentEvent) => ({ way: event === first ? "outside" : "forced" });
      assert.deepEqual(orderOf([second, first], way), []);
    });

    it("follows the locker at a topic, and the unit at a phone", () => {
      const elsewhere = sent(1, { locker: "MUM01-0002" });
      assert.deepEqual(
        orderOf([second, elsewhere], () => ({ channel: "topic", address: "arn" })),
        [],
      );
      assert.deepEqual(orderOf([second, elsewhere]), [[second.id, elsewhere.id]]);
    });

    it("counts each notice where it first came", () => {
      const again = [taken(first, 1), taken(second, 2), taken(first, 3, { generation: 2 })];
      const { reordered } = compare([first, second], [demanded(first), demanded(second)], again, [life()]);
      assert.deepEqual(reordered, []);
    });
  });

  describe("a duplicate", () => {
    const inFlight = (
      one: Partial<Taken>,
      lives: readonly Life[],
      again: Partial<Taken> = { generation: 2 },
    ) =>
      compare(
        [first],
        [demanded(first)],
        [taken(first, 900, one), taken(first, 2_000, again)],
        lives,
      ).duplicates.map((duplicate) => duplicate.inFlight);

    const known = { id: "known" };
    const CASES: readonly (readonly [string, boolean, Partial<Taken>, Life, Partial<Taken>?])[] = [
      ["of a send that the killed process never heard of again", true, { answeredAt: null }, life()],
      ["of one that was answered, but not committed before the kill", true, { answeredAt: 999 }, life()],
      ["of one that was committed before the kill", false, known, life({ accepted: new Set(["known"]) })],
      ["by the same process", false, { answeredAt: null }, life(), { generation: 1 }],
      [
        "by the same process, after the sink cut its answer off",
        true,
        { cut: true },
        life(),
        { generation: 1 },
      ],
      ["after a restart that was no kill", false, { answeredAt: null }, life({ killedAt: null })],
      ["of a process nobody knows of", false, { answeredAt: null }, life({ generation: 7 })],
    ];
    for (const [what, excused, one, killed, again] of CASES) {
      it(`${what} is ${excused ? "in flight" : "not in flight"}`, () => {
        assert.deepEqual(inFlight(one, [killed], again), [excused]);
      });
    }

    it("is counted for each time too many", () => {
      const thrice = [1, 2, 3].map((generation) => taken(first, generation * 1_000, { generation }));
      const { duplicates, notices } = compare([first], [demanded(first)], thrice, [
        life({ killedAt: 1_001 }),
        life({ generation: 2, killedAt: 9_000, accepted: new Set([thrice[1]?.id ?? ""]) }),
      ]);
      assert.equal(notices, 1);
      assert.deepEqual(
        duplicates.map((duplicate) => duplicate.inFlight),
        [true, false],
      );
    });
  });
});
