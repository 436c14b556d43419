import type { Fields } from "../config/define.ts";
import type { NodeContext } from "../runtime/define-node.ts";
import type { Sites } from "./sites.ts";
import type { VisitDesk } from "./visit-desk.ts";

/** What the node shows below itself, and what it says in the log. */
export interface Shown {
  changed(): void;
  /** Why the folder cannot be used; null when it can again. */
  fault(why: string | null): void;
  /** A file was put away, so many lines of which were not registered; 0: nothing of it could be used. */
  refused(lines: number): void;
  /** The sites for which another node keeps visits, too. */
  doubled(sites: readonly string[]): void;
  /** Why it could not begin. */
  notBegun(why: string): void;
  stop(): void;
}

/** Counts only: a status is seen by whoever looks over somebody's shoulder. */
export function showVisits(
  node: Pick<NodeContext<Fields, Fields>, "status" | "warn" | "error" | "translate">,
  desk: Pick<VisitDesk, "counts">,
  sites: Sites,
): Shown {
  let isFaulty = false;
  let stopped = false;
  const unknown = sites.unknown.join(", ");
  if (unknown !== "") node.warn(node.translate("locker-visit.warn.unknown-site", { sites: unknown }));
  node.status("grey", "ring", "starting");
  const changed = () => {
    if (stopped) return;
    const { open, late } = desk.counts();
    if (isFaulty) node.status("red", "ring", "folder");
    else if (late > 0) node.status("red", "dot", "late", { open, late });
    else node.status(open > 0 ? "green" : "grey", "dot", "open", { open });
  };
  return {
    changed,
    fault(why) {
      isFaulty = why !== null;
      if (why !== null) node.error(why);
      changed();
    },
    refused(lines) {
      node.warn(node.translate("locker-visit.warn.refused", { lines }));
    },
    doubled(sites) {
      if (stopped || sites.length === 0) return;
      node.warn(node.translate("locker-visit.warn.doubled", { sites: sites.join(", ") }));
    },
    notBegun(why) {
      if (!stopped) node.error(why);
    },
    stop() {
      stopped = true;
    },
  };
}
