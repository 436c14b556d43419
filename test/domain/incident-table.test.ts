import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import { type Incident, type IncidentState, isAlarm } from "../../nodes/domain/incident.ts";
import { act, type IncidentAction } from "../../nodes/domain/incident-act.ts";
import { advance, raise, returned } from "../../nodes/domain/incident-life.ts";
import { incidentOf, RAISED } from "./incidents.ts";

const MINUTE_MS = 60_000;
const NOW = RAISED + 10 * MINUTE_MS;
const ASHA = { by: "asha", at: RAISED + MINUTE_MS };
const SHELVED = { by: "ravi", at: RAISED + 2 * MINUTE_MS, until: RAISED + 62 * MINUTE_MS, count: 1 };

const standing = { cause: "held-open", condition: "standing" } as const;
const over = { cause: "held-open", condition: "returned" } as const;
const moment = { cause: "access-denied", condition: "momentary" } as const;
const shelved = { state: "shelved", shelved: SHELVED } as const;

/** Every state, and within one whatever makes a difference. */
const SITUATIONS: Readonly<Record<string, Incident>> = {
  "raised, standing": incidentOf({ state: "raised", ...standing }),
  "raised, a moment": incidentOf({ state: "raised", ...moment }),
  acknowledged: incidentOf({ state: "acknowledged", ...standing, acknowledged: ASHA }),
  returned: incidentOf({ state: "returned", ...over }),
  "latched, over": incidentOf({ state: "latched", ...over, acknowledged: ASHA }),
  "latched, a moment": incidentOf({ state: "latched", ...moment, acknowledged: ASHA }),
  "shelved, unknown, standing": incidentOf({ ...shelved, ...standing }),
  "shelved, unknown, over": incidentOf({ ...shelved, ...over }),
  "shelved, known, standing": incidentOf({ ...shelved, ...standing, acknowledged: ASHA }),
  "shelved, known, over": incidentOf({ ...shelved, ...over, acknowledged: ASHA }),
  "shelved, known, a moment": incidentOf({ ...shelved, ...moment, acknowledged: ASHA }),
  "shelved, known, again": incidentOf({ ...shelved, ...moment, acknowledged: ASHA, count: 2 }),
  reset: incidentOf({ state: "reset", ...over, acknowledged: ASHA, reset: ASHA }),
};

type Stimulus = (incident: Incident) => Incident | null;

function event(minutesAfterAlarm: number): Stimulus {
  return (incident) => {
    const { site, unit, locker, cause, priority } = incident;
    const at = incident.alarmedAt + minutesAfterAlarm * MINUTE_MS;
    const request = { cause, priority, summary: "Again.", at, now: at, alarmAgainAfter: 15 * MINUTE_MS };
    const happened = { event: { id: "e2", site, unit, locker }, node: "sos", ...request };
    // The journal knows no open one then.
    return raise(incident.state === "reset" ? null : incident, happened, "I-2");
  };
}

function deed(asked: Pick<IncidentAction, "do" | "minutes" | "despite">): Stimulus {
  return (incident) => act(incident, { incident: "I-1", by: "meera", remark: "Seen.", ...asked }, NOW);
}

const STIMULI = {
  event: event(1),
  "event later": event(15),
  returns: returned,
  escalate: (incident) => advance(incident, "escalated", NOW),
  repeat: (incident) => advance(incident, "repeated", NOW),
  "shelf ends": (incident) => advance(incident, "unshelved", NOW),
  acknowledge: deed({ do: "acknowledge" }),
  reset: deed({ do: "reset" }),
  "reset despite": deed({ do: "reset", despite: true }),
  shelve: deed({ do: "shelve", minutes: 60 }),
  unshelve: deed({ do: "unshelve" }),
} satisfies Record<string, Stimulus>;

/** What a person is told who asks for what cannot be. */
const REFUSALS = {
  known: /asha acknowledged it at 2026-11-22 04:46 UTC already/,
  first: /Nobody has acknowledged it yet: acknowledge it first/,
  stands: /asha acknowledged it .* still stands.*despite/,
  "off first": /ravi shelved it at 2026-11-22 04:47 UTC: take it off the shelf first/,
  "on shelf": /ravi shelved it at 2026-11-22 04:47 UTC already, until 2026-11-22 05:47 UTC/,
  "not on": /It is not shelved/,
  ended: /asha reset it at 2026-11-22 04:46 UTC, so nothing can be done/,
} as const;

