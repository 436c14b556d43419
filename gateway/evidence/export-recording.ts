import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../nodes/domain/clock.ts";
import type { ExportRequest } from "../../nodes/domain/ledger-export.ts";
import { askToRecord } from "./export-asking.ts";
import { recordOf } from "./journal-facts.ts";
import type { PackFacts } from "./pack-facts.ts";
import type { PackScope } from "./pack-scope.ts";

export interface Asking {
  readonly userDir: string;
  readonly scope: PackScope;
  readonly request: Pick<ExportRequest, "id" | "masked" | "by" | "purpose">;
  readonly clock: Clock;
  /** How long to wait for the gateway, milliseconds. */
  readonly patience: number;
}

/**
 * Has the gateway record who asks for a pack, and looks in the ledger itself whether it did.
 * @returns the record; null where there is none
 */
export async function recordedAs(db: DatabaseSync, asking: Asking): Promise<PackFacts["recorded"]> {
  const { userDir, scope, request, clock, patience } = asking;
  const [site] = scope.sites;
  if (site === undefined) return null;
  const { locker, from, to } = scope;
  const { id, masked, by, purpose } = request;
  const whole: ExportRequest = { id, site: site.id, locker, from, to, masked, by, purpose };
  // Whatever became of the request's file, the ledger says whether it was recorded.
  await askToRecord(userDir, whole, clock, patience);
  const record = recordOf(db, id);
  return record === null ? null : { id, ...record };
}
