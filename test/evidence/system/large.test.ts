import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { openJournal } from "../../../nodes/journal/worker-journal.ts";
import { TestClock } from "../../clock.ts";
import { NOW } from "../../journal/making.ts";
import { access, folder } from "../../ledger/making.ts";
import { eventOfLocker, LOCKER, sha256sum } from "../making.ts";

const EVENTS = 100_000;
/** Appended at once. */
const GROUP = 2000;
/** Megabytes of old space: far less than the pack has on the disk. */
const HEAP_MB = 64;
const CLI = resolve(import.meta.dirname, "../../../gateway/cli.ts");

/** Runs the command with little memory. */
function smartLockers(...args: readonly string[]): Promise<{ code: number | null; told: string }> {
  // The command starts itself anew with the flags that SQLite needs, so the limit has to be in the environment.
  const flags = `--max-old-space-size=${HEAP_MB} --disable-warning=MODULE_TYPELESS_PACKAGE_JSON`;
  const env = { ...process.env, NODE_OPTIONS: flags };
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  for (const output of [child.stdout, child.stderr])
    output.on("data", (chunk: Buffer) => {
      told += chunk;
    });
  return new Promise((done) => child.on("close", (code) => done({ code, told })));
}

/** Every second event is of the locker, with a decision. */
async function journalOf(events: number): Promise<string> {
  const userDir = folder();
  const file = join(userDir, "smart-lockers", "journal.sqlite");
  const journal = openJournal({ file, clock: new TestClock(NOW) });
  for (let first = 1; first <= events; first += GROUP) {
    const group = Array.from({ length: Math.min(GROUP, events - first + 1) }, (_, n) =>
      eventOfLocker(first + n, { locker: (first + n) % 2 === 0 ? LOCKER : "MUM01-0002" }),
    );
    await Promise.all(
      group.flatMap((event) => [
        journal.append(event),
        journal.decide({ event, node: "window", access, at: event.receivedAt }),
      ]),
    );
  }
  await journal.sign(NOW + events * 60_000, true);
  await journal.close();
  return userDir;
}

describe(`a pack out of a journal of ${EVENTS.toLocaleString("en-US")} events`, function () {
  this.timeout(600_000);

  it(`is made and verified with ${HEAP_MB} MB`, async () => {
    const userDir = await journalOf(EVENTS);
    const pack = join(folder(), "pack");
    const made = await smartLockers("export", "--locker", LOCKER, "--user-dir", userDir, "--out", pack);
    assert.equal(made.code, 0, made.told);
    assert.deepEqual(await sha256sum(pack), { code: 0, failed: [] });
    const verified = await smartLockers("verify", pack);
    assert.equal(verified.code, 0, verified.told);
  });
});
