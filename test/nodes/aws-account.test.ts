import assert from "node:assert/strict";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import awsAccount from "../../nodes/aws-account/aws-account.ts";
import { TEST_PATH, type TestResult } from "../../nodes/aws-account/config.ts";
import { defineConfig } from "../../nodes/config/define.ts";
import { nodeRef } from "../../nodes/config/fields.ts";
import { defineNode } from "../../nodes/runtime/define-node.ts";
import type { AwsAccountService } from "../../nodes/runtime/services.ts";
import type { FlowNode } from "./example.ts";
import { helper } from "./node-red.ts";
import { logged, startServer, stopServer } from "./notify.ts";

const SIGNAL = new AbortController().signal;
const KEYS = { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "secret" };
const ACCOUNT = { id: "account", type: "aws-account", region: "ap-south-1", identity: "keys" };

/** What the node that uses the account got of it. */
let service: AwsAccountService | null = null;

/** A node that does nothing but use an account. */
const probe = defineNode(
  "account-probe",
  defineConfig({ fields: { account: nodeRef("aws-account") } }),
  (node) => {
    service = node.peer("aws-account", node.config.account);
    return {};
  },
);

async function run(changes: object, credentials: Record<string, string> = KEYS): Promise<void> {
  service = null;
  const nodes: FlowNode[] = [
    { ...ACCOUNT, ...changes },
    { id: "probe", type: "account-probe", z: "", account: "account", wires: [] },
  ];
  await helper.load([awsAccount, probe], nodes, { account: credentials });
}

