import type { Fields } from "../config/define.ts";
import type { NodeContext } from "../runtime/define-node.ts";
import type { Store } from "../runtime/store.ts";

/** Counts are shown at most this often: every status is a message to each open editor. */
const SHOW_EVERY_MS = 1000;

export interface Shown {
  /** One of the node's incidents is not what it was. */
  changed(): void;
  stop(): void;
}

/** Shows below the node how many of its incidents are open, and how many of those nobody has acknowledged. */
export function showAlarms(
  node: NodeContext<Fields, Fields>,
  desk: Pick<Store["desk"], "list" | "ready">,
): Shown {
  /** A look at the desk is to come, or none is to come any more. */
  let isSettled = false;
  const changed = () => {
    if (isSettled) return;
    isSettled = true;
    node.clock.after(SHOW_EVERY_MS, () => {
      isSettled = false;
      show();
    });
  };
  function show(): void {
    const own = desk.list().filter((incident) => incident.node === node.id);
    const waiting = own.filter(({ state }) => state === "raised" || state === "returned").length;
    const open = own.length;
    if (waiting > 0) node.status("red", "dot", "open", { open, waiting });
    else if (open > 0) node.status("yellow", "dot", "known", { open });
    else node.status("green", "dot", "none");
  }
  desk.ready.then(changed, changed);
  return {
    changed,
    stop() {
      isSettled = true;
    },
  };
}
