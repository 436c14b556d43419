import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadAwsIotSdk } from "../../nodes/links/aws-iot-sdk.ts";
import { collectGarbage } from "../garbage.ts";
import { startPlainMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { type Authority, createAuthority, type Identity } from "../pki.ts";
import { Gateway } from "./gateway.ts";
import { webSocketFront } from "./websocket-front.ts";

const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "not a secret" };

if (needs("mosquitto", "openssl")) {
  describe("a link to AWS IoT Core by a signed WebSocket", () => {
    let folder: string;
    let authority: Authority;
    let server: Identity;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-websocket-"));
      authority = createAuthority(folder);
      server = authority.issue("broker", { hosts: ["localhost"] });
    });
    after(() => {
      rmSync(folder, { recursive: true });
      collectGarbage();
    });

    const open = (port: number, keys: typeof KEYS | null) =>
      new Gateway(
        "aws-crt, WebSocket",
        { port, keys, tls: { from: "pasted", ca: authority.ca, cert: "", key: "" } },
        [{ filter: "a", qos: 1 }],
      );

    it("delivers, and holds the PUBACK", async () => {
      const broker = await startPlainMosquitto({ folder });
      const front = await webSocketFront(broker.port, server);
      const first = await open(front.port, KEYS).connected();
      await first.link.publish("a", "held", { qos: 1 });
      await first.receives("held");
      await first.stop();
      const second = await open(front.port, KEYS).connected();
      await second.receives("held");
      await second.stop();
      await front.close();
      await broker.stop();
    });

    it("signs for the region, and says that AWS refused the signature", async () => {
      const asked: string[] = [];
      const https = createServer({ cert: server.cert, key: server.key });
      https.on("upgrade", (request, socket) => {
        asked.push(request.url ?? "");
        socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
      });
      https.listen(0, "127.0.0.1");
      await once(https, "listening");
      const address = https.address();
      const gateway = open(typeof address === "object" && address !== null ? address.port : 0, KEYS);
      assert.match(await gateway.refused(), /refused the signed connection.*iot:Connect/);
      await gateway.stop();
      https.close();
      const query = new URL(asked[0] ?? "", "https://localhost").searchParams;
      assert.match(
        query.get("X-Amz-Credential") ?? "",
        /^AKIDEXAMPLE\/\d{8}\/ap-south-1\/iotdevicegateway\/aws4_request$/,
      );
      assert.match(query.get("X-Amz-Signature") ?? "", /^[0-9a-f]{64}$/);
    });

    it("says that no credentials were found", async () => {
      const given = Object.entries(process.env).filter(([name]) => name.startsWith("AWS_"));
      for (const [name] of given) delete process.env[name];
      const none = join(folder, "none");
      const nowhere = {
        ...{ AWS_CONFIG_FILE: none, AWS_SHARED_CREDENTIALS_FILE: none },
        AWS_EC2_METADATA_DISABLED: "true",
      };
      Object.assign(process.env, nowhere);
      const https = createServer({ cert: server.cert, key: server.key }).listen(0, "127.0.0.1");
      await once(https, "listening");
      const address = https.address();
      const gateway = open(typeof address === "object" && address !== null ? address.port : 0, null);
      assert.match(await gateway.refused(), /No AWS credentials were found/);
      await gateway.stop();
      https.close();
      for (const name of Object.keys(nowhere)) delete process.env[name];
      Object.assign(process.env, Object.fromEntries(given));
    });
  });
}

describe("the client for AWS IoT Core", () => {
  it("says how to install it where it is missing", async () => {
    const missing = loadAwsIotSdk(() => Promise.reject(new Error("Cannot find module")));
    await assert.rejects(missing, {
      code: "config-invalid",
      message: /npm install aws-iot-device-sdk-v2.*32-bit ARM/,
    });
  });

  if (needs("mosquitto")) {
    it("is not loaded for a private broker", async () => {
      const folder = mkdtempSync(join(tmpdir(), "smart-lockers-private-"));
      const broker = await startPlainMosquitto({ folder });
      const { stdout } = await promisify(execFile)(process.execPath, [
        "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
        new URL("private-only.ts", import.meta.url).pathname,
        String(broker.port),
      ]);
      await broker.stop();
      rmSync(folder, { recursive: true });
      assert.match(stdout, /libc\.so/, "the list of libraries is there");
      assert.doesNotMatch(stdout, /aws/);
    });
  }
});
