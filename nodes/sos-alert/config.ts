import * as v from "valibot";
import { type ConfigOf, defineConfig } from "../config/define.ts";
import { list, number, text, version } from "../config/fields.ts";
import { problem } from "../config/problem.ts";
import { cell, choiceCell, rowsOf } from "../config/rows.ts";
import { DERIVED_EVENT_TYPES, UNIT_EVENT_TYPES } from "../domain/event.ts";
import type { Cause, Priority } from "../domain/incident.ts";
import { canAlarm } from "../domain/incident-causes.ts";
import {
  DEFAULT_POLICY,
  type IncidentPolicy,
  PRIORITIES,
  type PriorityRow,
  SHELVE_LONGEST,
} from "../domain/incident-policy.ts";
import { MIGRATIONS } from "./migrations.ts";

/** Where the columns of the tables have their names. */
export const COLUMNS = "sos-alert.column";
const ROW = "sos-alert.place.row";

/** Minutes that a tier has, and between two repetitions. */
const LONGEST_WAIT = 1440;
/** Tiers after the first one. */
const MOST_TIERS = 8;

const ALL = ["opened-outside-hours", ...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES] as const;

/** What can be an alarm, the graver ones first. */
export const CAUSES: readonly Cause[] = ALL.filter(canAlarm).sort((a, b) => rank(a) - rank(b));

function rank(cause: Cause): number {
  const { open, closed } = PRIORITIES[cause];
  return closed * 10 + open;
}

const priorityCell = cell(priorityFrom, problem("sos-alert.check.priority"));

function priorityFrom(given: string): Priority | null {
  return ([1, 2, 3] as const).find((one) => String(one) === given) ?? null;
}

/** Minutes one after the other, as "2, 5"; empty: none. Null where it is no such list. */
function minutesFrom(given: string): readonly number[] | null {
  const parts = given === "" ? [] : given.split(",").map((part) => part.trim());
  const minutes = parts.map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : 0));
  const isList = minutes.length <= MOST_TIERS && minutes.every((one) => one >= 1 && one <= LONGEST_WAIT);
  return isList ? minutes : null;
}

function repeatFrom(given: string): number | null {
  return /^\d{1,4}$/.test(given) && Number(given) <= LONGEST_WAIT ? Number(given) : null;
}

/** One row of each table, as the editor keeps it and flow files hold it: text in every cell. */
export const priorityRow = v.object({
  cause: choiceCell(CAUSES),
  open: priorityCell,
  closed: priorityCell,
});

export const escalationRow = v.object({
  priority: priorityCell,
  escalate: cell(
    minutesFrom,
    problem("sos-alert.check.escalate", { most: MOST_TIERS, longest: LONGEST_WAIT }),
  ),
  repeat: cell(repeatFrom, problem("sos-alert.check.repeat", { longest: LONGEST_WAIT })),
});

const priorities = v.pipe(
  rowsOf(ROW, COLUMNS, priorityRow),
  v.check(
    (rows) => new Set(rows.map(({ cause }) => cause)).size === rows.length,
    problem("sos-alert.check.same-cause"),
  ),
);

const escalation = v.pipe(
  rowsOf(ROW, COLUMNS, escalationRow),
  v.check(
    (rows) =>
      rows
        .map(({ priority }) => priority)
        .sort()
        .join() === "1,2,3",
    problem("sos-alert.check.three-rows"),
  ),
);

/** The rows of a freshly dragged node. */
export const USUAL_ESCALATION = ([1, 2, 3] as const).map((priority) => ({
  priority: String(priority),
  escalate: DEFAULT_POLICY.escalate[priority].join(", "),
  repeat: String(DEFAULT_POLICY.repeat[priority]),
}));

export const sosAlert = defineConfig({
  fields: {
    name: text({ max: 80 }),
    /** Causes whose priority is another one than usual. */
    priorities: list([], priorities),
    escalation: list(USUAL_ESCALATION, escalation),
    /** Minutes. */
    alarmAgainAfter: number({ value: DEFAULT_POLICY.alarmAgainAfter, min: 0, max: 1440 }),
    /** Minutes. */
    shelveAtMost: number({
      ...{ value: DEFAULT_POLICY.shelveAtMost, min: 1, max: SHELVE_LONGEST, integer: true },
    }),
    version: version(MIGRATIONS),
  },
});

export type SosAlertConfig = ConfigOf<typeof sosAlert>;

/** The rules that a valid configuration gives for incidents. */
export function policyOf(config: SosAlertConfig): IncidentPolicy {
  const { alarmAgainAfter, shelveAtMost } = config;
  const rows = config.priorities.map(({ cause, open, closed }): [Cause, PriorityRow] => [
    cause,
    { open, closed },
  ]);
  const of = (priority: Priority) => config.escalation.find((row) => row.priority === priority);
  const escalate = (priority: Priority) => of(priority)?.escalate ?? [];
  const repeat = (priority: Priority) => of(priority)?.repeat ?? 0;
  return {
    priorities: Object.fromEntries(rows),
    escalate: { 1: escalate(1), 2: escalate(2), 3: escalate(3) },
    repeat: { 1: repeat(1), 2: repeat(2), 3: repeat(3) },
    alarmAgainAfter,
    shelveAtMost,
  };
}
