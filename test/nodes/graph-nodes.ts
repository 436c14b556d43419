import type { FlowNode } from "./example.ts";

/** Core nodes as the editor writes them into a flow file, for graphs that tests put together. */

type Wires = readonly string[];

export function functionNode(id: string, code: string, next: Wires, outputs = 1): FlowNode {
  return {
    ...{ id, type: "function", func: code, outputs, timeout: 0, initialize: "", finalize: "", libs: [] },
    wires: [next],
  };
}

/** Sends on what is an opening, by its first output. */
export function switchNode(id: string, next: Wires): FlowNode {
  return {
    ...{ id, type: "switch", property: "payload.type", propertyType: "msg", checkall: "true", repair: false },
    ...{ rules: [{ t: "eq", v: "opened", vt: "str" }, { t: "else" }], outputs: 2, wires: [next, []] },
  };
}

export function delayNode(id: string, ms: number, next: Wires): FlowNode {
  return {
    ...{ id, type: "delay", pauseType: "delay", timeout: String(ms), timeoutUnits: "milliseconds" },
    ...{ rate: "1", nbRateUnits: "1", rateUnits: "second", randomFirst: "1", randomLast: "5" },
    ...{ randomUnits: "seconds", drop: false, allowrate: false, outputs: 1, wires: [next] },
  };
}

/** Lets one message pass each second. */
export function rateNode(id: string, next: Wires): FlowNode {
  return { ...delayNode(id, 0, next), pauseType: "rate" };
}

/** Sends the message, and once more after a time. */
export function triggerNode(id: string, ms: number, next: Wires, more: object = {}): FlowNode {
  return {
    ...{ id, type: "trigger", op1: "", op2: "", op1type: "pay", op2type: "payl", duration: String(ms) },
    ...{ extend: false, overrideDelay: false, units: "ms", reset: "", bytopic: "topic", topic: "_msgid" },
    ...{ outputs: 1, ...more, wires: [next] },
  };
}

/** Splits `msg.payload`. */
export function splitNode(id: string, next: Wires): FlowNode {
  return {
    ...{ id, type: "split", splt: "\\n", spltType: "str", arraySplt: 1, arraySpltType: "len" },
    ...{ stream: false, addname: "", property: "payload", wires: [next] },
  };
}

/** Joins what was split; with a count so many messages of any kind. */
export function joinNode(id: string, next: Wires, count: number | null = null): FlowNode {
  return {
    ...{ id, type: "join", mode: count === null ? "auto" : "custom", build: "array", property: "payload" },
    ...{ propertyType: "msg", key: "topic", joiner: "\\n", joinerType: "str", timeout: "" },
    ...{ count: count === null ? "" : String(count), accumulate: false, reduceRight: false, wires: [next] },
  };
}

export function linkOutNode(id: string, to: Wires): FlowNode {
  return { id, type: "link out", mode: "link", links: to, wires: [to] };
}

/** Ends what a link call has called. */
export function linkReturnNode(id: string): FlowNode {
  return { id, type: "link out", mode: "return", links: [], wires: [] };
}

export function linkInNode(id: string, next: Wires): FlowNode {
  return { id, type: "link in", links: [], wires: [next] };
}

/** @param seconds how long it waits for the answer */
export function linkCallNode(id: string, to: string, seconds: number, next: Wires): FlowNode {
  return { id, type: "link call", links: [to], linkType: "static", timeout: String(seconds), wires: [next] };
}

/** Catches the errors of its tab. */
export function catchNode(id: string, next: Wires): FlowNode {
  return { id, type: "catch", scope: null, uncaught: false, wires: [next] };
}

/** A subflow `name` of these nodes, of which the first takes what comes in and the last sends what goes out. */
export function subflow(name: string, nodes: readonly FlowNode[]): FlowNode[] {
  const first = nodes[0]?.id ?? "";
  const last = nodes.at(-1)?.id ?? "";
  const port = (id: string) => [{ x: 0, y: 0, wires: [{ id, port: 0 }] }];
  const definition = {
    ...{ id: name, type: "subflow", name, info: "" },
    in: [{ x: 0, y: 0, wires: [{ id: first }] }],
    out: port(last),
  };
  return [definition, ...nodes.map((node) => ({ ...node, z: name, x: 0, y: 0 }))];
}

export function subflowNode(id: string, name: string, next: Wires): FlowNode {
  return { id, type: `subflow:${name}`, wires: [next] };
}
