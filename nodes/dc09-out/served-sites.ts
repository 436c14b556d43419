import type { NodeAPI } from "node-red";

/** Which sites the dc09-out nodes of a Node-RED report, and how many nodes each. */
const sites = new WeakMap<NodeAPI["nodes"], Map<string, number>>();

/** Says that a node reports a site; returns how to take that back. */
export function serveSite(red: Pick<NodeAPI, "nodes">, site: string): () => void {
  const served = sites.get(red.nodes) ?? new Map<string, number>();
  sites.set(red.nodes, served);
  served.set(site, (served.get(site) ?? 0) + 1);
  return () => {
    const left = (served.get(site) ?? 1) - 1;
    if (left > 0) served.set(site, left);
    else served.delete(site);
  };
}

export function isServed(red: Pick<NodeAPI, "nodes">, site: string): boolean {
  return sites.get(red.nodes)?.has(site) ?? false;
}
