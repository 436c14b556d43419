import assert from "node:assert/strict";
import { type SnsStandIn, startSnsStandIn, UNAUTHORIZED } from "../../gateway/stand-ins/sns.ts";
import { until } from "../until.ts";
import { type Client, field } from "./client.ts";
import { flows, Gateway, OPERATOR, VIEWER } from "./gateway.ts";

const REGION = "ap-south-1";
const NUMBER = "+918123456790";

/** The control room is told by SMS of each alarm. */
function telling(brokerUrl: string): readonly object[] {
  const wired = flows(brokerUrl).map((node) =>
    field(node, "id") === "sos" ? { ...node, wires: [["tell"], []] } : node,
  );
  return [
    ...wired,
    {
      ...{ id: "amazon", type: "aws-account", name: "Amazon SNS", region: REGION, identity: "default" },
      ...{ profile: "", iotEndpoint: "", roleAlias: "", thingName: "", certificatesFrom: "files" },
      ...{ certificateFile: "", privateKeyFile: "", senderId: "", smsType: "Transactional", entityId: "" },
      ...{ maxPrice: "", smsPerSecond: 20, topicPerSecond: 300, snsEndpoint: "", stsEndpoint: "" },
      sesEndpoint: "",
    },
    {
      ...{ id: "tell", type: "sns-notify", z: "tab", name: "tell the control room", account: "amazon" },
      ...{ register: "who-is-who", to: "contact", role: "security-head", topic: "", senderId: "" },
      ...{ text: "SOS {{incident.summary}}", subject: "SOS", smsText: "", emailText: "", httpsText: "" },
      ...{ templateId: "", x: 700, y: 100, wires: [[], []] },
    },
  ];
}

describe("the outbox on the board", function () {
  this.timeout(60_000);
  let gateway: Gateway;
  let sns: SnsStandIn;
  let operator: Client;

  before(async () => {
    sns = await startSnsStandIn({ region: REGION });
    // What needs a person: the gateway may not publish.
    sns.fail({ ...UNAUTHORIZED, message: `may not publish to ${NUMBER}`, times: Number.POSITIVE_INFINITY });
    gateway = await Gateway.start({
      env: {
        ...{ AWS_ENDPOINT_URL_SNS: sns.url, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
      },
    });
    await gateway.red.admin.deploy(telling(gateway.broker.url));
    operator = await gateway.client(OPERATOR);
    await gateway.event("forced");
    await gateway.event("duress", { locker: "MUM01-0002" });
  });

  after(async () => {
    await gateway?.stop();
    await sns?.close();
  });

  async function page(client: Client, query = ""): Promise<readonly unknown[]> {
    const { body } = await client.get(`outbox${query}`);
    const items = field(body, "items");
    assert.ok(Array.isArray(items));
    return items;
  }

  it("says what is parked, why, and for whom by a reference only", async () => {
    const [newest, oldest] = await until("both to be parked", async () => {
      const items = await page(operator, "?state=parked");
      return items.length === 2 && items;
    });
    assert.deepEqual(
      [newest, oldest].map((item) => field(item, "class")),
      ["duress", "forced"],
    );
    assert.deepEqual(
      ["state", "node", "recipient", "channel", "locker", "code"].map((name) => field(oldest, name)),
      [
        "parked",
        "tell the control room",
        "security-head security of MUM01",
        "sms",
        "MUM01-0001",
        "provider-operator",
      ],
    );
    assert.match(String(field(oldest, "reason")), /AuthorizationError.*\(a number\)/);
    assert.ok(!operator.heard.join().includes(NUMBER));
    assert.deepEqual(await page(operator, "?state=dead"), []);
  });

  it("tells a viewer of none that a silent alarm has left there, nor of their number", async () => {
    const viewer = await gateway.client(VIEWER);
    assert.deepEqual(
      (await page(viewer)).map((item) => field(item, "class")),
      ["forced"],
    );
    const counts = field((await viewer.get("outbox")).body, "counts");
    assert.deepEqual(counts, { waiting: 0, parked: 1, dead: 0, overdue: 0 });
    assert.equal(field((await operator.get("outbox")).body, "counts", "parked"), 2);
    const stream = await viewer.stream();
    await until("the counts of the stream", () =>
      stream.messages.some((message) => message.type === "delta" && message.outbox?.parked === 1),
    );
    assert.ok(stream.messages.every((message) => message.type !== "delta" || message.outbox?.parked !== 2));
    stream.close();
  });

  it("sends one again, or all, once what was in the way is gone", async () => {
    await sns.recover();
    const key = field((await page(operator, "?state=parked")).at(-1), "key");
    assert.deepEqual((await operator.post("outbox/retry", { key })).body, { retried: 1 });
    await until("the first to be gone", async () => (await page(operator)).length === 1);
    assert.deepEqual((await operator.post("outbox/retry", { states: ["dead"] })).body, { retried: 0 });
    assert.deepEqual((await operator.post("outbox/retry", {})).body, { retried: 1 });
    await until("the other to be gone", async () => (await page(operator)).length === 0);
    assert.deepEqual((await operator.post("outbox/retry", { key: "none" })).body, { retried: 0 });
  });
});
