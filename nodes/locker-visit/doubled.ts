import type { NodeAPI } from "node-red";
import { serviceOf } from "../runtime/define-node.ts";

/**
 * The sites for which another locker-visit keeps visits, too. Neither knows of the other's, so that each opening would
 * be one without a visit at one of the two.
 */
export function sitesKeptTwice(
  red: Pick<NodeAPI, "nodes">,
  own: string,
  sites: ReadonlySet<string>,
): readonly string[] {
  const others: string[] = [];
  red.nodes.eachNode(({ id, type }) => {
    if (type === "locker-visit" && id !== own) others.push(id);
  });
  const taken = others.flatMap((id) => [...(serviceOf(red, "locker-visit", id)?.sites ?? [])]);
  return [...new Set(taken)].filter((site) => sites.has(site)).sort();
}
