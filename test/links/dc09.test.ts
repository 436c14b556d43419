import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { SpentEnds } from "../../nodes/domain/dc09-spent.ts";
import { LockerError } from "../../nodes/domain/errors.ts";
import { Transmitter, type TransmitterOptions, type TransmitterState } from "../../nodes/links/dc09.ts";
import { TransmitterBook } from "../../nodes/links/dc09-book.ts";
import { Turns } from "../../nodes/links/dc09-turns.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { until } from "../until.ts";
import { type Manner, startReceiver, type TestReceiver } from "./dc09-receiver.ts";

const SIGNAL = new AbortController().signal;
const KEY = Buffer.from("ABCD".repeat(8), "hex");
const zeros = (count: number) => new Uint8Array(count);
/** Short, since the test receiver answers at once or never. */
const TIMEOUT_MS = 150;
/** A transmission that must be answered however busy the machine is. */
const PATIENT_MS = 20_000;
const ATTEMPTS = 2;

const folder = mkdtempSync(join(tmpdir(), "smart-lockers-dc09-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function newFile(): string {
  files += 1;
  return join(folder, `${files}`, "book.json");
}

describe("a transmitter of DC-09", () => {
  let main: TestReceiver;
  let backup: TestReceiver;
  let states: TransmitterState[];
  let told: string[];
  const running: Transmitter[] = [];

  beforeEach(async () => {
    main = await startReceiver();
    backup = await startReceiver();
    states = [];
    told = [];
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((transmitter) => transmitter.close()));
    await Promise.all([main.close(), backup.close()]);
  });

  function transmitter(changes: Partial<TransmitterOptions> = {}, file = newFile()): Transmitter {
    const clock = changes.clock ?? systemClock;
    const made = new Transmitter({
      main: { host: "127.0.0.1", port: main.port },
      backup: { host: "127.0.0.1", port: backup.port },
      identity: { account: "12AB", receiver: "1", line: "0", key: null },
      book: new TransmitterBook(file, clock, (sentence) => told.push(sentence)),
      ...{ clock, random: zeros, spent: new SpentEnds(), timeoutMs: TIMEOUT_MS, attempts: ATTEMPTS },
      ...{ supervisionMs: 3_600_000, lostMs: 7_200_000 },
      changed: (state) => states.push(state),
      reachable: async (reachable) => void told.push(reachable ? "restored" : "lost"),
      ...changes,
    });
    running.push(made);
    return made;
  }

  const alarm = (n: number) => ({
    ...{ key: `incident|I-${n}`, token: "SIA-DCS", data: `#12AB|Nri1/BA${String(n).padStart(3, "0")}` },
    ...{ extended: [], urgency: 0 },
  });
  const dataOf = (...numbers: readonly number[]) => numbers.map((n) => alarm(n).data);

  async function failureOf(promise: Promise<unknown>): Promise<LockerError> {
    const thrown = await promise.then(
      () => null,
      (error: unknown) => error,
    );
    assert.ok(thrown instanceof LockerError, `expected a LockerError, got ${thrown}`);
    return thrown;
  }

  it("sends alarms one after the other, numbered from one to the next, over one connection", async () => {
    const one = transmitter({ timeoutMs: PATIENT_MS });
    const receipts = await Promise.all([1, 2, 3].map((n) => one.send(alarm(n), SIGNAL)));
    assert.deepEqual(main.taken, dataOf(1, 2, 3));
    const [first = 0] = receipts.map(({ sequence }) => sequence);
    assert.deepEqual(
      receipts,
      [0, 1, 2].map((more) => ({ receiver: "main", sequence: ((first + more - 1) % 9999) + 1 })),
    );
    assert.equal(main.connections, 1);
    const [message] = main.received;
    assert.equal(message?.account, "12AB");
    assert.equal(message?.receiver, "1");
    assert.ok(message?.at && Math.abs(message.at - Date.now()) < 60_000);
  });

  it("lets the most urgent one go first", async () => {
    const one = transmitter({ timeoutMs: PATIENT_MS });
    await Promise.all([
      one.send(alarm(1), SIGNAL),
      one.send({ ...alarm(2), urgency: 3 }, SIGNAL),
      one.send({ ...alarm(3), urgency: 3 }, SIGNAL),
      one.send(alarm(4), SIGNAL),
    ]);
    assert.deepEqual(main.taken, dataOf(1, 4, 2, 3));
  });

  const passing: readonly (readonly [what: string, manner: Manner])[] = [
    ["does not answer", "deaf"],
    ["has it, and its acknowledgement is lost", "late"],
    ["closes the connection", "die"],
    ["answers nonsense", "garbage"],
    ["floods the line", "flood"],
  ];
  for (const [what, manner] of passing) {
    it(`sends the same again, with its number, to a receiver that ${what}`, async () => {
      const one = transmitter();
      main.next(manner);
      await one.send(alarm(1), SIGNAL);
      await one.send(alarm(2), SIGNAL);
      assert.deepEqual(main.taken, dataOf(1, 2));
      assert.deepEqual(backup.received, []);
      const [first, again] = main.received;
      assert.equal(again?.body, first?.body, "time and all");
    });
  }

  it("gives a message a new time once it is too old to be sent again as it is", async () => {
    const clock = new TestClock(Date.now());
    const one = transmitter({ clock, timeoutMs: 20_000 });
    main.next("deaf");
    const sending = one.send(alarm(1), SIGNAL);
    await until("it to be on its way", () => main.received.length === 1);
    clock.advance(20_000);
    await sending;
    const [first, again] = main.received;
    assert.equal((again?.at ?? 0) - (first?.at ?? 0), 20_000);
    assert.equal(again?.sequence, first?.sequence);
    assert.deepEqual(main.taken, dataOf(1));
  });

  it("loses nothing and keeps the order, whatever two receivers do", async () => {
    const manners = fc.array(
      fc.constantFrom<Manner>(
        ...(["ack", "ack", "nak", "duh", "rsp", "deaf", "die", "garbage", "late", "flood"] as const),
      ),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(manners, manners, fc.boolean(), async (first, second, mainDown) => {
        const receivers = await Promise.all([startReceiver(), startReceiver()]);
        const [one, other] = receivers;
        const sender = transmitter({
          main: { host: "127.0.0.1", port: one.port },
          backup: { host: "127.0.0.1", port: other.port },
          timeoutMs: 40,
        });
        one.next(...first);
        other.next(...second);
        const numbers = Array.from({ length: 8 }, (_, n) => n + 1);
        try {
          for (const n of numbers) {
            if (mainDown && n === 4) await one.down();
            let sent = false;
            // As the outbox does, and for DUH a person.
            while (!sent)
              sent = await sender.send(alarm(n), SIGNAL).then(
                () => true,
                () => false,
              );
          }
          const wanted = dataOf(...numbers);
          assert.deepEqual([...new Set([...one.taken, ...other.taken])].sort(), wanted);
          for (const { taken } of receivers) {
            const inOrder = [...taken].sort();
            assert.deepEqual(taken, inOrder);
          }
        } finally {
          await sender.close();
          await Promise.all(receivers.map((receiver) => receiver.close()));
        }
      }),
      { numRuns: 15 },
    );
  });

  it("takes RSP for an acknowledgement, and does nothing that it asks for", async () => {
    main.next("rsp");
    await transmitter({ timeoutMs: PATIENT_MS }).send(alarm(1), SIGNAL);
    assert.deepEqual(main.taken, dataOf(1));
    assert.equal(main.received.length, 1);
  });

  it("sends by the back-up receiver once the main one is silent, and by the main one when that answers its supervision", async () => {
    const clock = new TestClock(Date.now());
    const one = transmitter({ clock, supervisionMs: 60_000, timeoutMs: 1_000 });
    await one.start();
    clock.advance(0);
    await until("both to be supervised", () => main.polls === 1 && backup.polls === 1);
    await until("the state", () => one.state.using === "main");
    await main.down();
    const receipt = await one.send(alarm(1), SIGNAL);
    assert.equal(receipt.receiver, "backup");
    assert.equal(one.state.using, "backup");
    assert.match(one.state.trouble ?? "", /^Nothing listens at 127\.0\.0\.1:\d+: check the port/);
    assert.equal((await one.send(alarm(2), SIGNAL)).receiver, "backup");
    assert.deepEqual(backup.taken, dataOf(1, 2));
    await main.up();
    assert.equal((await one.send(alarm(3), SIGNAL)).receiver, "backup", "it has not answered yet");
    clock.advance(60_000);
    await until("the main one to answer", () => one.state.using === "main");
    assert.equal((await one.send(alarm(4), SIGNAL)).receiver, "main");
    assert.deepEqual(main.taken, dataOf(4));
    assert.equal(one.state.trouble, null);
    assert.deepEqual(
      states.map(({ using }) => using).filter((using, n, all) => using !== all[n - 1]),
      [null, "main", "backup", "main"],
    );
  });

  it("fails over without supervision, too, and says why it reaches nobody", async () => {
    const one = transmitter();
    main.always("deaf");
    backup.always("deaf");
    const error = await failureOf(one.send(alarm(1), SIGNAL));
    assert.equal(error.code, "provider-transient");
    assert.match(
      error.message,
      /acknowledged the message\. The receiver at 127\.0\.0\.1:\d+ did not answer within/,
    );
    assert.equal(main.received.length, ATTEMPTS);
    assert.equal(backup.received.length, ATTEMPTS);
    await failureOf(one.send(alarm(1), SIGNAL));
    assert.equal(main.received.length, ATTEMPTS + 1, "once each while both are silent");
    main.always("ack");
    await one.send(alarm(1), SIGNAL);
    await one.send(alarm(2), SIGNAL);
    assert.deepEqual(main.taken, dataOf(1, 2));
    assert.equal(
      new Set(main.received.map(({ sequence }) => sequence)).size,
      2,
      "each has one number throughout",
    );
  });

  it("needs no back-up receiver", async () => {
    const one = transmitter({ backup: null });
    await one.send(alarm(1), SIGNAL);
    await main.down();
    assert.equal((await failureOf(one.send(alarm(2), SIGNAL))).code, "provider-transient");
    await main.up();
    await one.send(alarm(2), SIGNAL);
    assert.deepEqual(main.taken, dataOf(1, 2));
  });

  it("asks the other receiver where one does not understand, and gives the message to a person where neither does", async () => {
    const one = transmitter({ timeoutMs: PATIENT_MS });
    main.next("duh");
    assert.equal((await one.send(alarm(1), SIGNAL)).receiver, "backup");
    main.next("duh");
    backup.next("duh");
    const error = await failureOf(one.send(alarm(2), SIGNAL));
    assert.equal(error.code, "provider-operator");
    assert.match(error.message, /does not understand the message \(DUH\).* account/);
    const refused = main.received.at(-1)?.sequence;
    await one.send(alarm(2), SIGNAL);
    assert.deepEqual(main.taken, dataOf(2));
    assert.notEqual(main.received.at(-1)?.sequence, refused, "what was refused must not look like the same");
  });

  it("gives no message to a person where one does not understand and the other only does not answer", async () => {
    const one = transmitter();
    main.next("duh");
    await backup.down();
    const error = await failureOf(one.send(alarm(1), SIGNAL));
    assert.equal(error.code, "provider-transient");
    assert.match(error.message, /does not understand the message \(DUH\).*sent again by itself/);
    await one.send(alarm(1), SIGNAL);
    const [first, again] = main.received;
    assert.notEqual(again?.sequence, first?.sequence, "what was refused must not look like the same");
  });

  describe("whose clock is not the receiver's", () => {
    it("sends a message anew that has become too old", async () => {
      main.next("nak");
      const one = transmitter({ timeoutMs: PATIENT_MS });
      await one.send(alarm(1), SIGNAL);
      assert.deepEqual(main.taken, dataOf(1));
      assert.equal(one.state.clockOff, null);
      const [first, again] = main.received;
      assert.equal(again?.sequence, first?.sequence);
    });

    it("sends alarms by the receiver's clock, never supervision, and says how far it is off", async () => {
      const one = transmitter({ timeoutMs: PATIENT_MS, backup: null });
      main.setClock(3_600_000);
      await one.start();
      await until("the poll", () => main.polls === 2);
      await one.send(alarm(1), SIGNAL);
      assert.deepEqual(main.taken, dataOf(1));
      const off = one.state.clockOff ?? 0;
      assert.ok(Math.abs(off - 3_600_000) < 60_000, `${off} ms`);
      const byTheirs = main.received.filter(({ at }) => at !== null && at > Date.now() + 1_800_000);
      assert.deepEqual(
        byTheirs.map(({ token }) => token),
        ["SIA-DCS"],
      );
      main.setClock(0);
      await one.send(alarm(2), SIGNAL);
      assert.equal(one.state.clockOff, null);
    });

    it("tries again later where that does not help either, and tells a wrong clock from a wrong key", async () => {
      const one = transmitter({ timeoutMs: PATIENT_MS, backup: null });
      main.always("nak");
      const error = await failureOf(one.send(alarm(1), SIGNAL));
      assert.equal(error.code, "provider-transient");
      assert.match(error.message, /refuses the message \(NAK\), and not for its time\. .* another key/);
      assert.equal(main.received.length, 2);
      assert.equal(one.state.clockOff, null);
      await failureOf(one.send(alarm(1), SIGNAL));
      assert.equal(one.state.main, "silent", "nothing gets through to it");
      main.received.splice(0);
      main.setClock(-120_000);
      await failureOf(one.send(alarm(1), SIGNAL));
      assert.equal(main.received.length, 3, "then by the receiver's clock");
      const polled = transmitter({ timeoutMs: PATIENT_MS, backup: null });
      await polled.start();
      await until("the poll to be refused", () => polled.state.trouble !== null);
      assert.match(polled.state.trouble ?? "", /finds the message's time wrong \(NAK\).*time server/);
    });
  });

  describe("with a key", () => {
    const identity = { account: "12AB", receiver: null, line: "0", key: KEY };
    beforeEach(async () => {
      await main.close();
      main = await startReceiver(KEY);
    });

    it("sends nothing in plain, and takes an acknowledgement in the key only", async () => {
      const one = transmitter({ identity, backup: null });
      for (const [manner, words] of [
        ["plain-ack", /acknowledged in plain what was sent encrypted/],
        ["wrong-key", /cannot be read with the key/],
      ] as const) {
        main.always(manner);
        const error = await failureOf(one.send(alarm(1), SIGNAL));
        assert.equal(error.code, "provider-transient");
        assert.match(error.message, words);
      }
      main.always("ack");
      await one.send(alarm(1), SIGNAL);
      assert.deepEqual(main.taken, dataOf(1));
      for (const { body } of main.received) assert.doesNotMatch(body, /Nri1/);
    });

    it("does not take its own message for an acknowledgement", async () => {
      const one = transmitter({ identity, backup: null });
      main.always("mirror");
      await one.start();
      await until("the poll to be sent back twice", () => one.state.trouble !== null);
      assert.match(one.state.trouble ?? "", /with what was on the line before.*pads all its answers alike/);
      assert.equal((await failureOf(one.send(alarm(1), SIGNAL))).code, "provider-transient");
      assert.notEqual(one.state.using, "main");
    });

    it("does not take an acknowledgement for that of another message, nor on another line", async () => {
      const spent = new SpentEnds();
      const one = transmitter({ identity, spent, backup: null, timeoutMs: PATIENT_MS });
      const answers: string[] = [];
      await one.send(alarm(1), SIGNAL);
      const [proof = ""] = main.answered.map((body) => body.slice(body.indexOf("[")));
      main.answerWith(({ sequence }) => {
        answers.push(`"*ACK"${String(sequence).padStart(4, "0")}L0#12AB${proof}`);
        return answers.at(-1) ?? "";
      });
      const other = transmitter({ identity, spent, backup: null, timeoutMs: PATIENT_MS });
      for (const sender of [one, other])
        assert.equal((await failureOf(sender.send(alarm(2), SIGNAL))).code, "provider-transient");
      assert.equal(answers.length, 4, "each asked once more after a second");
    });

    it("gets on, if slowly, with a receiver that pads everything alike", async () => {
      const one = transmitter({ identity, backup: null, timeoutMs: PATIENT_MS });
      main.always("same-pad");
      for (const n of [1, 2, 3]) await one.send(alarm(n), SIGNAL);
      assert.deepEqual(main.taken, dataOf(1, 2, 3));
    });

    it("gives a message to a person only where it is sure that the receiver does not understand", async () => {
      const one = transmitter({ identity, backup: null, timeoutMs: PATIENT_MS });
      main.next("duh");
      const doubtful = await failureOf(one.send(alarm(1), SIGNAL));
      assert.equal(doubtful.code, "provider-transient");
      assert.match(doubtful.message, /\(DUH\), in plain.*anybody in between.*sent again by itself/);
      main.next("secret-duh");
      assert.equal((await failureOf(one.send(alarm(1), SIGNAL))).code, "provider-operator");
    });

    it("follows no NAK into the past, where old acknowledgements are from", async () => {
      const one = transmitter({ identity, backup: null, timeoutMs: PATIENT_MS });
      main.setClock(-600_000);
      const error = await failureOf(one.send(alarm(1), SIGNAL));
      assert.match(error.message, /finds the message's time wrong/);
      assert.deepEqual(main.taken, []);
      main.setClock(600_000);
      await one.send(alarm(1), SIGNAL);
      assert.deepEqual(main.taken, dataOf(1));
    });

    it("supervises encrypted, too", async () => {
      const one = transmitter({ identity, backup: null, timeoutMs: PATIENT_MS });
      await one.start();
      await until("the answer", () => one.state.using === "main");
      assert.equal(main.polls, 1);
      assert.match(main.received[0]?.body ?? "", /^"\*NULL"0000L0#12AB\[[0-9A-F]+$/);
    });
  });

  describe("supervises", () => {
    const MINUTE = 60_000;

    it("each receiver whenever nothing was heard of it for the interval", async () => {
      const clock = new TestClock(Date.now());
      const one = transmitter({ clock, supervisionMs: MINUTE, timeoutMs: 1_000 });
      await one.start();
      clock.advance(0);
      await until("the first polls", () => main.polls === 1 && backup.polls === 1);
      await until("their answers", () => one.state.using === "main" && clock.pending === 3);
      clock.advance(MINUTE / 2);
      await one.send(alarm(1), SIGNAL);
      clock.advance(MINUTE / 2);
      await until("the poll of the back-up", () => backup.polls === 2);
      assert.equal(main.polls, 1, "its acknowledgement said that it is there");
      clock.advance(MINUTE / 2);
      await until("the poll of the main one", () => main.polls === 2);
    });

    it("and tells once that nobody answers, and once that somebody does again, also over a restart", async () => {
      const clock = new TestClock(Date.now());
      const file = newFile();
      const options = { clock, supervisionMs: MINUTE, lostMs: 3 * MINUTE, timeoutMs: 20_000 };
      const start = async () => {
        const made = transmitter(options, file);
        await made.start();
        clock.advance(0);
        return made;
      };
      /** Some of the time, and a moment for what is on its way. */
      const pass = async () => {
        clock.advance(10_000);
        await new Promise((resolve) => setTimeout(resolve, 2));
      };
      const fiveMinutes = async () => {
        for (let step = 0; step < 30; step += 1) await pass();
      };
      const before = await start();
      await until("an answer", () => before.state.using === "main");
      await backup.down();
      for (let minute = 1; minute <= 5; minute += 1) {
        clock.advance(MINUTE);
        await until("the poll", () => main.polls === minute + 1);
        // Its turn comes when the poll is answered.
        await before.send(alarm(minute), SIGNAL);
      }
      assert.deepEqual(told, [], "the main one answers");
      await main.down();
      await until("the loss to be told", async () => {
        await pass();
        return told.length > 0;
      });
      await fiveMinutes();
      assert.deepEqual(told, ["lost"]);
      assert.equal(before.state.using, null);
      await before.close();
      const after = await start();
      await fiveMinutes();
      assert.deepEqual(told, ["lost"], "it was told before");
      await main.up();
      await until("an answer", async () => {
        await pass();
        return after.state.using === "main";
      });
      await until("it to be told", () => told.length === 2);
      assert.deepEqual(told, ["lost", "restored"]);
      await after.close();
      const last = await start();
      await until("an answer", () => last.state.using === "main");
      assert.deepEqual(told, ["lost", "restored"]);
    });
  });

  it("stops at once, and sends what was on its way again with its number", async () => {
    const file = newFile();
    const before = transmitter({ timeoutMs: PATIENT_MS }, file);
    main.next("late");
    const sending = failureOf(before.send(alarm(1), SIGNAL));
    await until("it to be on its way", () => main.received.length === 1);
    await before.close();
    assert.equal((await sending).code, "provider-transient");
    await transmitter({ timeoutMs: PATIENT_MS }, file).send(alarm(1), SIGNAL);
    assert.deepEqual(main.taken, dataOf(1), "the receiver knows it as the same");
    assert.equal(main.received.length, 2);
  });

  it("gives up one that is aborted, and goes on with the next", async () => {
    const one = transmitter({ timeoutMs: PATIENT_MS, backup: null });
    main.next("deaf");
    const abort = new AbortController();
    const first = failureOf(one.send(alarm(1), abort.signal));
    const waiting = failureOf(one.send(alarm(2), abort.signal));
    const third = one.send(alarm(3), SIGNAL);
    await until("the first one to be on its way", () => main.received.length === 1);
    abort.abort(new LockerError("provider-transient", "too long"));
    assert.equal((await first).message, "too long");
    assert.equal((await waiting).message, "too long");
    await third;
    assert.deepEqual(main.taken, dataOf(3));
  });
});

describe("the book of a transmitter", () => {
  const faults: string[] = [];
  const open = (file: string, now = Date.UTC(2026, 10, 22)) =>
    new TransmitterBook(file, new TestClock(now), (sentence) => faults.push(sentence));
  beforeEach(() => {
    faults.length = 0;
  });

  it("gives each message one number, counts on from one to the next, and knows them after a restart", async () => {
    const file = newFile();
    const before = open(file);
    const first = await before.numberOf("a");
    const second = await before.numberOf("b");
    assert.equal(second, (first % 9999) + 1);
    assert.equal(await before.numberOf("a"), first);
    const after = open(file, Date.UTC(2027, 1, 1));
    assert.equal(await after.numberOf("a"), first);
    assert.equal(await after.numberOf("c"), (second % 9999) + 1);
    assert.doesNotMatch(readFileSync(file, "utf8"), /incident/);
    assert.deepEqual(faults, []);
  });

  it("begins again after 9999, and forgets the oldest of very many", async () => {
    const file = newFile();
    const book = open(file);
    await book.numberOf("first");
    await book.close();
    writeFileSync(file, readFileSync(file, "utf8").replace(/"last":\d+/, '"last":9998'));
    const wrapped = open(file);
    const numbers: number[] = [];
    for (let n = 0; n < 210; n += 1) numbers.push(await wrapped.numberOf(`m${n}`));
    assert.deepEqual(numbers.slice(0, 3), [9999, 1, 2]);
    assert.equal(JSON.parse(readFileSync(file, "utf8")).numbers.length, 200);
  });

  it("begins anew, elsewhere, where the file is damaged, and says so", async () => {
    const file = newFile();
    await open(file).numberOf("a");
    writeFileSync(file, '{"last":70000');
    const number = await open(file).numberOf("b");
    assert.ok(number >= 1 && number <= 9999);
    assert.match(faults[0] ?? "", /cannot be read .* counting begins anew/);
  });

  it("numbers all the same where the disk takes nothing", async () => {
    const file = newFile();
    await open(file).numberOf("a");
    const book = open(join(file, "below-a-file.json"));
    const first = await book.numberOf("a");
    assert.equal(await book.numberOf("b"), (first % 9999) + 1);
    assert.match(faults.join(), /cannot be written .* Alarms are sent all the same/);
  });
});

describe("turns", () => {
  it("go to the most urgent, and among equals to whoever came first; who gives up is passed over", async () => {
    const turns = new Turns();
    const order: string[] = [];
    const abort = new AbortController();
    const done = await turns.take(0, SIGNAL);
    const later = [
      ["c", 2],
      ["a", 1],
      ["d", 2],
      ["b", 1],
    ] as const;
    const all = later.map(async ([name, urgency]) => {
      const end = await turns.take(urgency, SIGNAL);
      order.push(name);
      end();
    });
    const gone = assert.rejects(turns.take(0, abort.signal), /gone/);
    abort.abort(new Error("gone"));
    done();
    await Promise.all([...all, gone]);
    assert.equal(order.join(""), "abcd");
    (await turns.take(9, SIGNAL))();
  });
});
