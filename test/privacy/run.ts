import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zoneFor } from "../../gateway/local/branch-clock.ts";
import { demoFlows } from "../../gateway/local/demo-flows.ts";
import { type FlowNode, readFlows } from "../../gateway/local/merge-flows.ts";
import { type MailStandIn, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import { Client, field } from "../control-room/client.ts";
import type { Account } from "../node-red-admin.ts";
import { type NodeRedOptions, type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { startBroker, type TestBroker } from "../simulator/broker.ts";
import { until } from "../until.ts";
import { LOCKERS, SITE, TOPICS, UNITS, writeRegister } from "./bank.ts";
import { EditorSocket } from "./editor-socket.ts";

const OFFICER: Account = { username: "officer", password: "officer's own" };
const STORED_MS = 20_000;

/**
 * A gateway with everything that could give somebody away switched on: each node's output and status goes to a debug
 * node, an editor listens, the log is at its finest and written to the console, with audit and metrics.
 */
export class Run {
  readonly userDir: string;
  readonly broker: TestBroker;
  readonly sns: SnsStandIn;
  readonly mail: MailStandIn;
  /** What the editor was told, by all lives of the gateway. */
  readonly editor: string[] = [];
  /** What Node-RED wrote. */
  readonly log: string[] = [];
  readonly #options: NodeRedOptions;
  #red: NodeRedProcess | null = null;
  #socket: EditorSocket | null = null;
  #client: Client | null = null;
  readonly #clients: Client[] = [];
  #seq = 0;

  private constructor(
    userDir: string,
    { broker, sns, mail }: Pick<Run, "broker" | "sns" | "mail">,
    options: NodeRedOptions,
  ) {
    this.userDir = userDir;
    this.broker = broker;
    this.sns = sns;
    this.mail = mail;
    this.#options = options;
  }

  static async open(): Promise<Run> {
    const userDir = mkdtempSync(join(tmpdir(), "smart-lockers-privacy-"));
    writeRegister(userDir);
    const broker = await startBroker();
    const sns = await startSnsStandIn({ region: "ap-south-1" });
    const mail = await startMailStandIn();
    for (const name of TOPICS) {
      const topic = sns.createTopic(name);
      sns.subscribe(topic, { protocol: "https", endpoint: `https://${name}.example/notices` });
    }
    return new Run(
      userDir,
      { broker, sns, mail },
      {
        userDir,
        accounts: [OFFICER],
        settings: {
          logging: { console: { level: "trace", metrics: true, audit: true } },
          runtimeState: { enabled: true, ui: true },
        },
        env: {
          ...{ LOCKER_AWS_REGION: "ap-south-1", LOCKER_SITE: SITE, LOCKER_SMTP_HOST: "127.0.0.1" },
          ...{ LOCKER_SMTP_PORT: String(mail.port), LOCKER_MAIL_FROM: "Bank <lockers@bank.example>" },
          ...{ AWS_ENDPOINT_URL_SNS: sns.url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
          NODE_DISABLE_COMPILE_CACHE: "1",
        },
      },
    );
  }

  get red(): NodeRedProcess {
    if (this.#red === null) throw new Error("The gateway is not running.");
    return this.#red;
  }

  get client(): Client {
    if (this.#client === null) throw new Error("The gateway is not running.");
    return this.#client;
  }

  /** What the editor that listens now was told. */
  get heard(): readonly string[] {
    return this.#socket?.heard ?? [];
  }

  /** All that the board's people were answered. */
  get board(): readonly string[] {
    return this.#clients.flatMap(({ heard }) => heard);
  }

  async start(extra: readonly FlowNode[] = []): Promise<void> {
    const first = this.log.length === 0;
    const zone = zoneFor("night", Date.now());
    const flows = demoFlows(readFlows("flows"), { brokerUrl: this.broker.url, timeZone: zone }).map((node) =>
      node.type === "locker-visit" ? { ...node, sites: "all", folder: "smart-lockers/visits" } : node,
    );
    this.#red = await startNodeRed({
      ...this.#options,
      ...(first && { flows: [...watched(flows), ...extra] }),
    });
    this.#socket = await EditorSocket.open(this.red.url, this.red.admin.token);
    this.#client = new Client(this.red.url);
    this.#clients.push(this.#client);
    await this.#client.signIn(OFFICER);
    if (first) {
      await this.broker.gatewayListens;
      for (const unit of UNITS) await this.event("boot", { unit, locker: undefined, door: undefined });
    }
  }

  /** Ends Node-RED and keeps what it said. */
  async end(how: "stop" | "kill"): Promise<void> {
    const { red } = this;
    this.#socket?.close();
    try {
      if (how === "stop") await red.stop();
      else await red.kill();
    } finally {
      this.editor.push(...(this.#socket?.heard ?? []));
      this.log.push(...red.log);
      this.#red = null;
    }
  }

  async close(): Promise<void> {
    if (this.#red !== null) await this.#red.kill();
    await Promise.all([this.sns.close(), this.mail.close(), this.broker.close()]);
    rmSync(this.userDir, { recursive: true, force: true });
  }

  /** Something happens at a locker; resolves when the gateway has stored it. */
  async event(type: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    this.#seq += 1;
    const seq = this.#seq;
    const locker = "locker" in more ? more.locker : LOCKERS.joint;
    const unit = more.unit ?? (locker === LOCKERS.third ? UNITS[1] : UNITS[0]);
    const body = {
      ...{ v: 1, unit, locker, boot: 17, seq, type, at: Date.now(), clock: "sntp", uptime: 1000 * seq },
      ...{ door: type === "closed" ? "closed" : "open", tamper: false, data: {}, ...more },
    };
    const topic = `lockers/v1/${SITE}/${unit}/event`;
    let stored = false;
    const stop = this.broker.listen(({ topic: answered, body: reply }) => {
      if (answered.endsWith(`${unit}/reply/event`) && field(reply, "seq") === seq) stored = true;
    });
    const again = setInterval(() => void this.broker.publish(topic, body), 500);
    await this.broker.publish(topic, body);
    await until(`the gateway to store ${type}`, () => stored, STORED_MS).finally(() => {
      clearInterval(again);
      stop();
    });
  }
}

/** The flows with a debug node behind each output, and for each tab one behind every status and every error. */
function watched(flows: readonly FlowNode[]): readonly FlowNode[] {
  const tabs = flows.filter(({ type }) => type === "tab");
  const debug = (id: string, z: unknown): FlowNode => ({
    ...{ id, type: "debug", z, name: id, active: true, tosidebar: true, console: true, tostatus: true },
    ...{ complete: "true", targetType: "full", statusVal: "", statusType: "auto", x: 900, y: 20, wires: [] },
  });
  const listening = tabs.flatMap(({ id: z }): FlowNode[] => [
    { id: `${z}-all-s`, type: "status", z, name: "", scope: null, x: 60, y: 20, wires: [[`${z}-all`]] },
    {
      ...{ id: `${z}-all-c`, type: "catch", z, name: "", scope: null, uncaught: false, x: 60, y: 60 },
      wires: [[`${z}-all`]],
    },
    debug(`${z}-all`, z),
  ]);
  const wired = flows.map((node) =>
    Array.isArray(node.wires)
      ? { ...node, wires: node.wires.map((wires: readonly string[]) => [...wires, `${node.z}-all`]) }
      : node,
  );
  return [...wired, ...listening];
}
