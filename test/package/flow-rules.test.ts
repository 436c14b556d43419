import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DERIVED_EVENT_TYPES, type EventType, UNIT_EVENT_TYPES } from "../../nodes/domain/event.ts";
import { isHealth } from "../../nodes/domain/event-kind.ts";

interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly wires?: readonly (readonly string[])[];
  readonly [property: string]: unknown;
}

/** Where an event of a type comes to, by the wires and the lines of the switches; both ways out of the hours. */
function reached(flow: readonly FlowNode[], type: EventType): ReadonlySet<string> {
  const names = new Set<string>();
  const follow = (id: string, seen: ReadonlySet<string>): void => {
    const node = flow.find((one) => one.id === id);
    if (node === undefined || seen.has(id)) return;
    if (node.type === "sos-alert" || node.type.endsWith("-notify")) {
      names.add(String(node.name));
      return;
    }
    for (const next of outputsFor(node, type).flat()) follow(next, new Set([...seen, id]));
  };
  for (const { id, type: kind } of flow) if (kind === "locker-event-in") follow(id, new Set());
  return names;
}

function outputsFor(node: FlowNode, type: EventType): readonly (readonly string[])[] {
  const wires = node.wires ?? [];
  switch (node.type) {
    case "locker-event-in": {
      const isWanted = isHealth(type) || !Array.isArray(node.types) || node.types.includes(type);
      return isWanted ? [wires[isHealth(type) ? 1 : 0] ?? []] : [];
    }
    case "switch": {
      const rules = node.rules as readonly { readonly v: string }[];
      return wires.filter((_, index) => rules[index]?.v === type);
    }
    // Within the hours; what happens outside of them is looked at apart.
    case "access-window":
      return node.name === "within the hours?" ? [wires[0] ?? []] : wires;
    default:
      return wires;
  }
}

const flowOf = (name: string): readonly FlowNode[] => JSON.parse(readFileSync(`flows/${name}.json`, "utf8"));
const ALL: readonly EventType[] = [...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES];

function typesThatReach(flow: readonly FlowNode[], name: string): readonly EventType[] {
  return ALL.filter((type) => reached(flow, type).has(name));
}

describe("what becomes of each type of event, by the wires of the bundled flows", () => {
  it("is an SOS at any hour for what no hour excuses", () => {
    assert.deepEqual(typesThatReach(flowOf("control-room-sos"), "SOS").toSorted(), [
      "access-denied",
      "duress",
      "forced",
      "held-open",
      "mass-opening",
      "repeated-denial",
      "tamper",
    ]);
  });

  it("is an SOS outside the hours for all that the flow takes in", () => {
    const flow = flowOf("control-room-sos");
    const events = flow.find(({ type }) => type === "locker-event-in");
    const hours = flow.find(({ type }) => type === "access-window");
    const sos = flow.find(({ type }) => type === "sos-alert");
    assert.ok(Array.isArray(events?.types) && events.types.includes("opened"));
    assert.deepEqual(hours?.wires?.[1], [sos?.id]);
    // Lockers that are still open when the hours end leave by the same output.
    assert.equal(hours?.lateClose, true);
  });

  it("is an SOS for equipment that nobody can rely on, and mail for what a branch looks after itself", () => {
    const flow = flowOf("gateway-health");
    const health = ALL.filter(isHealth);
    const sos = typesThatReach(flow, "SOS");
    const mail = typesThatReach(flow, "mail to the branch");
    const nobody = health.filter((type) => !sos.includes(type) && !mail.includes(type));
    assert.deepEqual(mail.toSorted(), [
      "battery-low",
      "gateway-caught-up",
      "journal-restored",
      "power",
      "receiver-restored",
    ]);
    // What is a matter of course, or is told once it is over.
    assert.deepEqual(nobody.toSorted(), [
      "boot",
      "clock-set",
      "config-changed",
      "gateway-behind",
      "online",
      "test-alarm",
    ]);
    assert.deepEqual([...sos, ...mail, ...nobody].toSorted(), health.toSorted());
  });

  it("asks first whether the branch is open, which decides how urgent a silent unit is", () => {
    const flow = flowOf("gateway-health");
    const sos = flow.find(({ type }) => type === "sos-alert");
    const before = flow.filter(({ wires }) => wires?.flat().includes(sos?.id ?? ""));
    assert.deepEqual(
      before.map(({ type }) => type),
      ["access-window"],
    );
    assert.deepEqual(before[0]?.wires, [[sos?.id], [sos?.id]]);
  });

  it("is an SOS for what does not fit to the visits, whose doors are seen to open and to close", () => {
    const flow = flowOf("registered-visits");
    const named = (type: string) => flow.find((node) => node.type === type);
    const types = named("locker-event-in")?.types;
    assert.ok(Array.isArray(types) && ["opened", "forced", "closed"].every((type) => types.includes(type)));
    assert.deepEqual(named("locker-event-in")?.wires?.[0], [named("locker-visit")?.id]);
    assert.ok(named("locker-visit")?.wires?.[1]?.includes(named("sos-alert")?.id ?? ""));
    // Hirers are told of every opening already.
    const disabled = flow.filter(({ d }) => d === true).map(({ name }) => name);
    assert.deepEqual(disabled, ["visit summary: SMS", "visit summary: e-mail", "left open: SMS"]);
  });

  for (const [name, tiers] of [
    ["registered-visits", ["control room: SMS and topic", "tier 2: branch manager", "tier 3: security head"]],
    ["control-room-sos", ["control room: SMS and topic", "tier 2: branch manager", "tier 3: security head"]],
    ["gateway-health", ["control room: SMS and topic", "tier 2: branch manager"]],
  ] as const) {
    it(`${name}: each tier is told from its own on, and the first ones with it`, () => {
      const flow = flowOf(name);
      const who = flow.find((node) => node.name === "who is told");
      const rules = who?.rules as readonly { readonly t: string; readonly v: string }[];
      assert.equal(who?.checkall, "true");
      assert.deepEqual(
        rules.map(({ t, v }) => `${t} ${v}`),
        tiers.map((_, index) => `gte ${index + 1}`),
      );
      const told = who?.wires?.map((ids) => flow.find(({ id }) => id === ids[0])?.name);
      assert.deepEqual(told, [...tiers]);
    });
  }
});
