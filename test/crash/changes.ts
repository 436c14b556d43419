import type { FlowNode } from "../../gateway/local/merge-flows.ts";
import type { ChangeKind } from "./plan.ts";

/** At most so many nodes of the harness stand in the flows; then one of them is taken out again. */
const MOST_ADDED = 4;
const MARK = "crash-";

/** Node-RED's own nodes that pass every message on, each in its way. */
const PASSING: readonly Readonly<Record<string, unknown>>[] = [
  { type: "change", rules: [{ t: "set", p: "seen", pt: "msg", to: "true", tot: "bool" }] },
  { type: "delay", pauseType: "delay", timeout: "300", timeoutUnits: "milliseconds", outputs: 1 },
  { type: "function", func: "return msg;", outputs: 1, timeout: 0, libs: [] },
  { type: "function", func: "setTimeout(() => { node.send(msg); node.done(); }, 50);", outputs: 1, libs: [] },
  // What a person writes who does not know that there are more properties than those used.
  { type: "function", func: "const { _locker, ...rest } = msg; return rest;", outputs: 1, libs: [] },
  { type: "switch", property: "payload", propertyType: "msg", rules: [{ t: "else" }], outputs: 1 },
  { type: "junction" },
];

/**
 * The flows after one change that a person could make in the editor, such that every notice still has its way.
 * @param dice chooses what is changed
 */
export function changed(flows: readonly FlowNode[], change: ChangeKind, dice: number): readonly FlowNode[] {
  switch (change) {
    case "rename":
      return renamed(flows, dice);
    case "watch":
      return withoutOne(flows, "debug", dice) ?? watched(flows, dice);
    case "insert":
      return withoutOne(flows, null, dice) ?? inserted(flows, dice);
  }
}

function renamed(flows: readonly FlowNode[], dice: number): readonly FlowNode[] {
  const named = flows.filter((node) => "name" in node && node.type !== "comment");
  const chosen = named[dice % named.length];
  return flows.map((node) =>
    node === chosen ? { ...node, name: `${String(node.name).replace(/ \d+$/, "")} ${dice % 1000}` } : node,
  );
}

/** One more wire, to a debug node. */
function watched(flows: readonly FlowNode[], dice: number): readonly FlowNode[] {
  const wires = wiresOf(flows);
  const wire = wires[dice % wires.length];
  if (wire === undefined) return flows;
  const id = `${MARK}${dice}`;
  const debug = { id, type: "debug", active: true, tosidebar: true, complete: "payload", targetType: "msg" };
  return [
    ...flows.map((node) =>
      node === wire.from ? { ...node, wires: rewired(node, wire.output, (to) => [...to, id]) } : node,
    ),
    { ...debug, ...placeBeside(wire.from), wires: [] },
  ];
}

/** A wire becomes two with a node between them. */
function inserted(flows: readonly FlowNode[], dice: number): readonly FlowNode[] {
  const wires = wiresOf(flows);
  const wire = wires[dice % wires.length];
  const node = PASSING[Math.floor(dice / 7) % PASSING.length];
  if (wire === undefined || node === undefined) return flows;
  const id = `${MARK}${dice}`;
  return [
    ...flows.map((one) =>
      one === wire.from
        ? {
            ...one,
            wires: rewired(one, wire.output, (to) => to.map((target) => (target === wire.to ? id : target))),
          }
        : one,
    ),
    { id, type: "junction", ...node, ...placeBeside(wire.from), wires: [[wire.to]] },
  ];
}

/** Null while there is room for more. What led to the node leads to where its own wires lead. */
function withoutOne(
  flows: readonly FlowNode[],
  type: string | null,
  dice: number,
): readonly FlowNode[] | null {
  const added = flows.filter(
    (node) => node.id.startsWith(MARK) && (type === null ? node.type !== "debug" : node.type === type),
  );
  const gone = added[dice % added.length];
  if (gone === undefined || added.length < MOST_ADDED) return null;
  const onward = outputsOf(gone)[0] ?? [];
  return flows
    .filter((node) => node !== gone)
    .map((node) => {
      if (!outputsOf(node).some((targets) => targets.includes(gone.id))) return node;
      const wires = outputsOf(node).map((targets) =>
        targets.flatMap((target) => (target === gone.id ? onward : [target])),
      );
      return { ...node, wires };
    });
}

interface Wire {
  readonly from: FlowNode;
  readonly output: number;
  readonly to: string;
}

/** The wires that notices come along: not those to debug nodes, and none that starts at a catch node. */
function wiresOf(flows: readonly FlowNode[]): readonly Wire[] {
  const debug = new Set(flows.filter(({ type }) => type === "debug").map(({ id }) => id));
  return flows
    .filter(({ type }) => type !== "catch")
    .flatMap((from) =>
      outputsOf(from).flatMap((targets, output) =>
        targets.filter((to) => !debug.has(to)).map((to) => ({ from, output, to })),
      ),
    );
}

function rewired(
  node: FlowNode,
  output: number,
  change: (targets: readonly string[]) => readonly string[],
): readonly (readonly string[])[] {
  return outputsOf(node).map((targets, index) => (index === output ? change(targets) : targets));
}

function outputsOf({ wires }: FlowNode): readonly (readonly string[])[] {
  return Array.isArray(wires) ? wires : [];
}

function placeBeside({ z, x, y }: FlowNode) {
  return { z, name: "", x: Number(x) + 60, y: Number(y) + 40 };
}
