import { calendars } from "./calendars.ts";
import { deliveries } from "./deliveries.ts";
import { doors } from "./doors.ts";
import { imports } from "./imports.ts";
import { incidentLives } from "./incident-lives.ts";
import { incidents } from "./incidents.ts";
import { ledgers } from "./ledgers.ts";
import { commands, messages } from "./messages.ts";
import { outboxes } from "./outboxes.ts";
import { registers } from "./registers.ts";
import { sequences } from "./sequences.ts";
import { settlements } from "./settlements.ts";
import { sockets } from "./sockets.ts";
import type { Target } from "./target.ts";

/** The slow ones first, so that the quick ones fill the time in which they run. */
export const TARGETS: readonly Target[] = [
  doors,
  sockets,
  imports,
  sequences,
  outboxes,
  deliveries,
  incidentLives,
  incidents,
  ledgers,
  calendars,
  registers,
  settlements,
  commands,
  messages,
];

/** How many of all inputs each of these targets gets. */
export function shares(targets: readonly Target[], inputs: number): ReadonlyMap<Target, number> {
  const all = targets.reduce((sum, { share }) => sum + share, 0);
  return new Map(targets.map((target) => [target, Math.ceil((inputs * target.share) / all)]));
}
