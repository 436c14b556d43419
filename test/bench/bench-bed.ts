import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { type Broker, startPlainMosquitto } from "../mosquitto.ts";
import { until } from "../until.ts";
import { HelperProcess } from "./helper-process.ts";
import type { PublisherOrder, PublisherSays, SinkOrder, SinkSays } from "./orders.ts";
import { Probes } from "./probes.ts";

export type Publisher = HelperProcess<PublisherOrder, PublisherSays>;
export type Sink = HelperProcess<SinkOrder, SinkSays>;

/** What the shipped configuration says about queues, so that the broker does here what it does in a vault. */
const AS_SHIPPED = {
  autosave_interval: "1",
  autosave_on_changes: "false",
  max_queued_messages: "100000",
  max_inflight_messages: "1000",
  set_tcp_nodelay: "true",
};

/** What all that is measured shares: the broker, the stub of Amazon SNS and the publisher, each its own process. */
export class BenchBed {
  readonly folder = mkdtempSync(join(tmpdir(), "smart-lockers-bench-"));
  readonly probes = new Probes();
  readonly publisher: Publisher = new HelperProcess("publisher");
  readonly sns: Sink = new HelperProcess("sns-stub");
  #broker: Broker | null = null;
  #snsPort = 0;
  #folders = 0;

  async start(): Promise<void> {
    const [broker, sns] = await Promise.all([
      // Of its log only who subscribes to what is read, and a log of everything would slow it down.
      startPlainMosquitto({ folder: this.folder, settings: { ...AS_SHIPPED, log_type: "subscribe" } }),
      this.sns.hear("ready"),
      this.probes.open(),
    ]);
    this.#broker = broker;
    this.#snsPort = sns.port;
    await this.publisher.hear("connected", { order: "connect", port: broker.port });
  }

  get broker(): Broker {
    if (this.#broker === null) throw new Error("The bench's broker has not been started");
    return this.#broker;
  }

  get snsUrl(): string {
    return `http://127.0.0.1:${this.#snsPort}`;
  }

  /** A new folder, removed at the end. */
  newFolder(): string {
    this.#folders += 1;
    return mkdtempSync(join(this.folder, `${this.#folders}-`));
  }

  /** Resolves when somebody has subscribed to the events during `start`. */
  async subscribed<T>(start: () => Promise<T>): Promise<T> {
    const subscriptions = () => this.broker.log().split("lockers/v1/+/+/event").length;
    const before = subscriptions();
    const started = await start();
    await until("a subscription to the events", () => subscriptions() > before, 60_000);
    return started;
  }

  /** Ends a client's session at the broker, which would go on queueing for it. */
  async forget(clientId: string): Promise<void> {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${this.broker.port}`, { clientId, clean: true });
    await client.endAsync();
  }

  async stop(): Promise<void> {
    this.probes.close();
    await Promise.all([this.publisher.stop(), this.sns.stop(), this.#broker?.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