describe("aws-account", () => {
  let sns: SnsStandIn;

  before(async () => {
    await startServer();
    sns = await startSnsStandIn();
  });
  after(async () => {
    await sns.close();
    await stopServer();
  });
  afterEach(() => helper.unload());

  it("offers its clients, SMS defaults and rates to other nodes", async () => {
    await run({
      snsEndpoint: sns.url,
      senderId: "EXBANK",
      entityId: "1701158012345678901",
      maxPrice: "0.05",
      topicPerSecond: "500",
    });
    assert.equal(service?.id, "account");
    assert.equal(service?.region, "ap-south-1");
    assert.deepEqual(service?.sms, {
      senderId: "EXBANK",
      type: "Transactional",
      maxPrice: "0.05",
      dltEntityId: "1701158012345678901",
    });
    assert.deepEqual(service?.rates, { sms: 20, topic: 500 });
    await service?.sns.publishSms({ phone: "+919820011111", text: "x", type: "Transactional" }, SIGNAL);
    assert.equal(sns.sms.at(-1)?.text, "x");
  });

  it("takes keys from environment variables", async () => {
    process.env.TEST_AWS_KEY = KEYS.accessKeyId;
    process.env.TEST_AWS_REGION = "eu-central-1";
    const env = (name: string) => `\${${name}}`;
    try {
      await run({ region: env("TEST_AWS_REGION") }, { ...KEYS, accessKeyId: env("TEST_AWS_KEY") });
      assert.equal(service?.region, "eu-central-1");
    } finally {
      delete process.env.TEST_AWS_KEY;
      delete process.env.TEST_AWS_REGION;
    }
  });

  const settings: readonly (readonly [
    changes: object,
    credentials: Record<string, string>,
    words: RegExp,
  ])[] = [
    [{ region: "" }, KEYS, /label\.region: common\.check\.required/],
    [{ region: "Mumbai" }, KEYS, /aws-account\.check\.region/],
    [{ identity: "profile" }, {}, /label\.profile: common\.check\.required/],
    [{}, {}, /label\.accessKeyId: common\.check\.required.*label\.secretAccessKey: common\.check\.required/],
    [{}, { ...KEYS, accessKeyId: "short" }, /aws-account\.check\.access-key-id/],
    [
      { identity: "certificate" },
      {},
      /label\.iotEndpoint.*label\.roleAlias.*label\.thingName.*label\.certificateFile.*label\.privateKeyFile/,
    ],
    [
      { identity: "certificate", certificatesFrom: "pasted" },
      {},
      /label\.certificate: .*label\.privateKey: /,
    ],
    [{ iotEndpoint: "https://x" }, KEYS, /aws-account\.check\.host/],
    [{ roleAlias: "a b" }, KEYS, /aws-account\.check\.role-alias/],
    [{ thingName: "a/b" }, KEYS, /aws-account\.check\.thing-name/],
    [{ senderId: "EXAMPLEBANK1" }, KEYS, /aws-account\.check\.sender-id/],
    [{ entityId: "1" }, KEYS, /aws-account\.check\.dlt/],
    [{ maxPrice: "5 cents" }, KEYS, /aws-account\.check\.price/],
    [{ maxPrice: "0" }, KEYS, /aws-account\.check\.price/],
    [{ smsPerSecond: 0 }, KEYS, /label\.smsPerSecond: common\.check\.number/],
    [{ snsEndpoint: "http://sns.example.com" }, KEYS, /label\.snsEndpoint: aws-account\.check\.endpoint/],
    [{ sesEndpoint: "sns.example.com" }, KEYS, /label\.sesEndpoint: aws-account\.check\.endpoint/],
  ];
  for (const [changes, credentials, words] of settings) {
    it(`refuses ${JSON.stringify(changes)} with ${Object.keys(credentials).join(" and ") || "no keys"}`, async () => {
      await run(changes, credentials);
      assert.equal(service, null);
      assert.match(logged(), words);
      assert.match(logged(), /The aws-account "account" that this node uses is not usable itself/);
    });
  }

  describe("its test button", () => {
    async function press(values: object, credentials: object): Promise<TestResult> {
      const { body } = await helper
        .request()
        .post(`/${TEST_PATH}`)
        .send({ id: "account", values: { ...ACCOUNT, stsEndpoint: sns.url, ...values }, credentials })
        .expect(200);
      return body;
    }

    it("says who AWS sees, with what is typed or what is stored", async () => {
      await run({});
      assert.deepEqual(
        await press({}, { accessKeyId: "AKIAOTHEROTHEROTHER1", secretAccessKey: "__PWRD__" }),
        {
          state: "known",
          account: "000000000000",
          arn: "arn:aws:iam::000000000000:user/AKIAOTHEROTHEROTHER1",
        },
      );
      const stored = await press({}, { accessKeyId: "__PWRD__" });
      assert.equal(
        stored.state === "known" && stored.arn,
        `arn:aws:iam::000000000000:user/${KEYS.accessKeyId}`,
      );
    });

    it("says in a sentence why AWS does not know who it is", async () => {
      await run({});
      sns.fail({
        how: "error",
        action: "GetCallerIdentity",
        status: 403,
        code: "InvalidClientTokenId",
        message: "The security token is invalid",
      });
      const result = await press({}, {});
      assert.equal(result.state, "refused");
      assert.match(
        result.state === "refused" ? result.sentence : "",
        /^AWS STS answered InvalidClientTokenId.*press Test/,
      );
    });

    it("names what is missing before it asks anybody", async () => {
      await run({});
      const asked = sns.requests("GetCallerIdentity");
      const result = await press({ region: "" }, { accessKeyId: "" });
      assert.deepEqual(result, {
        state: "config-invalid",
        problems: [
          { field: "region", problem: "common.check.required" },
          { field: "accessKeyId", problem: "common.check.required" },
        ],
      });
      assert.equal(sns.requests("GetCallerIdentity"), asked);
    });

    it("looks up environment variables as the node would", async () => {
      await run({});
      process.env.TEST_AWS_REGION = "eu-central-1";
      const region = `\${${"TEST_AWS_REGION"}}`;
      assert.equal((await press({ region }, {})).state, "known");
      delete process.env.TEST_AWS_REGION;
      const unset = await press({ region }, {});
      assert.equal(unset.state, "config-invalid");
    });

    it("refuses what is no request", async () => {
      await run({});
      await helper.request().post(`/${TEST_PATH}`).send({ id: 1 }).expect(400);
    });

    it("refuses what another web site can have a browser send", async () => {
      await run({});
      const asked = sns.requests("GetCallerIdentity");
      const form = new URLSearchParams({ id: "account", "credentials[x]": "" });
      for (const [name, value] of Object.entries({ ...ACCOUNT, stsEndpoint: sns.url })) {
        form.set(`values[${name}]`, value);
      }
      await helper.request().post(`/${TEST_PATH}`).type("form").send(form.toString()).expect(400);
      assert.equal(sns.requests("GetCallerIdentity"), asked);
    });
  });
});
