import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { filterFor } from "../../nodes/domain/parse-topic.ts";

/**
 * The flow that a user of Node-RED would build today from core nodes and the AWS SDK: it keeps nothing, and what is
 * in flight at a crash, a deploy or an outage is gone.
 */
export interface CoreFlow {
  readonly brokerPort: number;
  readonly snsUrl: string;
  /** A request for each event, or up to ten events in one. */
  readonly publish: "Publish" | "PublishBatch";
}

const TOPIC = "arn:aws:sns:eu-central-1:000000000000:control-room";
/** A batch that is not full is sent after this time, milliseconds. */
const BATCH_WAIT_MS = 20;

/** Daily from 10 to 17 in a zone where it is night during the run, as in the other flow. */
const WINDOW = `
const hour = new Date(msg.payload.at + 3600000 * env.get("HOURS_AHEAD")).getUTCHours();
msg.outside = hour < 10 || hour >= 17;
return msg;`;

const MESSAGE =
  "`SOS: locker $" +
  "{e.locker} opened outside the access hours at $" +
  "{new Date(e.at).toISOString()}. Event $" +
  "{e.unit}-$" +
  "{e.seq}`";

const ONE = `
const e = msg.payload;
await context.get("client").send(new sns.PublishCommand({
  TopicArn: "${TOPIC}", Subject: "SOS " + e.locker, Message: ${MESSAGE},
}));
return msg;`;

const TEN = `
const e = msg.payload;
const waiting = context.get("waiting");
waiting.push({ Id: String(e.seq % 10) + "-" + waiting.length, Subject: "SOS " + e.locker, Message: ${MESSAGE} });
const flush = async () => {
  clearTimeout(context.get("timer"));
  context.set("timer", null);
  const entries = waiting.splice(0, 10);
  if (entries.length === 0) return;
  await context.get("client").send(new sns.PublishBatchCommand({
    TopicArn: "${TOPIC}", PublishBatchRequestEntries: entries,
  }));
};
if (waiting.length >= 10) await flush();
else if (!context.get("timer")) context.set("timer", setTimeout(flush, ${BATCH_WAIT_MS}));
return msg;`;

export function coreFlow({ brokerPort, snsUrl, publish }: CoreFlow): readonly object[] {
  const z = "b0";
  const sdk = `context.set("waiting", []); context.set("client", new sns.SNSClient({
    region: "eu-central-1", endpoint: "${snsUrl}", credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  }));`;
  const code = { noerr: 0, outputs: 1, timeout: 0, initialize: "", finalize: "", libs: [] };
  return [
    { id: z, type: "tab", label: "core nodes" },
    {
      id: "b1",
      type: "mqtt-broker",
      broker: "127.0.0.1",
      port: String(brokerPort),
      clientid: "bench-core",
      autoConnect: true,
      usetls: false,
      protocolVersion: "5",
      keepalive: "60",
      cleansession: true,
    },
    {
      id: "b2",
      type: "mqtt in",
      z,
      topic: filterFor("event"),
      qos: "1",
      datatype: "auto",
      broker: "b1",
      inputs: 0,
      wires: [["b3"]],
    },
    { id: "b3", type: "json", z, property: "payload", action: "obj", pretty: false, wires: [["b4"]] },
    { ...code, id: "b4", type: "function", z, name: "inside the hours?", func: WINDOW, wires: [["b5"]] },
    {
      id: "b5",
      type: "switch",
      z,
      property: "outside",
      propertyType: "msg",
      rules: [{ t: "true" }],
      checkall: "true",
      repair: false,
      outputs: 1,
      wires: [["b6"]],
    },
    {
      ...code,
      id: "b6",
      type: "function",
      z,
      name: publish,
      func: publish === "Publish" ? ONE : TEN,
      initialize: sdk,
      libs: [{ var: "sns", module: "@aws-sdk/client-sns" }],
      wires: [[]],
    },
  ];
}

/** As if a user had installed the SDK for function nodes. */
export function placeSdk(userDir: string): void {
  const name = "@aws-sdk/client-sns";
  const link = join(userDir, "node_modules", name);
  mkdirSync(resolve(link, ".."), { recursive: true });
  symlinkSync(resolve(import.meta.dirname, "../../node_modules", name), link);
  writeFileSync(join(userDir, "package.json"), JSON.stringify({ dependencies: { [name]: "*" } }));
}
