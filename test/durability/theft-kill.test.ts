import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { theftDataOf } from "../../nodes/domain/theft-event.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { inJournal } from "../in-journal.ts";
import { journalFile } from "../journal/making.ts";
import { closesOn } from "./closing-bank.ts";
import { killed } from "./killed.ts";
import { FEED, INCIDENTS, lookAt } from "./theft-writer.ts";

/** Lines after which each process is killed. */
const AFTER: readonly number[] = [1, 2, 3, 11, 4, 25, 1, 40];

describe("a gateway killed while officers confirm thefts and a branch puts off its closing", () => {
  const file = journalFile();
  const lines: string[] = [];
  let last = 0;

  before(async function () {
    this.timeout(60_000);
    const journal = openJournal({ file, clock: systemClock });
    for (let index = 0; index < INCIDENTS; index += 1) {
      const event = opened(index);
      await journal.append(event);
      await journal.raise({
        ...{ event, cause: "forced", priority: 1, summary: "forced", at: 1, now: 1 },
        ...{ alarmAgainAfter: 0, node: "", access: null },
      });
    }
    const { items } = await journal.openIncidents(0, INCIDENTS);
    await journal.close();
    // Their ids are drawn by chance: the writer knows them by number.
    const db = new DatabaseSync(file);
    items.forEach(({ id }, index) => {
      db.prepare("UPDATE incident SET id = ?, body = json_set(body, '$.id', ?) WHERE id = ?").run(
        ...[`I-${index}`, `I-${index}`, id],
      );
    });
    db.close();
    let round = 0;
    for (const after of AFTER) {
      const said = await killed("./theft-writer.ts", file, after, String(round));
      lines.push(...said);
      round += said.length + 1;
    }
    last = round;
    // The next start goes on where the last one was killed.
    const again = openJournal({ file, clock: systemClock });
    await lookAt(again, last);
    await again.close();
  });

  function rows(sql: string): readonly Record<string, unknown>[] {
    return inJournal(file, (db) => db.prepare(sql).all());
  }

  it("keeps everything that was acknowledged, each with its record and its event for the insurers, once", () => {
    const events = rows("SELECT position, body FROM event WHERE type LIKE 'theft-%'").map(
      ({ position, body }) => {
        const event: LockerEvent = JSON.parse(String(body));
        return { position: Number(position), step: stepOf(event) };
      },
    );
    const kept = rows("SELECT incident, step, event FROM theft").map(({ incident, step, event }) => ({
      position: Number(event),
      step: `${incident} ${step}`,
    }));
    const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position;
    assert.deepEqual(kept.sort(byPosition), events.sort(byPosition));
    assert.equal(new Set(kept.map(({ step }) => step)).size, kept.length, "each once");
    const open = rows(`SELECT position FROM delivery WHERE node = '${FEED}' ORDER BY position`);
    assert.deepEqual(
      open.map(({ position }) => Number(position)),
      events.map(({ position }) => position),
    );
    const recorded = rows("SELECT body FROM ledger WHERE kind = 'theft'").map(({ body }) => {
      const { incident, step } = JSON.parse(String(body));
      return `${incident} ${step}`;
    });
    assert.deepEqual(recorded.sort(), kept.map(({ step }) => step).sort());
    const said = lines.filter((line) => line.startsWith("theft ")).map((line) => line.slice("theft ".length));
    assert.ok(said.length > AFTER.length);
    assert.deepEqual(
      said.filter((step) => !recorded.includes(step)),
      [],
    );
  });

  it("tells each change of the closing to each insurer, each once, in one chain of references", () => {
    const told = rows("SELECT key FROM notice ORDER BY position").map(({ key }) => String(key));
    assert.equal(new Set(told).size, told.length);
    const of = (id: string) =>
      told.filter((key) => key.endsWith(`|${id}`)).map((key) => key.split("|")[1] ?? "");
    for (const id of ["S-1", "S-2"]) {
      const numbers = of(id).map((notice) => Number(notice.split("#")[1] ?? 1));
      assert.deepEqual(
        numbers,
        numbers.map((_, index) => index + 1),
        "none is left out",
      );
      assert.equal(of(id).at(-1)?.split("#")[0], `MUM01:*:branch-closing:${closesOn(last)}`);
      for (const line of lines.filter((one) => one.startsWith("closure ")))
        assert.ok(
          of(id).some((notice) => notice.includes(closesOn(Number(line.split(" ")[1])))),
          line,
        );
    }
    assert.deepEqual(of("S-1"), of("S-2"));
  });
});

function stepOf(event: LockerEvent): string {
  const data = theftDataOf(event);
  return `${data?.incident} ${data?.step}`;
}

function opened(index: number): LockerEvent {
  return {
    ...{
      id: `U-${index}`,
      site: "MUM01",
      unit: "U",
      locker: `L-${index}`,
      at: 1,
      receivedAt: 1,
      late: false,
    },
    type: "forced",
    occurred: { earliest: 1, latest: 1 },
    clock: "sntp",
    ...{ marks: [], boot: 1, seq: index + 1, uptime: 1, door: null, tamper: null, data: {} },
  };
}
