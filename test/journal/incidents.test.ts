import assert from "node:assert/strict";
import { directJournal, eventOf, incidentRequest, NOW } from "./making.ts";

const event = (seq: number) => {
  const { id, site, unit, locker } = eventOf({ seq });
  return { id, site, unit, locker };
};

describe("incidents in the journal", () => {
  it("one is open per locker and cause; each event counts once", async () => {
    const { journal, line } = directJournal();
    await journal.append(eventOf({ seq: 1 }));
    const first = await journal.raise(incidentRequest({ event: event(1) }));
    assert.deepEqual([first.change, first.known, first.incident.count], ["raised", false, 1]);

    const repeated = await journal.raise(incidentRequest({ event: event(2), at: NOW + 1 }));
    assert.deepEqual([repeated.change, repeated.known, repeated.incident.count], ["counted", false, 2]);
    assert.equal(repeated.incident.id, first.incident.id);
    assert.equal(repeated.incident.transition, 2);

    line.restart();
    assert.deepEqual(await journal.raise(incidentRequest({ event: event(1) })), { ...first, known: true });
    assert.deepEqual(await journal.raise(incidentRequest({ event: event(2) })), { ...repeated, known: true });
    const third = await journal.raise(incidentRequest({ event: event(3), at: NOW + 2 }));
    assert.deepEqual([third.incident.count, third.incident.transition], [3, 3]);
  });

  it("the same event may give cause for two incidents", async () => {
    const { journal } = directJournal();
    const forced = await journal.raise(incidentRequest({ cause: "forced" }));
    const outside = await journal.raise(incidentRequest({ cause: "opened-outside-hours" }));
    assert.deepEqual([forced.change, outside.change], ["raised", "raised"]);
    assert.notEqual(forced.incident.id, outside.incident.id);
  });

  it("without a locker the incident is the unit's", async () => {
    const { journal } = directJournal();
    const unit = { ...event(1), locker: null };
    const raised = await journal.raise(incidentRequest({ event: unit, cause: "offline" }));
    const again = await journal.raise(incidentRequest({ event: { ...unit, id: "other" }, cause: "offline" }));
    assert.deepEqual([raised.incident.locker, again.change], [null, "counted"]);
  });

  const damages: readonly (readonly [what: string, how: string])[] = [
    ["is no JSON", "replace(body, '{', '[')"],
    ["is another one's", "replace(body, '-0001', '-0009')"],
    ["has lost its count", "replace(body, 'transition', 'transitiom')"],
    ["is nothing", "x'00'"],
  ];
  for (const [what, how] of damages) {
    it(`that ${what}, as the disk gives it back, is kept aside, and a new one is raised`, async () => {
      const { journal, line } = directJournal();
      const first = await journal.raise(incidentRequest({ event: event(1) }));
      line.db.exec(`UPDATE incident SET body = ${how}`);
      const second = await journal.raise(incidentRequest({ event: event(2), at: NOW + 1 }));
      assert.deepEqual([second.change, second.known, second.incident.count], ["raised", false, 1]);
      assert.notEqual(second.incident.id, first.incident.id);
      const third = await journal.raise(incidentRequest({ event: event(3), at: NOW + 2 }));
      assert.deepEqual([third.change, third.incident.id], ["counted", second.incident.id]);
      const ids = line.db.prepare("SELECT id FROM incident ORDER BY position").all();
      assert.deepEqual(
        ids.map(({ id }) => id),
        [first.incident.id, second.incident.id],
      );
    });
  }

  it("counts an event once more where it is not known any more what became of it", async () => {
    const { journal, line } = directJournal();
    const first = await journal.raise(incidentRequest({ event: event(1) }));
    line.db.exec("UPDATE incident_event SET incident = replace(incident, '{', '[')");
    const again = await journal.raise(incidentRequest({ event: event(1), at: NOW + 1 }));
    assert.deepEqual([again.known, again.incident.id, again.incident.count], [false, first.incident.id, 2]);
    const known = await journal.raise(incidentRequest({ event: event(1) }));
    assert.deepEqual(known, { ...again, known: true });
  });

  it("keeps the decision that made it an alarm as evidence", async () => {
    const { journal, line } = directJournal();
    const access = {
      inside: false,
      code: "outside-hours",
      reason: "Outside the hours.",
      localTime: "2026-11-22T22:00:00+05:30",
      timeZone: "Asia/Kolkata",
      calendarVersion: "1",
      uncertain: false,
    } as const;
    await journal.raise(incidentRequest({ access }));
    const row = line.db.prepare("SELECT access FROM incident_event").get();
    assert.deepEqual(JSON.parse(String(row?.access)), access);
  });
});
