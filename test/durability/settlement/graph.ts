import fc from "fast-check";
import type { FlowNode } from "../../node-red-admin.ts";
import {
  catchNode,
  delayNode,
  functionNode,
  joinNode,
  linkCallNode,
  linkInNode,
  linkOutNode,
  linkReturnNode,
  splitNode,
  subflow,
  subflowNode,
  switchNode,
  triggerNode,
} from "../../nodes/graph-nodes.ts";

/** What stands behind a locker-event-in, as a tree: each node sends to all that follow it. */
export type Graph =
  | { readonly kind: "leaf" }
  | { readonly kind: Passing; readonly next: readonly Graph[] }
  | { readonly kind: Waiting; readonly ms: number; readonly next: readonly Graph[] };

/** Nodes that pass a message on at once. */
const PASSING = ["function", "new-object", "throws", "switch", "link", "subflow"] as const;
/** Nodes that keep it for a time; the split is joined again. */
const WAITING = ["delay", "trigger", "split", "link-call"] as const;
type Passing = (typeof PASSING)[number];
type Waiting = (typeof WAITING)[number];

const DEPTH = 5;
/** Some shorter and some longer than a passage rests before it is over. */
const WAITS_MS = [0, 20, 300, 1200, 1700];

function graphOf(depth: number): fc.Arbitrary<Graph> {
  if (depth === 0) return fc.constant({ kind: "leaf" });
  const next = fc.array(graphOf(depth - 1), { minLength: 1, maxLength: 2 });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Graph>({ kind: "leaf" }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom(...PASSING), next }) },
    {
      weight: 4,
      arbitrary: fc.record({
        ...{ kind: fc.constantFrom(...WAITING), ms: fc.constantFrom(...WAITS_MS) },
        next,
      }),
    },
  );
}

export const anyGraph: fc.Arbitrary<Graph> = graphOf(DEPTH);

/** Messages of one event that reach a leaf: a trigger sends twice, everything else once. */
export function leavesOf(graph: Graph): number {
  if (graph.kind === "leaf") return 1;
  const each = graph.next.reduce((sum, next) => sum + leavesOf(next), 0);
  return graph.kind === "trigger" ? 2 * each : each;
}

/**
 * Says, in Node-RED's log, that an event came by; what is said outlives the process. Where a busy disk takes long, an
 * opening also leaves from memory, ahead of what is followed here.
 */
function say(word: "SENT" | "LEAF", origin: string): string {
  return `
    const { seq, marks } = msg.event ?? msg.payload;
    if (!marks.includes("not-journaled")) node.warn("${word} ${origin} " + seq);
    return msg;`;
}

/**
 * The flow of a tab: its locker-event-in says `SENT` for each event that it sends, and each leaf `LEAF`.
 * @param origin id of the locker-event-in
 */
export function flowOf(origin: string, graph: Graph): FlowNode[] {
  const tab = `tab-${origin}`;
  const nodes: FlowNode[] = [];
  let count = 0;
  const build = (part: Graph): string => {
    count += 1;
    const id = `${origin}.${count}`;
    if (part.kind === "leaf") nodes.push(functionNode(id, say("LEAF", origin), []));
    else nodes.push(...nodesOf(id, part, part.next.map(build)));
    return id;
  };
  const sent = `${origin}.sent`;
  const first = build(graph);
  return [
    { id: tab, type: "tab", label: origin },
    ...[
      {
        ...{ id: origin, type: "locker-event-in", link: "link", sites: "", lockers: "", types: ["opened"] },
        wires: [[sent, first], [], []],
      },
      functionNode(sent, say("SENT", origin), []),
      ...nodes,
    ].map((node) => ({ ...node, z: tab, x: 0, y: 0 })),
  ];
}

/** The one subflow that all graphs use. */
export function sharedSubflow(): FlowNode[] {
  return subflow("slow", [
    delayNode("sub-wait", 50, ["sub-last"]),
    functionNode("sub-last", "return msg;", []),
  ]);
}

function nodesOf(id: string, part: Exclude<Graph, { kind: "leaf" }>, next: readonly string[]): FlowNode[] {
  switch (part.kind) {
    case "function":
      return [functionNode(id, "return msg;", next)];
    case "new-object":
      return [functionNode(id, "return { payload: msg.payload, event: msg.event };", next)];
    case "throws":
      return [
        functionNode(id, "throw new Error('thrown on purpose');", []),
        { ...catchNode(`${id}.catch`, [`${id}.kept`]), scope: [id] },
        functionNode(`${id}.kept`, "delete msg.error; return msg;", next),
      ];
    case "switch":
      return [
        functionNode(id, "msg.event = msg.event ?? msg.payload; msg.payload = msg.event; return msg;", [
          `${id}.s`,
        ]),
        switchNode(`${id}.s`, next),
      ];
    case "link":
      return [linkOutNode(id, [`${id}.in`]), linkInNode(`${id}.in`, next)];
    case "subflow":
      return [subflowNode(id, "slow", next)];
    case "delay":
      return [delayNode(id, part.ms, next)];
    case "trigger":
      // Each message is on its own, however many come of one event.
      return [
        functionNode(id, "msg.nth = Math.random(); return msg;", [`${id}.t`]),
        triggerNode(`${id}.t`, Math.max(part.ms, 10), next, { topic: "nth" }),
      ];
    case "split":
      return [
        functionNode(id, "msg.event = msg.event ?? msg.payload; msg.payload = [1, 2, 3]; return msg;", [
          `${id}.s`,
        ]),
        splitNode(`${id}.s`, [`${id}.w`]),
        delayNode(`${id}.w`, part.ms, [`${id}.j`]),
        joinNode(`${id}.j`, next),
      ];
    case "link-call":
      return [
        linkCallNode(id, `${id}.in`, 30, next),
        linkInNode(`${id}.in`, [`${id}.w`]),
        delayNode(`${id}.w`, part.ms, [`${id}.back`]),
        linkReturnNode(`${id}.back`),
      ];
  }
}
