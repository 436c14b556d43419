import assert from "node:assert/strict";
import { killed } from "../durability/killed.ts";
import { eventsIn } from "../in-journal.ts";
import { journalFile } from "../journal/making.ts";
import { ProofGateway } from "./proof-writer.ts";

/** Alarms after which each process is killed. */
const AFTER: readonly number[] = [1, 2, 1, 3, 5, 1];

describe("a gateway killed in the midst of telling what was not told", () => {
  it(`${AFTER.length} times: each opening is in one alarm of its day`, async function () {
    this.timeout(60_000);
    const file = journalFile();
    const confirmed: string[] = [];
    for (const after of AFTER) confirmed.push(...(await killed("../report/proof-writer.ts", file, after)));

    const gateway = new ProofGateway(file, () => {});
    await gateway.start();
    await gateway.pass(2 * 24 * 3_600_000);
    await gateway.stop();

    const events = eventsIn(file);
    const alarms = events.filter(({ type }) => type === "not-told");
    const ids = new Set(alarms.map(({ id }) => id));
    assert.deepEqual(
      confirmed.filter((id) => !ids.has(id)),
      [],
    );
    assert.equal(new Set(confirmed).size, confirmed.length);
    const openings = events.filter(({ type }) => type === "opened");
    assert.ok(openings.length > AFTER.length);
    for (const { id, occurred } of openings) {
      const own = alarms.filter(({ data }) => Array.isArray(data.eventIds) && data.eventIds.includes(id));
      const day = new Date(occurred.latest).toLocaleDateString("sv", { timeZone: zone() });
      assert.deepEqual(
        own.map(({ data }) => data.day),
        [day],
        id,
      );
    }
  });
});

/** Of the gateway: the register does not say one for this branch. */
function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
