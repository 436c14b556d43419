import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodeDef } from "node-red";
import { LockerError } from "../../nodes/domain/errors.ts";
import { KEPT_DAYS, type Keeping } from "../../nodes/domain/keeping.ts";
import type { SignedCheckpoint } from "../../nodes/domain/ledger.ts";
import type { ExportRequest } from "../../nodes/domain/ledger-export.ts";
import { readLine } from "../../nodes/domain/ledger-lines.ts";
import type { RetentionStep } from "../../nodes/journal/retention.ts";
import { CheckpointFolder } from "../../nodes/runtime/checkpoint-folder.ts";
import { flowsParts, registerPart } from "../../nodes/runtime/configuration-digest.ts";
import { ExportRequests } from "../../nodes/runtime/export-requests.ts";
import { LedgerKeeper } from "../../nodes/runtime/ledger-keeper.ts";
import { TestClock } from "../clock.ts";
import { until } from "../until.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEEPING: Keeping = {
  sites: new Map([["MUM01", { days: KEPT_DAYS, hold: false, timeZone: null }]]),
  lockers: new Map(),
  leftHirers: [],
};

const NOON = Date.UTC(2026, 10, 22, 12);
const KEY = { id: "0".repeat(64), publicKey: "" };

function checkpointOf(site: string, n: number): SignedCheckpoint {
  return { ledger: "0".repeat(32), site, n, link: "0".repeat(64), at: NOON, key: KEY.id, signature: "" };
}

/** A journal that only counts what it is asked. */
class FakeJournal {
  commits = 0;
  asked: string[] = [];
  broken = false;
  steps = 0;

  sign(now: number, all: boolean) {
    this.#ask(all ? "sign all" : "sign");
    const checkpoint = { ...checkpointOf("MUM01", this.asked.length), at: now };
    return this.#answer({ checkpoints: [checkpoint], key: KEY, more: false });
  }

  recordExport(request: ExportRequest): Promise<void> {
    this.#ask(`export ${request.locker}`);
    return this.#answer(undefined);
  }

  retain(step: RetentionStep): Promise<RetentionStep | null> {
    this.#ask(`retain ${step.phase}`);
    this.steps -= 1;
    return this.#answer(this.steps > 0 ? step : null);
  }

  configure(parts: readonly { readonly part: string }[]): Promise<void> {
    this.#ask(`configure ${parts.map(({ part }) => part).join()}`);
    return this.#answer(undefined);
  }

  #ask(what: string): void {
    this.asked.push(what);
    this.commits += 1;
  }

  #answer<T>(answer: T): Promise<T> {
    if (this.broken) return Promise.reject(new LockerError("journal-unavailable", "The disk is full."));
    return Promise.resolve(answer);
  }
}

