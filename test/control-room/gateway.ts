import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { placeRegister } from "../../gateway/local/demo-bank.ts";
import type { Account } from "../node-red-admin.ts";
import { type NodeRedOptions, type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { startBroker, type TestBroker } from "../simulator/broker.ts";
import { until } from "../until.ts";
import { Client, field } from "./client.ts";

export const SITE = "MUM01";
export const UNIT = "MUM01-U01";
export const LOCKER = "MUM01-0001";

/** The bank's people. */
export const OFFICER: Account = { username: "officer", password: "officer's own" };
export const OPERATOR: Account = {
  ...{ username: "operator", password: "operator's own" },
  permissions: ["lockers.read", "lockers.act"],
};
export const VIEWER: Account = {
  ...{ username: "viewer", password: "viewer's own" },
  permissions: ["lockers.read"],
};
export const READER: Account = { username: "reader", password: "reader's own", permissions: "read" };
export const EDITOR: Account = {
  ...{ username: "editor", password: "editor's own" },
  permissions: ["flows.read", "flows.write"],
};
export const DEPUTY: Account = {
  ...{ username: "deputy", password: "deputy's own" },
  permissions: ["lockers.read", "lockers.act"],
};
export const COUNTER: Account = {
  ...{ username: "counter", password: "counter's own" },
  permissions: ["lockers.visits"],
};
export const CLAIMS_DESK: Account = {
  ...{ username: "claims", password: "claims' own" },
  permissions: ["lockers.read", "lockers.claims"],
};
export const PEOPLE: readonly Account[] = [
  ...[OFFICER, OPERATOR, DEPUTY, VIEWER, READER, EDITOR],
  ...[COUNTER, CLAIMS_DESK],
];

const ALARMS = ["forced", "duress", "held-open", "tamper", "closed"];

/** Every alarm is an incident; the rest is only stored. */
export function flows(brokerUrl: string): readonly object[] {
  const { hostname, port } = new URL(brokerUrl);
  return [
    { id: "tab", type: "tab", label: "board" },
    { id: "who-is-who", type: "locker-register", name: "register", folder: "smart-lockers/register" },
    {
      ...{ id: "broker-link", type: "mqtt-link", name: "broker", register: "who-is-who", kind: "private" },
      ...{
        host: hostname,
        port: Number(port),
        protocol: "mqtt",
        path: "/mqtt",
        version: "4",
        auth: "certificate",
      },
      ...{ region: "", certificatesFrom: "files", caFile: "", certFile: "", keyFile: "", clientId: "" },
      ...{ keepalive: 30, sessionExpiry: 604800 },
    },
    {
      ...{ id: "events", type: "locker-event-in", z: "tab", name: "", link: "broker-link", x: 100, y: 100 },
      ...{ sites: "", lockers: "", types: [], wires: [["alarms"], [], []] },
    },
    {
      ...{ id: "alarms", type: "switch", z: "tab", name: "alarm?", property: "payload.type" },
      ...{ propertyType: "msg", checkall: "false", repair: false, outputs: 1, x: 300, y: 100 },
      rules: [{ t: "regex", v: `^(${ALARMS.join("|")})$`, vt: "str", case: false }],
      wires: [["sos"]],
    },
    { id: "sos", type: "sos-alert", z: "tab", name: "", x: 500, y: 100, wires: [["heard"], ["heard"]] },
    {
      ...{ id: "heard", type: "debug", z: "tab", name: "", active: true, tosidebar: true },
      ...{ console: false, tostatus: false, complete: "true", targetType: "full", x: 700, y: 100, wires: [] },
    },
  ];
}

/** Every site registers visits. */
const VISITS = {
  ...{ id: "visits", type: "locker-visit", z: "tab", name: "", register: "who-is-who", sites: "all" },
  ...{ calendar: "", minutes: 30, grace: 2, folder: "", x: 300, y: 200, wires: [[], []] },
};

/** A gateway with its broker, as a control room would reach it. */
export class Gateway {
  readonly userDir: string;
  readonly broker: TestBroker;
  readonly #options: NodeRedOptions;
  #red: NodeRedProcess;
  #seq = 0;

  private constructor(userDir: string, broker: TestBroker, red: NodeRedProcess, options: NodeRedOptions) {
    this.userDir = userDir;
    this.broker = broker;
    this.#red = red;
    this.#options = options;
  }

  /** @param more with `isOpen`, Node-RED asks nobody who they are, unless the settings file says otherwise */
  static async start({
    isOpen = false,
    hasVisits = false,
    ...more
  }: NodeRedOptions & { isOpen?: boolean; hasVisits?: boolean } = {}): Promise<Gateway> {
    const userDir = mkdtempSync(join(tmpdir(), "smart-lockers-board-"));
    placeRegister(userDir);
    const broker = await startBroker();
    const accounts = isOpen ? {} : { accounts: PEOPLE };
    const all = hasVisits ? [...flows(broker.url), VISITS] : flows(broker.url);
    const options = { ...accounts, flows: all, ...more, userDir };
    try {
      const gateway = new Gateway(userDir, broker, await startNodeRed(options), options);
      await gateway.event("boot", { locker: undefined, door: undefined });
      return gateway;
    } catch (thrown) {
      await broker.close();
      throw thrown;
    }
  }

  /** As `start`, with a locker-visit for every site. */
  static withVisits(more: NodeRedOptions & { isOpen?: boolean } = {}): Promise<Gateway> {
    return Gateway.start({ ...more, hasVisits: true });
  }

  get red(): NodeRedProcess {
    return this.#red;
  }

  get url(): string {
    return this.#red.url;
  }

  /** Somebody at the board; without an account nobody has signed in. */
  async client(account?: Account): Promise<Client> {
    const client = new Client(this.url);
    if (account) await client.signIn(account);
    return client;
  }

  /** A unit tells of something, and repeats it as units do; resolves when the gateway has answered that it is stored. */
  async event(type: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.#seq += 1;
    const seq = this.#seq;
    const unit = typeof more.unit === "string" ? more.unit : UNIT;
    const door = type === "closed" ? "closed" : "open";
    const body = {
      ...{ v: 1, unit, locker: LOCKER, boot: 17, seq, type, at: Date.now(), clock: "sntp", uptime: 1000 },
      ...{ door, tamper: false, data: {}, ...more },
    };
    const send = () => this.broker.publish(`lockers/v1/${SITE}/${unit}/event`, body);
    let isStored = false;
    const stop = this.broker.listen(({ topic, body: reply }) => {
      if (topic.endsWith(`${unit}/reply/event`) && field(reply, "seq") === seq) isStored = true;
    });
    const again = setInterval(() => void send(), 500);
    await send();
    await until(`the gateway to store ${type}`, () => isStored, 20_000).finally(() => {
      clearInterval(again);
      stop();
    });
  }

  /** A unit tells how it and its lockers are. */
  status(unit: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    return this.broker.publish(`lockers/v1/${SITE}/${unit}/status`, {
      ...{ v: 1, unit, online: true, boot: 17, nonce: "9f86d081884c7d65", firmware: "1.2.3" },
      ...{ lockers: [], seq: 0, clock: "sntp", ...more },
    });
  }

  /** Ends Node-RED and starts it again, on another port. */
  async restart(how: "stop" | "kill" = "stop"): Promise<void> {
    if (how === "stop") await this.#red.stop();
    else await this.#red.kill();
    const { flows: _flows, ...options } = this.#options;
    this.#red = await startNodeRed(options);
  }

  /**
   * Leaves nothing open or behind, also where Node-RED has ended otherwise.
   * @throws Error as NodeRedProcess.stop
   */
  async stop(): Promise<void> {
    try {
      await this.#red.stop();
    } finally {
      await this.broker.close();
      rmSync(this.userDir, { recursive: true, force: true });
    }
  }
}
