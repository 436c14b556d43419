import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEvent, NO_EVIDENCE, type UnitEvidence } from "../../nodes/domain/occurred.ts";
import { parseEvent } from "../../nodes/domain/parse-event.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { TestClock } from "../clock.ts";
import { acceptedEvent, vectorRegister, vectors } from "./contract-vectors.ts";

/** The vectors of several messages: what door and journal together make of the last one. */
describe("contract: vectors of a sequence", () => {
  for (const vector of vectors("valid").filter(({ after }) => after.length > 0)) {
    it(`${vector.name}: ${vector.about}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "smart-lockers-"));
      const journal = openJournal({ file: join(folder, "journal.sqlite"), clock: new TestClock() });
      try {
        const register = vectorRegister();
        const known = new Map<string, UnitEvidence>();
        let marks: readonly string[] = [];
        for (const payload of [...vector.after, vector.payload]) {
          const parsed = parseEvent(vector.topic, payload, vector.receivedAt, register, known);
          const event = acceptedEvent(parsed);
          known.set(event.unit, afterEvent(known.get(event.unit) ?? NO_EVIDENCE, event));
          const appended = await journal.append(event);
          assert.equal(appended.result, "stored");
          marks = appended.event.marks;
        }
        assert.deepEqual([...marks].sort(), [...vector.marks].sort());
      } finally {
        await journal.close();
        rmSync(folder, { recursive: true });
      }
    });
  }
});
