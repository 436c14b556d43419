import type { NodeDef } from "node-red";
import type { Journal } from "../journal/journal.ts";

/**
 * Gives up what is open for nodes that the flows do not hold any more. A disabled node is still in them and keeps
 * its events until it is enabled.
 * @param flows the configuration of every node, disabled ones too
 * @param now milliseconds since 1970
 * @param warn takes a sentence for each node that left something
 * @throws LockerError `journal-unavailable`; nothing is lost by it, the next start of the flows looks again
 */
export async function closeBacklogs(
  journal: Pick<Journal, "deliveryCounts" | "closeDeliveries">,
  flows: readonly Pick<NodeDef, "id">[],
  now: number,
  warn: (sentence: string) => void,
): Promise<void> {
  const ids = new Set(flows.map(({ id }) => id));
  for (const { node } of await journal.deliveryCounts()) {
    if (isConfigured(node, ids)) continue;
    const closed = await journal.closeDeliveries(node, now);
    warn(
      `The node ${node} was removed while ${closed} of its events were still on their way: no flow gets them any more. They stay in the journal.`,
    );
  }
}

/**
 * Forgets what is kept for nodes that the flows do not hold any more.
 * @param isHeld whether they hold a node, disabled or not
 * @throws LockerError `journal-unavailable`; the next start of the flows looks again
 */
export async function forgetRemoved(
  journal: Pick<Journal, "rememberedNodes" | "forgetNode">,
  isHeld: (node: string) => boolean,
): Promise<void> {
  for (const node of await journal.rememberedNodes()) if (!isHeld(node)) await journal.forgetNode(node);
}

/**
 * Whether the flows hold a node: one inside a subflow is named by the subflow's instance, a hyphen, and its id in the
 * subflow.
 * @param ids of all nodes in the flows' configuration, disabled ones too
 */
export function isConfigured(id: string, ids: ReadonlySet<string>): boolean {
  if (ids.has(id)) return true;
  for (let at = id.indexOf("-"); at >= 0; at = id.indexOf("-", at + 1)) {
    if (ids.has(id.slice(0, at)) && isConfigured(id.slice(at + 1), ids)) return true;
  }
  return false;
}
