import assert from "node:assert/strict";
import { checkMessage, MAX_BYTES, type MessageName } from "../../../nodes/domain/contract.ts";
import { UNIT_EVENT_TYPES } from "../../../nodes/domain/event.ts";
import { needs } from "../../needs.ts";
import type { Published } from "../../simulator/broker.ts";
import { TOPICS } from "../host-unit.ts";
import { BUILD_MS, make } from "../make.ts";
import { hosted, playAll, simulated } from "../traffic.ts";

/** How the contract wants each topic of a unit: message, QoS, retained. */
const RULES: Readonly<Record<string, readonly [message: MessageName, qos: 0 | 1, retain: boolean]>> = {
  event: ["event", 1, false],
  status: ["status", 1, true],
  heartbeat: ["heartbeat", 0, false],
  reply: ["reply", 1, false],
};
const PLAY_MS = 60_000;

const leafOf = ({ topic }: Published) => topic.slice(TOPICS.length + 1);
const fromUnit = (published: readonly Published[]) => published.filter((one) => leafOf(one) in RULES);

/**
 * What a body consists of: `event opened: boot:number clock:string ...`. Absent and null are the same; whether there
 * is a time depends on what the unit knows of it at that moment.
 */
function shapeOf(one: Published): string {
  const { at: _, ...body }: Readonly<Record<string, unknown>> = Object(one.body);
  const { type, online, code } = body;
  const kind = [leafOf(one), type, online, code].filter((part) => part !== undefined).join(" ");
  return `${kind}: ${[...new Set(fieldsOf(body, ""))].sort().join(" ")}`;
}

function fieldsOf(value: unknown, path: string): readonly string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((element) => fieldsOf(element, `${path}[]`));
  if (typeof value === "object") {
    return Object.entries(Object(value)).flatMap(([name, inner]) => fieldsOf(inner, `${path}.${name}`));
  }
  return [`${path}:${typeof value}`];
}

if (needs("gcc", "make", "mosquitto.h")) {
  describe("one scenario, played by the simulator and by the firmware", function () {
    this.timeout(PLAY_MS);
    let simulation: readonly Published[] = [];
    let firmware: readonly Published[] = [];

    before(async function () {
      this.timeout(BUILD_MS);
      await make("sanitized");
      [simulation, firmware] = await Promise.all([
        simulated().then(playAll).then(fromUnit),
        hosted().then(playAll).then(fromUnit),
      ]);
    });

    it("holds every type of event but the one of a full flash", () => {
      for (const published of [simulation, firmware]) {
        const types = new Set(published.map(({ body }) => Object(body).type));
        const missing = UNIT_EVENT_TYPES.filter((type) => !types.has(type));
        assert.deepEqual(missing, ["journal-overflow"]);
      }
    });

    it("keeps the contract in every message of both", () => {
      for (const one of [...simulation, ...firmware]) {
        const [message, qos, retain] = RULES[leafOf(one)] ?? ["event", 1, false];
        assert.deepEqual(checkMessage(message, one.body), { ok: true, body: one.body });
        assert.ok(one.bytes <= MAX_BYTES[message], `${one.bytes} bytes in a ${message}`);
        assert.deepEqual([one.qos, one.retain], [qos, retain], one.topic);
        const { at, clock } = Object(one.body);
        if (message === "event") assert.equal(at === null, clock === "none");
      }
    });

    it("ends with the same settings, those of configuration and set-config among the firmware's own", () => {
      for (const published of [simulation, firmware]) {
        const statuses = published.filter((one) => leafOf(one) === "status");
        const last = statuses.findLast(({ body }) => Object(body).online === true);
        assert.deepEqual(Object(last?.body).settings, {
          ...{ heartbeatSeconds: 10, heldOpenSeconds: 10, debounceMs: 50, resendSeconds: 30 },
          ...{ batteryLowPercent: 20, deniedAttempts: 3, sirenSeconds: 30 },
        });
      }
    });

    it("is told in messages of the same fields", () => {
      const shapes = (published: readonly Published[]) => [...new Set(published.map(shapeOf))].sort();
      assert.deepEqual(shapes(firmware), shapes(simulation));
    });
  });
}
