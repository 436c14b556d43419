import assert from "node:assert/strict";
import mqtt, { type MqttClient } from "mqtt";
import { createFleet } from "../../firmware/simulator/fleet.ts";
import type { UnitPlan } from "../../firmware/simulator/plan.ts";
import { type LocalBroker, startBroker } from "../../gateway/local/broker.ts";
import { parseConfig } from "../../nodes/config/define.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { lockerEventIn as definition, rulesOf } from "../../nodes/locker-event-in/config.ts";
import lockerEventIn from "../../nodes/locker-event-in/locker-event-in.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import mqttLink from "../../nodes/mqtt-link/mqtt-link.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { until } from "../until.ts";
import type { FlowNode, Received } from "./example.ts";
import { deploy, helper } from "./node-red.ts";
import { startServer, stopServer } from "./notify.ts";
import { emptyFolder, writeRegister } from "./register-folder.ts";

const SETTINGS = { link: "link", hold: 30, openings: 5, openingsWithin: 10, denials: 3, denialsWithin: 10 };

describe("what a locker-event-in watches for", () => {
  it("is what its dialog says, in nodes of before too", () => {
    const parsed = parseConfig(definition, { link: "link", sites: "", lockers: "", types: [] });
    assert.ok(parsed.ok);
    assert.deepEqual(rulesOf(parsed.config), {
      holdMs: 30_000,
      openings: { atLeast: 5, withinMs: 600_000 },
      denials: { atLeast: 3, withinMs: 600_000 },
    });
  });

  const CASES: readonly (readonly [string, object, readonly string[]])[] = [
    ["off", { openings: 0, denials: 0, hold: 0 }, []],
    ["as text, from the environment", { openings: "7", openingsWithin: "5" }, []],
    ["one is not many", { openings: 1 }, ["openings"]],
    ["one refusal is not many", { denials: 1 }, ["denials"]],
    [
      "more than anybody would wait for",
      { openings: 51, hold: 91, denialsWithin: 121 },
      ["hold", "openings", "denialsWithin"],
    ],
    ["less than a minute", { openingsWithin: 0 }, ["openingsWithin"]],
    ["half a locker", { openings: 2.5 }, ["openings"]],
  ];
  for (const [name, changed, wrong] of CASES) {
    it(`is checked: ${name}`, () => {
      const parsed = parseConfig(definition, { ...SETTINGS, ...changed });
      assert.deepEqual(parsed.ok ? [] : parsed.problems.map(({ field }) => field), wrong);
    });
  }
});

