import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import { LockerError } from "../../nodes/domain/errors.ts";
import { AWS_DEADLINE_MS, awsConnection } from "../../nodes/links/aws-connection.ts";
import { type SnsClient, snsClient } from "../../nodes/links/sns.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { needs } from "../needs.ts";
import { createAuthority } from "../pki.ts";
import { until } from "../until.ts";

const TOPIC = "arn:aws:sns:ap-south-1:000000000000:control-room";

function clientTo(url: string, clock = systemClock): SnsClient {
  const credentials = {
    kind: "keys",
    accessKeyId: "AKIATESTTESTTESTTEST",
    secretAccessKey: "secret",
  } as const;
  return snsClient(awsConnection({ region: "ap-south-1", credentials, endpoints: { sns: url } }, clock));
}

/** Both ways a message takes; each resolves to the error that it failed with. */
const WAYS: Readonly<Record<string, (client: SnsClient, signal: AbortSignal) => Promise<unknown>>> = {
  "an SMS": (client, signal) =>
    client
      .publishSms({ phone: "+919812345678", text: "x", type: "Transactional" }, signal)
      .catch((thrown: unknown) => thrown),
  "a batch for a topic": async (client, signal) => {
    const [result] = await client.publishTopic(TOPIC, [{ text: "x", attributes: {} }], signal);
    return result !== undefined && "error" in result ? result.error : result;
  },
};
const ACTION: Readonly<Record<string, string>> = {
  "an SMS": "Publish",
  "a batch for a topic": "PublishBatch",
};

function isTransient(error: unknown, words: RegExp): void {
  assert.ok(error instanceof LockerError, String(error));
  assert.equal(error.code, "provider-transient");
  assert.match(error.message, words);
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

for (const [what, send] of Object.entries(WAYS)) {
  describe(`${what} that Amazon SNS cannot be given`, () => {
    const { signal } = new AbortController();
    let sns: SnsStandIn;

    before(async () => {
      sns = await startSnsStandIn();
      sns.createTopic("control-room");
    });
    after(() => sns.close());

    for (const [why, abort] of [
      ["its time is over", (clock: TestClock) => clock.advance(AWS_DEADLINE_MS)],
      ["the outbox aborts it", (_: TestClock, controller: AbortController) => controller.abort()],
    ] as const) {
      it(`is taken back when ${why}: its connection is closed, and nothing is left of it`, async () => {
        const clock = new TestClock();
        const client = clientTo(sns.url, clock);
        try {
          const controller = new AbortController();
          sns.fail({ how: "hang" });
          const asked = sns.requests(ACTION[what] ?? "");
          const sent = send(client, controller.signal);
          await until("the request", () => sns.requests(ACTION[what] ?? "") === asked + 1);
          assert.ok(sns.connections > 0);
          abort(clock, controller);
          isTransient(await sent, /no answer in time/);
          await until("the connection to close", () => sns.connections === 0);
          assert.equal(clock.pending, 0);
        } finally {
          await client.close();
        }
      });
    }

    it("waits where nobody listens", async () => {
      const free = createServer();
      const port = await listening(free);
      await new Promise((resolve) => free.close(resolve));
      const client = clientTo(`http://127.0.0.1:${port}`);
      isTransient(await send(client, signal), /did not answer \(ECONNREFUSED\)/);
      await client.close();
    });

    it("waits where the name is not known", async () => {
      const client = clientTo("http://sns.nowhere.invalid");
      isTransient(await send(client, signal), /did not answer \((ENOTFOUND|EAI_AGAIN)\)/);
      await client.close();
    });

    it("waits where the connection ends in the middle of the answer", async () => {
      const server = createServer((request, response) => {
        request.resume();
        response.writeHead(200, { "content-length": 1000 });
        response.write("<Publish");
        setImmediate(() => response.destroy());
      });
      const client = clientTo(`http://127.0.0.1:${await listening(server)}`);
      try {
        isTransient(await send(client, signal), /did not answer|is not AWS/);
      } finally {
        await client.close();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    if (needs("openssl")) {
      it("waits where the certificate does not prove that it is AWS, and sends nothing there", async () => {
        const folder = mkdtempSync(join(tmpdir(), "smart-lockers-sns-"));
        const { cert, key } = createAuthority(folder).issue("localhost", { hosts: ["localhost"] });
        let requests = 0;
        const server = createTlsServer({ cert, key }, (_, response) => {
          requests += 1;
          response.end();
        });
        const client = clientTo(`https://localhost:${await listening(server)}`);
        try {
          isTransient(
            await send(client, signal),
            /did not answer \([A-Z_]*(SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET)[A-Z_]*\)/,
          );
          assert.equal(requests, 0);
        } finally {
          await client.close();
          await new Promise((resolve) => server.close(resolve));
          rmSync(folder, { recursive: true, force: true });
        }
      });
    }
  });
}

describe("a batch of which SNS takes some", () => {
  const fates: readonly (readonly [code: string, senderFault: boolean, meaning: string])[] = [
    ["InvalidParameter", true, "provider-permanent"],
    ["SomethingNewAboutTheMessage", true, "provider-permanent"],
    ["SomethingNewInAWS", false, "provider-transient"],
    ["InternalError", false, "provider-transient"],
    ["Throttled", true, "provider-transient"],
    ["KMSThrottling", true, "provider-deferred"],
    ["KMSDisabled", true, "provider-operator"],
    ["KMSAccessDenied", true, "provider-operator"],
    ["EndpointDisabled", true, "provider-operator"],
    ["AuthorizationError", true, "provider-operator"],
  ];
  for (const [code, senderFault, meaning] of fates) {
    it(`goes by what is said of each: ${code}, ${senderFault ? "the sender's" : "not the sender's"} fault -> ${meaning}`, async () => {
      const sns = await startSnsStandIn();
      const client = clientTo(sns.url);
      try {
        sns.createTopic("control-room");
        sns.fail({ how: "entries", indexes: [1], code, senderFault });
        const messages = ["one", "two", "three"].map((text) => ({ text, attributes: {} }));
        const results = await client.publishTopic(TOPIC, messages, new AbortController().signal);
        assert.deepEqual(
          results.map((result) => ("error" in result ? result.error.code : "accepted")),
          ["accepted", meaning, "accepted"],
        );
      } finally {
        await client.close();
        await sns.close();
      }
    });
  }
});
