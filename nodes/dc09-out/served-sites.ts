import type { NodeAPI } from "node-red";

/** What one dc09-out node reports. */
export interface Served {
  readonly site: string;
  readonly account: string;
  /** `host:port` of the main receiver. */
  readonly receiver: string;
}

const served = new WeakMap<NodeAPI["nodes"], Set<Served>>();

/** Says what a node reports; returns how to take that back. */
export function serve(red: Pick<NodeAPI, "nodes">, one: Served): () => void {
  const all = served.get(red.nodes) ?? new Set();
  served.set(red.nodes, all);
  all.add(one);
  return () => all.delete(one);
}

/** True where a node of this Node-RED reports a site. */
export function isServed(red: Pick<NodeAPI, "nodes">, site: string): boolean {
  return [...(served.get(red.nodes) ?? [])].some((other) => other.site === site);
}

/**
 * True where another node has the same account at the same receiver: each counts for itself, and the receiver would
 * take a message of one for a repeated one of the other, acknowledge it, and pass over it.
 */
export function isTwice(red: Pick<NodeAPI, "nodes">, { account, receiver }: Served): boolean {
  const same = (other: Served) => other.account === account && other.receiver === receiver;
  return [...(served.get(red.nodes) ?? [])].some(same);
}
