import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readDemoRegister } from "../../../gateway/local/demo-bank.ts";
import { type LocalRun, startLocalRun } from "../../../gateway/local/local-run.ts";
import { playOnce } from "../../../gateway/local/once.ts";
import { readLine } from "../../../nodes/domain/ledger-lines.ts";
import { until } from "../../until.ts";
import { bytesOf, exported, verdictOf } from "../exported.ts";

describe("the ledger of a gateway that runs", function () {
  this.timeout(180_000);
  let run: LocalRun;
  let lines: string[] = [];
  const file = () => join(run.userDir, "smart-lockers", "journal.sqlite");

  before(async () => {
    run = await startLocalRun({ ports: { editor: 0, broker: 0 }, flows: "flows", seed: 1, tell: () => {} });
    await playOnce(run, 60_000);
    const kinds = () => lines.filter((line) => line.includes('"kind":"notice-accepted"')).length;
    await until(
      "all notices to be accepted",
      () => {
        lines = exported(file());
        return kinds() >= lines.filter((line) => line.includes('"kind":"notice"')).length;
      },
      60_000,
    );
  });
  after(() => run.stop());

  it("holds the configuration, the event, its decision, its incident, and each notice with what became of it", () => {
    const kinds = new Set(
      lines.flatMap((text) => {
        const line = readLine(text);
        return line?.type === "record" ? [`${line.site} ${line.kind}`] : [];
      }),
    );
    for (const kind of ["event", "decision", "incident", "notice", "notice-accepted"]) {
      assert.ok(kinds.has(`MUM01 ${kind}`), `${kind} in ${[...kinds].join(", ")}`);
    }
    assert.ok(kinds.has("gateway configuration"), [...kinds].join(", "));
    assert.deepEqual(verdictOf(bytesOf(lines)).faults, []);
  });

  it("names nobody, by name, number or address", () => {
    const { hirers, contacts } = readDemoRegister();
    const text = lines.join("\n");
    for (const { name, phones, emails } of [...hirers, ...contacts]) {
      for (const personal of [name, ...phones, ...emails]) assert.ok(!text.includes(personal), personal);
    }
  });

  it("is signed within a minute or two, and the signatures are left for whoever copies them", async () => {
    const folder = join(run.userDir, "smart-lockers", "checkpoints");
    const published = await until("the first signature", () => firstIn(folder), 90_000);
    assert.equal(readLine(published.split("\n")[0] ?? "")?.type, "key");
    const verdict = verdictOf(bytesOf(exported(file())));
    assert.deepEqual(verdict.faults, []);
    for (const { site, signed } of verdict.chains) assert.ok(signed, site);
  });
});

function firstIn(folder: string): string | null {
  try {
    return readFileSync(join(folder, "latest.jsonl"), "utf8");
  } catch {
    return null;
  }
}
