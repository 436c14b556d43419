import type { NodeStatus } from "node-red";
import type { TransmitterState } from "../links/dc09.ts";
import type { NodeContext } from "../runtime/define-node.ts";
import type { dc09Out } from "./config.ts";

type Node = NodeContext<(typeof dc09Out)["fields"], (typeof dc09Out)["credentials"]>;
type Shown = Parameters<Node["status"]>;

/** The status keys of what needs a person, whatever the receivers do. */
const GRAVE = ["trouble", "journal-unavailable"];

export interface ReceiversShown {
  /** The node, for whoever shows how its notices fare: the receivers' troubles come first. */
  readonly node: Node;
  changed(state: TransmitterState): void;
}

/** Shows notices and receivers in the node's one status, and says each trouble once in the log. */
export function showReceivers(node: Node): ReceiversShown {
  let state: TransmitterState | null = null;
  let notices: Shown | null = null;
  const said = new Set<string>();

  const show = () => {
    const grave = notices !== null && GRAVE.includes(notices[2]);
    const receivers = state === null || grave ? null : receiversShown(state);
    const status = receivers ?? notices;
    if (status !== null) node.status(...status);
  };
  return {
    node: {
      ...node,
      status(...status: Shown) {
        notices = status;
        show();
      },
    },
    changed(now) {
      state = now;
      if (now.trouble === null) said.clear();
      else if (!said.has(now.trouble)) {
        said.add(now.trouble);
        node.warn(now.trouble);
      }
      show();
    },
  };
}

/** Null where all is well. */
function receiversShown({ using, main, backup, clockOff }: TransmitterState): Shown | null {
  const of = (fill: NodeStatus["fill"], shape: NodeStatus["shape"], key: string): Shown => [fill, shape, key];
  if (using === null)
    return main === "unknown" || backup === "unknown"
      ? of("yellow", "ring", "asking")
      : of("red", "ring", "silent");
  if (clockOff !== null)
    return ["yellow", "dot", "clock", { seconds: Math.round(Math.abs(clockOff) / 1000) }];
  if (using === "backup") return of("yellow", "dot", "backup");
  return backup === "silent" ? of("yellow", "dot", "backup-silent") : null;
}