describe("the ledger's keeper", () => {
  let journal: FakeJournal;
  let clock: TestClock;
  let folder: string;
  let keeper: LedgerKeeper;
  let warnings: string[];
  /** Settles when the files are written. */
  let written: Promise<void> = Promise.resolve();

  beforeEach(() => {
    journal = new FakeJournal();
    clock = new TestClock();
    folder = mkdtempSync(join(tmpdir(), "smart-lockers-keeper-"));
    warnings = [];
    const checkpoints = new CheckpointFolder(join(folder, "checkpoints"));
    keeper = new LedgerKeeper({
      journal,
      clock,
      exports: new ExportRequests(join(folder, "exports")),
      checkpoints: {
        publish(...signed) {
          const publishing = checkpoints.publish(...signed);
          written = publishing.catch(() => {});
          return publishing;
        },
      },
      warn: (sentence) => warnings.push(sentence),
    });
    keeper.start();
  });
  afterEach(async () => {
    await keeper.stop();
    assert.equal(clock.pending, 0);
    rmSync(folder, { recursive: true });
  });

  /** Moves the clock in steps that let what was begun come to its end. */
  async function pass(ms: number, step = 60_000): Promise<void> {
    for (let left = ms; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      for (let turn = 0; turn < 20; turn += 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        await written;
      }
    }
  }

  const days = () => readdirSync(join(folder, "checkpoints")).filter((name) => !name.startsWith("latest"));
  const published = () =>
    days().map((name) => ({
      name,
      lines: readFileSync(join(folder, "checkpoints", name), "utf8")
        .trimEnd()
        .split("\n"),
    }));

  it("leaves a journal alone that nobody uses", async () => {
    keeper.addRegister(() => KEEPING);
    keeper.configured([{ part: "register r", digest: "1" }]);
    await pass(2 * HOUR);
    await keeper.stop();
    assert.equal(journal.asked.length, 0);
  });

  it("has the ledger signed while it is used, and when it is closed", async () => {
    await pass(60_000);
    assert.equal(journal.asked.length, 0);
    journal.commits = 1;
    await pass(60_000);
    assert.deepEqual(journal.asked, ["sign"]);
    await keeper.stop();
    assert.equal(journal.asked.at(-1), "sign all");
  });

  it("publishes a signature of each site once an hour, in a file for each day, behind its key", async () => {
    const [first = ""] = [new Date(clock.now()).toISOString().slice(0, 10)];
    for (let minute = 0; minute < 125; minute += 1) {
      journal.commits += 1;
      await pass(60_000);
    }
    const [file] = await until("the file", () => published());
    assert.equal(file?.name, `${first}.jsonl`);
    assert.deepEqual(
      file?.lines.map((line) => readLine(line)?.type),
      ["key", "checkpoint", "checkpoint", "checkpoint"],
    );
    await pass(DAY);
    journal.commits += 1;
    await pass(60_000);
    const [, next] = await until("the next day's file", () => (published().length > 1 ? published() : null));
    assert.deepEqual(
      next?.lines.slice(0, 2).map((line) => readLine(line)?.type),
      ["key", "checkpoint"],
    );
  });

  it("does not hold up what stops when the journal does not answer", async () => {
    journal.commits = 1;
    journal.sign = () => new Promise(() => {});
    const stopped = keeper.stop();
    clock.advance(2_000);
    await stopped;
    journal.commits = 0;
  });

  it("keeps the newest signature of each site in one file, also over a restart", async () => {
    const publish = (checkpoints: CheckpointFolder, site: string, n: number) =>
      checkpoints.publish({ checkpoints: [checkpointOf(site, n)], key: KEY, more: false }, NOON, true);
    const first = new CheckpointFolder(join(folder, "checkpoints"));
    await publish(first, "MUM01", 1);
    await publish(first, "DEL02", 1);
    await publish(new CheckpointFolder(join(folder, "checkpoints")), "MUM01", 2);
    const text = readFileSync(join(folder, "checkpoints", "latest.jsonl"), "utf8");
    const lines = text.trimEnd().split("\n").map(readLine);
    assert.deepEqual(
      lines.map((line) => (line?.type === "checkpoint" ? `${line.site} ${line.n}` : line?.type)),
      ["key", "MUM01 2", "DEL02 1"],
    );
  });

  it("says once what keeps it from signing, and again when that comes back", async () => {
    journal.broken = true;
    journal.commits = 1;
    for (let minute = 0; minute < 5; minute += 1) {
      journal.commits += 1;
      await pass(60_000);
    }
    assert.deepEqual(warnings, ["The disk is full."]);
    journal.broken = false;
    journal.commits += 1;
    await pass(60_000);
    journal.broken = true;
    journal.commits += 1;
    await pass(60_000);
    assert.equal(warnings.length, 2);
  });

  it("says so where signatures cannot be published", async () => {
    writeFileSync(join(folder, "checkpoints"), "in the way");
    journal.commits = 1;
    await pass(60_000);
    await until("the warning", () => warnings.length === 1);
    rmSync(join(folder, "checkpoints"));
  });

  it("erases once a day, in steps with a pause between them", async () => {
    keeper.addRegister(() => KEEPING);
    journal.commits = 1;
    journal.steps = 3;
    await pass(15 * 60_000);
    const steps = () => journal.asked.filter((what) => what.startsWith("retain"));
    assert.equal(steps().length, 3);
    await pass(23 * HOUR);
    assert.equal(steps().length, 3);
    await pass(HOUR);
    assert.equal(steps().length, 4);
  });

  it("erases nothing without a register, which alone knows what is on hold", async () => {
    const remove = keeper.addRegister(() => KEEPING);
    remove();
    journal.commits = 1;
    await pass(2 * DAY, 10 * 60_000);
    assert.ok(!journal.asked.some((what) => what.startsWith("retain")));
  });

  it("erases nothing while a line of the register could hide a hold, and says so", async () => {
    keeper.addRegister(() => KEEPING);
    keeper.addRegister(() => null);
    journal.commits = 1;
    await pass(11 * 60_000);
    assert.ok(!journal.asked.some((what) => what.startsWith("retain")));
    assert.match(
      warnings.join(),
      /No old records are erased while sites\.csv or lockers\.csv have lines that cannot/,
    );
  });

  it("tells of all of the configuration again when another ledger was begun", async () => {
    keeper.configured([{ part: "register r", digest: "1" }]);
    keeper.configured([{ part: "flows", digest: "1" }]);
    await pass(60_000);
    keeper.begunAnew();
    assert.deepEqual(
      journal.asked.filter((what) => what.startsWith("configure")),
      ["configure register r,flows", "configure register r,flows"],
    );
  });

  it("tells of the configuration when the flows have started, and again until it is kept", async () => {
    keeper.configured([{ part: "register r", digest: "1" }]);
    assert.equal(journal.asked.length, 0);
    journal.broken = true;
    keeper.configured([{ part: "flows", digest: "1" }]);
    await pass(60_000);
    journal.broken = false;
    await pass(60_000);
    await pass(60_000);
    assert.deepEqual(
      journal.asked.filter((what) => what.startsWith("configure")),
      ["configure register r,flows", "configure register r,flows"],
    );
  });

  describe("an export that somebody asks for", () => {
    const ID = "0a6b1a5e-3f0e-4d3c-9d1e-2b7f6c1d0e55";
    const REQUEST: ExportRequest = {
      ...{ id: ID, site: "MUM01", locker: "MUM01-0001", from: null, to: NOON, masked: false },
      ...{ by: "officer", purpose: "claim 2026-118" },
    };
    const file = () => join(folder, "exports", `${ID}.json`);
    const ask = (text: string) => {
      mkdirSync(join(folder, "exports"), { recursive: true });
      writeFileSync(file(), text);
    };
    /** Two looks, and what they began. */
    async function looks(): Promise<void> {
      for (let look = 0; look < 2; look += 1) {
        clock.advance(2_000);
        for (let turn = 0; turn < 50; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }

    it("is recorded within seconds, signed, and only then taken away", async () => {
      ask(JSON.stringify(REQUEST));
      clock.advance(2_000);
      await until("the request to be taken", () => !existsSync(file()));
      assert.deepEqual(journal.asked.slice(0, 2), ["export MUM01-0001", "sign all"]);
    });

    it("waits where the journal cannot be written, and is recorded once it can", async () => {
      journal.broken = true;
      ask(JSON.stringify(REQUEST));
      await until("the refusal to be told", async () => {
        await looks();
        return warnings.length > 0;
      });
      assert.ok(existsSync(file()));
      assert.deepEqual(warnings, ["The disk is full."]);
      journal.broken = false;
      await until("the request to be taken", async () => {
        await looks();
        return !existsSync(file());
      });
    });

    for (const [what, text] of [
      ["that is no JSON", "nonsense"],
      ["without a purpose, unmasked", JSON.stringify({ ...REQUEST, purpose: null })],
      ["of no locker", JSON.stringify({ ...REQUEST, locker: "../x" })],
      ["that is too long", JSON.stringify({ ...REQUEST, purpose: "x".repeat(20_000) })],
    ] as const) {
      it(`${what} is taken away and not recorded`, async () => {
        ask(text);
        clock.advance(2_000);
        await until("the request to be taken", () => !existsSync(file()));
        assert.ok(!journal.asked.includes("export MUM01-0001"));
      });
    }
  });
});

describe("what is recorded of the configuration", () => {
  const window: NodeDef & Record<string, unknown> = {
    id: "b",
    type: "access-window",
    name: "",
    z: "t",
    x: 1,
    y: 2,
    calendar: "a",
  };
  const calendar: NodeDef & Record<string, unknown> = {
    z: "",
    id: "a",
    type: "site-calendar",
    name: "Fort",
    timeZone: "Asia/Kolkata",
  };

  it("is the same for flows in another order, or moved on the page", () => {
    const one = flowsParts([window, calendar]);
    assert.deepEqual(flowsParts([calendar, { ...window, x: 7 }]), one);
    assert.deepEqual(
      one.map(({ part }) => part),
      ["flows", "calendar a"],
    );
  });

  it("is another for another wire or property, of the calendar for both", () => {
    const digests = (...nodes: NodeDef[]) => flowsParts(nodes).map(({ digest }) => digest);
    const [flows, hours] = digests(window, calendar);
    const [otherFlows, sameHours] = digests({ ...window, name: "x" }, calendar);
    assert.notEqual(otherFlows, flows);
    assert.equal(sameHours, hours);
    const [changedFlows, changedHours] = digests(window, { ...calendar, name: "x" });
    assert.notEqual(changedFlows, flows);
    assert.notEqual(changedHours, hours);
  });

  it("is another for another text of the register, and for a file that is gone", async () => {
    const part = async (texts: Record<string, string | null>) => (await registerPart("r", texts)).digest;
    const one = await part({ "sites.csv": "a", "units.csv": "" });
    assert.equal(await part({ "sites.csv": "a", "units.csv": "" }), one);
    assert.notEqual(await part({ "sites.csv": "b", "units.csv": "" }), one);
    assert.notEqual(await part({ "sites.csv": "a", "units.csv": null }), one);
  });
});