/**
 * Change and state that each stimulus leads to; "!" before one that alarms, "-" where nothing happens, "x" before a
 * refusal.
 */
const TABLE = `
situation | event               | event later          | returns           | escalate             | repeat               | shelf ends            | acknowledge                 | reset         | reset despite  | shelve          | unshelve
raised, standing           | counted raised      | !renewed raised      | returned returned | !escalated raised    | !repeated raised     | -                     | acknowledged acknowledged   | x first       | x first        | shelved shelved | x not on
raised, a moment           | counted raised      | !renewed raised      | -                 | !escalated raised    | !repeated raised     | -                     | acknowledged latched        | x first       | x first        | shelved shelved | x not on
acknowledged               | counted acknowledged| !renewed raised      | returned latched  | -                    | -                    | -                     | x known                     | x stands      | reset reset    | shelved shelved | x not on
returned                   | !renewed raised     | !renewed raised      | -                 | !escalated returned  | !repeated returned   | -                     | acknowledged latched        | x first       | x first        | shelved shelved | x not on
latched, over              | !renewed raised     | !renewed raised      | -                 | -                    | -                    | -                     | x known                     | reset reset   | reset reset    | shelved shelved | x not on
latched, a moment          | !renewed raised     | !renewed raised      | -                 | -                    | -                    | -                     | x known                     | reset reset   | reset reset    | shelved shelved | x not on
shelved, unknown, standing | counted shelved     | counted shelved      | returned shelved  | -                    | -                    | !unshelved raised     | acknowledged shelved        | x off first   | x off first    | x on shelf      | !unshelved raised
shelved, unknown, over     | counted shelved     | counted shelved      | -                 | -                    | -                    | !unshelved returned   | acknowledged shelved        | x off first   | x off first    | x on shelf      | !unshelved returned
shelved, known, standing   | counted shelved     | counted shelved      | returned shelved  | -                    | -                    | !unshelved raised     | x known                     | x off first   | x off first    | x on shelf      | resumed acknowledged
shelved, known, over       | counted shelved     | counted shelved      | -                 | -                    | -                    | resumed latched       | x known                     | x off first   | x off first    | x on shelf      | resumed latched
shelved, known, a moment   | counted shelved     | counted shelved      | -                 | -                    | -                    | resumed latched       | x known                     | x off first   | x off first    | x on shelf      | resumed latched
shelved, known, again      | counted shelved     | counted shelved      | -                 | -                    | -                    | !unshelved raised     | x known                     | x off first   | x off first    | x on shelf      | !unshelved raised
reset                      | !raised raised      | !raised raised       | -                 | -                    | -                    | -                     | x ended                     | x ended       | x ended        | x ended         | x ended
`;

const [[, ...HEAD] = [], ...ROWS] = TABLE.trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()));

function outcome(stimulus: Stimulus, incident: Incident): string {
  try {
    const after = stimulus(incident);
    return after === null ? "-" : `${isAlarm(after.change) ? "!" : ""}${after.change} ${after.state}`;
  } catch (thrown) {
    assert.ok(thrown instanceof LockerError);
    assert.equal(thrown.code, "incident-refused");
    return `x ${thrown.message}`;
  }
}

describe("the life of an incident: every situation and whatever happens to it", () => {
  it("the table leaves nothing out", () => {
    assert.deepEqual(HEAD, Object.keys(STIMULI));
    assert.deepEqual(
      ROWS.map(([name]) => name),
      Object.keys(SITUATIONS),
    );
    const states = new Set(Object.values(SITUATIONS).map(({ state }) => state));
    const all: readonly IncidentState[] = [
      ...(["raised", "acknowledged", "returned", "latched", "shelved", "reset"] as const),
    ];
    assert.deepEqual([...states].sort(), [...all].sort());
  });

  for (const [name = "", ...cells] of ROWS) {
    for (const [column, [stimulus, apply]] of Object.entries(STIMULI).entries()) {
      const expected = cells[column] ?? "";
      it(`${name}, ${stimulus}: ${expected}`, () => {
        const incident = SITUATIONS[name];
        assert.ok(incident);
        const before = structuredClone(incident);
        const found = outcome(apply, incident);
        if (!expected.startsWith("x ")) assert.equal(found, expected);
        else {
          const refusal = Object.entries(REFUSALS).find(([key]) => expected === `x ${key}`);
          assert.ok(refusal, `no refusal is called ${expected}`);
          assert.match(found, refusal[1]);
        }
        assert.deepEqual(incident, before, "the incident itself stays as it is");
      });
    }
  }
});