describe("a gateway that watches", function () {
  this.timeout(60_000);
  let broker: LocalBroker;
  let units: readonly MqttClient[] = [];

  before(async () => {
    await startServer();
    broker = await startBroker(0);
  });
  after(async () => {
    await Promise.all(units.map((unit) => unit.endAsync()));
    await stopServer();
    await broker.close();
  });
  afterEach(() => helper.unload());

  /** A branch of its own for each test: all tests of a process share a journal. */
  function registerOf(plan: readonly UnitPlan[]): string {
    const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join("");
    const sites = new Set(plan.map(({ site }) => site));
    return writeRegister(emptyFolder(), {
      "sites.csv": lines(
        "site,name,redress,time_zone",
        ...[...sites].map((site) => `${site},Vault,1800,Etc/UTC`),
      ),
      "units.csv": lines("unit,site", ...plan.map(({ unit, site }) => `${unit},${site}`)),
      "lockers.csv": lines(
        "locker,unit",
        ...plan.flatMap(({ unit, lockers }) => lockers.map((id) => `${id},${unit}`)),
      ),
      "contacts.csv": null,
      "hirers.csv": null,
      "subscriptions.csv": null,
    });
  }

  /** Each with one locker. */
  const planOf = (site: string, count: number): readonly UnitPlan[] =>
    Array.from({ length: count }, (_, n) => ({
      ...{ site, unit: `${site}-U${n + 1}`, lockers: [`${site}-000${n + 1}`] },
    }));

  /** Behind each output a node that the test listens to. */
  function flow(folder: string, changed: object, url = broker.url): FlowNode[] {
    const helpers = ["events", "health"].map((id) => ({ id, type: "helper", z: "tab", wires: [] }));
    return [
      { id: "tab", type: "tab", label: "" },
      { id: "register", type: "locker-register", folder },
      {
        ...{ id: "link", type: "mqtt-link", register: "register", kind: "private", host: "127.0.0.1" },
        ...{ port: Number(new URL(url).port), protocol: "mqtt", version: "4" },
      },
      {
        ...{
          id: "watch-in",
          type: "locker-event-in",
          z: "tab",
          link: "link",
          sites: "",
          lockers: "",
          types: [],
        },
        ...{ ...changed, wires: [["events"], ["health"], []] },
      },
      ...helpers,
    ];
  }

  function listen(): { readonly events: LockerEvent[]; readonly health: LockerEvent[] } {
    const heard = { events: [] as LockerEvent[], health: [] as LockerEvent[] };
    for (const id of ["events", "health"] as const) {
      helper.getNode(id).on("input", (msg: Received & { readonly resent?: true }) => {
        // What the deploy met on its way comes again.
        if (msg.resent !== true) heard[id].push(msg.payload as LockerEvent);
      });
    }
    return heard;
  }

  async function unit(id: string): Promise<MqttClient> {
    const will = {
      topic: `lockers/v1/WAT01/${id}/status`,
      payload: Buffer.from(willOf(id)),
      qos: 1,
      retain: true,
    } as const;
    const client = await mqtt.connectAsync(broker.url, { clientId: id, will });
    units = [...units, client];
    return client;
  }

  const willOf = (id: string) => JSON.stringify({ v: 1, unit: id, online: false, boot: 1 });
  const statusOf = (id: string) =>
    JSON.stringify({
      ...{ v: 1, unit: id, online: true, boot: 1, nonce: "9f86d081884c7d65", firmware: "1.0.0" },
      ...{ lockers: [], seq: 0, clock: "sntp" },
    });
  const opened = (n: number, seq: number) =>
    JSON.stringify({
      ...{
        v: 1,
        unit: `WAT01-U${n}`,
        locker: `WAT01-000${n}`,
        boot: 1,
        seq,
        type: "opened",
        at: Date.now(),
        clock: "sntp",
      },
      ...{ uptime: 1000 + seq, door: "open" },
    });

  it("tells many lockers opened by the first output, a lost unit by the second, by its settings, and once over a deploy", async () => {
    const folder = registerOf(planOf("WAT01", 3));
    const rules = { openings: 3, openingsWithin: 1, hold: 0 };
    await helper.load([lockerRegister, mqttLink, lockerEventIn], flow(folder, rules));
    const heard = listen();
    await broker.gatewayListens;
    const [one, two, three] = [await unit("WAT01-U1"), await unit("WAT01-U2"), await unit("WAT01-U3")];
    const status = statusOf("WAT01-U1");
    await one.publishAsync("lockers/v1/WAT01/WAT01-U1/status", status, { qos: 1, retain: true });
    const open = (client: MqttClient, n: number, seq: number) =>
      client.publishAsync(`lockers/v1/WAT01/WAT01-U${n}/event`, opened(n, seq), { qos: 1 });
    await open(one, 1, 1);
    await open(two, 2, 1);
    await until("two openings", () => heard.events.length === 2);
    await open(three, 3, 1);
    const mass = await until("the mass opening", () =>
      heard.events.find(({ type }) => type === "mass-opening"),
    );
    assert.deepEqual([mass.unit, mass.data.lockers], ["gateway", ["WAT01-0001", "WAT01-0002", "WAT01-0003"]]);

    // Cut off, without taking leave: the broker publishes its last will.
    one.stream.destroy();
    one.end(true);
    const offline = await until("the lost unit", () => heard.health.find(({ type }) => type === "offline"));
    assert.deepEqual([offline.unit, offline.data.why], ["WAT01-U1", "will"]);

    // It is stopped and started.
    await deploy(flow(folder, { ...rules, name: "renamed" }));
    const later = listen();
    await open(two, 2, 2);
    await until("the next opening", () => later.events.some(({ seq }) => seq === 2));
    assert.deepEqual(
      later.events.map(({ type }) => type),
      ["opened"],
    );
  });

  it("tells simulated units whose cables are cut at once as one event, and the end of it", async () => {
    const plan = planOf("WAT02", 6);
    const folder = registerOf(plan);
    const here = await startBroker(0);
    const fleet = createFleet({ plan, url: here.url, seed: 1, clock: systemClock });
    try {
      await helper.load([lockerRegister, mqttLink, lockerEventIn], flow(folder, { hold: 4 }, here.url));
      const heard = listen();
      const of = (type: string) => heard.health.filter((event) => event.type === type);
      await here.gatewayListens;
      assert.equal((await fleet.start(10_000)).connected, plan.length);
      await until("all units", () => of("online").length === plan.length);
      for (const unit of fleet.units.values()) await unit.goOffline();
      const lost = await until("the loss", () => of("mass-offline")[0]);
      assert.deepEqual([lost.data.cause, lost.data.count], ["units", plan.length]);
      for (const unit of fleet.units.values()) unit.goOnline();
      await until("its end", () => of("mass-offline").some(({ data }) => data.over === true));
      assert.equal(of("online").length, 2 * plan.length);
      assert.deepEqual([of("mass-offline").length, of("offline").length], [2, 0]);
    } finally {
      await fleet.stop();
      await helper.unload();
      await here.close();
    }
  });
});
