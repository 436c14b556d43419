import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventsIn } from "../../../in-journal.ts";
import { journalFile } from "../../../journal/making.ts";
import { lockerOf, shown, unitOf } from "../../../nodes/watched-gateway.ts";
import { until } from "../../../until.ts";

const SITE = "MUM01";
const UNITS = [1, 2, 3].map((n) => unitOf(SITE, n));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A gateway that is started again and again on the same journal, twenty times as fast as the world. */
function gateway(units: number) {
  const file = journalFile();
  const began = Date.now();
  let lives = 0;
  return {
    async start() {
      lives += 1;
      const said = join(dirname(dirname(file)), `said-${lives}`);
      const out = openSync(said, "w");
      const script = fileURLToPath(new URL("../watching.ts", import.meta.url));
      const child = spawn(
        process.execPath,
        ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", script, file, `${began}`, `${units}`],
        { stdio: ["pipe", out, "inherit"] },
      );
      const ended = once(child, "close");
      const lines = () => readFileSync(said, "utf8").split("\n").slice(0, -1);
      const says = (line: string) => until(line, () => lines().includes(line), 30_000);
      const send = (unit: string, message: string, body: object, retained = false) => {
        const topic = `lockers/v1/${SITE}/${unit}/${message}`;
        child.stdin?.write(
          `${JSON.stringify({ topic, body: { v: 1, unit, boot: 1, ...body }, retained })}\n`,
        );
      };
      await says("ready");
      return {
        ...{ says, lines },
        status: (unit: string) =>
          send(unit, "status", {
            ...{
              online: true,
              nonce: "9f86d081884c7d65",
              firmware: "1.0.0",
              lockers: [],
              seq: 0,
              clock: "sntp",
            },
          }),
        will: (unit: string, retained = false) => send(unit, "status", { online: false }, retained),
        opened: (n: number) =>
          send(unitOf(SITE, n), "event", {
            ...{ locker: lockerOf(SITE, n), seq: 1, type: "opened", at: null, clock: "none", uptime: 1000 },
          }),
        async kill() {
          child.kill("SIGKILL");
          const [, signal] = await ended;
          closeSync(out);
          assert.equal(signal, "SIGKILL");
          assert.deepEqual(
            lines().filter((line) => /^(rejected|fault)/.test(line)),
            [],
          );
        },
      };
    },
    /** All that was ever stored. */
    ledger(): readonly string[] {
      return eventsIn(file).map(shown);
    },
  };
}

describe("a gateway that is killed while it watches", () => {
  const LOST = "mass-offline gateway units 3";
  const OVER = "mass-offline gateway over";

  /** Milliseconds of the world after the last wills: while they are held (1.5 s), about when they are told, and later. */
  for (const moment of [0, 1480, 1520, 2500]) {
    it(`tells units that are lost together once, killed ${moment} ms after their last wills, and their return`, async function () {
      this.timeout(60_000);
      const { start, ledger } = gateway(UNITS.length);
      const first = await start();
      for (const unit of UNITS) first.status(unit);
      for (const unit of UNITS) await first.says(`told online ${unit}`);
      for (const unit of UNITS) first.will(unit);
      await pause(moment);
      await first.kill();
      const second = await start();
      for (const unit of UNITS) second.will(unit, true);
      await until("the event", () => ledger().includes(LOST));
      // Longer than the hold.
      await pause(2500);
      for (const unit of UNITS) second.status(unit);
      await second.says(`told ${OVER}`);
      await second.kill();
      const third = await start();
      for (const unit of UNITS) third.status(unit);
      await pause(1000);
      await third.kill();
      const found = ledger().filter((one) => /offline/.test(one));
      assert.deepEqual(found, [LOST, OVER]);
    });
  }

  it("tells units that fell silent once, killed about when it does", async function () {
    this.timeout(60_000);
    const { start, ledger } = gateway(UNITS.length);
    const first = await start();
    for (const unit of UNITS) first.status(unit);
    await until(
      "the event",
      () => first.lines().some((line) => line.startsWith("told mass-offline")),
      30_000,
    );
    await first.kill();
    const second = await start();
    // Longer than the silence and its hold, 175 s.
    await pause(11_000);
    await second.kill();
    const found = ledger().filter((one) => /offline/.test(one));
    assert.deepEqual(found, [LOST]);
  });

  /** Milliseconds of the world after the fifth opening was sent. */
  for (const moment of [0, 2, 4, 8, 32]) {
    it(`tells a mass opening once, killed ${moment} ms after the opening that makes it one`, async function () {
      this.timeout(60_000);
      const { start, ledger } = gateway(6);
      const first = await start();
      const acknowledged = (n: number) => `acknowledged lockers/v1/${SITE}/${unitOf(SITE, n)}/event 1`;
      for (const n of [1, 2, 3, 4]) {
        first.opened(n);
        await first.says(acknowledged(n));
      }
      first.opened(5);
      await pause(moment);
      await first.kill();
      const second = await start();
      // A broker sends again what was not acknowledged, and a unit what it got no answer for.
      for (const n of [1, 2, 3, 4, 5, 6]) second.opened(n);
      for (const n of [1, 2, 3, 4, 5, 6]) await second.says(acknowledged(n));
      await second.kill();
      const found = ledger().filter((one) => one.startsWith("mass-opening"));
      assert.equal(found.length, 1);
      // What is told first after the start may know the sixth already.
      assert.match(found[0] ?? "", /^mass-opening gateway [56]$/);
      assert.equal(ledger().filter((one) => one.startsWith("opened")).length, 6);
    });
  }
});
