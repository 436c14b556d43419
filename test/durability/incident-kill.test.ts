import assert from "node:assert/strict";
import type { Incident } from "../../nodes/domain/incident.ts";
import { openJournal, type WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { journalFile, NOW } from "../journal/making.ts";
import { killed } from "./killed.ts";

/** Changes that lead to each state. */
const WAYS: readonly (readonly [Incident["state"], readonly string[]])[] = [
  ["raised", ["raised"]],
  ["raised", ["raised", "escalated", "repeated"]],
  ["acknowledged", ["raised", "acknowledged"]],
  ["returned", ["raised", "returned"]],
  ["latched", ["raised", "acknowledged", "returned"]],
  ["latched", ["raised", "returned", "acknowledged"]],
  ["shelved", ["raised", "shelved"]],
  ["shelved", ["raised", "acknowledged", "shelved", "returned"]],
  ["raised", ["raised", "shelved", "unshelved"]],
  ["reset", ["raised", "acknowledged", "returned", "reset"]],
];

async function all(journal: WorkerJournal): Promise<readonly Incident[]> {
  const open = await journal.openIncidents(0, 1000);
  const past = await journal.pastIncidents({}, null, 1000);
  return [...open.items, ...past.items];
}

/** The changes that the sos-alert is still to be told of. */
async function untold(journal: WorkerJournal, id: string): Promise<readonly string[]> {
  const changes: string[] = [];
  for (let after = 0; ; ) {
    const page = await journal.openDeliveries("sos", after, 256);
    for (const { event } of page.items) {
      const incident = event.data.incident as Incident;
      if (incident.id === id) changes.push(incident.change);
    }
    if (page.isAll) return changes;
    after = page.through;
  }
}

const BY_EVENT = ["raised", "renewed", "counted"];

describe("a process killed", function () {
  this.timeout(60_000);

  for (const [state, changes] of WAYS) {
    it(`with an incident that is ${state} (${changes.join(", ")}): it is so still, and goes on from there`, async () => {
      const file = journalFile();
      const lines = await killed("./incident-writer.ts", file, changes.length, ...changes);
      assert.equal(lines.length, changes.length);
      const journal = openJournal({ file, clock: systemClock });
      const [incident, ...others] = await all(journal);
      assert.ok(incident);
      assert.deepEqual(others, []);
      assert.deepEqual(
        [incident.state, incident.change, incident.transition],
        [state, changes.at(-1), changes.length],
      );
      const history = await journal.incidentHistory(incident.id);
      assert.deepEqual(
        history.map(({ change }) => change),
        changes,
      );
      const told = changes.filter((change) => !BY_EVENT.includes(change));
      assert.deepEqual(await untold(journal, incident.id), told, "what was not told yet is told again");

      const person = { incident: incident.id, by: "ravi", remark: "After the power cut." };
      if (state === "reset") {
        await assert.rejects(journal.act({ ...person, do: "acknowledge" }, NOW), /asha reset it/);
      } else {
        const { shelved, acknowledged } = incident;
        if (shelved !== null) await journal.act({ ...person, do: "unshelve" }, NOW);
        if (acknowledged === null) await journal.act({ ...person, do: "acknowledge" }, NOW);
        assert.equal((await journal.act({ ...person, do: "reset", despite: true }, NOW)).state, "reset");
      }
      await journal.close();
    });
  }

  it("again and again in the middle of it: each change that was confirmed is there, once, and was told", async () => {
    const file = journalFile();
    const confirmed = new Map<string, string[]>();
    for (const after of [1, 2, 4, 7, 12, 30]) {
      for (const line of await killed("./incident-writer.ts", file, after, "lives")) {
        const [id = "", transition, change = ""] = line.split(" ");
        const before = confirmed.get(id) ?? [];
        assert.equal(Number(transition), before.length + 1);
        confirmed.set(id, [...before, change]);
      }
      // The next one begins with an incident of its own.
      await endAll(file);
    }
    const journal = openJournal({ file, clock: systemClock });
    assert.ok(confirmed.size > 6);
    for (const [id, changes] of confirmed) {
      const history = await journal.incidentHistory(id);
      const found = history.map(({ change }) => change);
      assert.deepEqual(found.slice(0, changes.length), changes);
      assert.deepEqual(
        history.map(({ transition }) => transition),
        found.map((_, index) => index + 1),
      );
      const told = found.filter((change) => !BY_EVENT.includes(change));
      assert.deepEqual(await untold(journal, id), told);
    }
    await journal.close();
  });
});

/** Ends what is open in a journal, whatever state it was left in. */
async function endAll(file: string): Promise<void> {
  const journal = openJournal({ file, clock: systemClock });
  for (const { id, shelved, acknowledged } of (await journal.openIncidents(0, 100)).items) {
    const person = { incident: id, by: "ravi", remark: "After the kill." };
    if (shelved !== null) await journal.act({ ...person, do: "unshelve" }, NOW);
    if (acknowledged === null) await journal.act({ ...person, do: "acknowledge" }, NOW);
    await journal.act({ ...person, do: "reset", despite: true }, NOW);
  }
  await journal.close();
}
