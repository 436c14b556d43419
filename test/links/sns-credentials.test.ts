import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import { LockerError } from "../../nodes/domain/errors.ts";
import { awsConnection } from "../../nodes/links/aws-connection.ts";
import { whoAmI } from "../../nodes/links/aws-identity.ts";
import { type RoleAliasAccess, roleAliasCredentials } from "../../nodes/links/aws-role-alias.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TestClock } from "../clock.ts";
import { needs } from "../needs.ts";
import { createAuthority } from "../pki.ts";

const SIGNAL = new AbortController().signal;
const HOUR_MS = 3_600_000;

if (needs("openssl"))
  describe("credentials over the gateway's certificate", () => {
    const folder = mkdtempSync(join(tmpdir(), "smart-lockers-iot-"));
    const clock = new TestClock();
    const asked: string[] = [];
    let answer: { status: number; body: string };
    let server: Server;
    let access: RoleAliasAccess;

    before(async () => {
      const authority = createAuthority(folder);
      const site = authority.issue("localhost", { hosts: ["localhost"] });
      const gateway = authority.issue("gateway-01");
      server = createServer(
        { cert: site.cert, key: site.key, ca: authority.ca, requestCert: true, rejectUnauthorized: true },
        (request, response) => {
          const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
          asked.push(`${request.method} ${request.url} ${request.headers["x-amzn-iot-thingname"]} ${CN}`);
          response.writeHead(answer.status, { "content-type": "application/json" });
          response.end(answer.body);
        },
      );
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      access = {
        host: `localhost:${(server.address() as AddressInfo).port}`,
        roleAlias: "locker-gateway",
        thingName: "gateway-01",
        tls: { from: "files", ca: authority.caFile, cert: gateway.certFile, key: gateway.keyFile },
      };
    });
    beforeEach(() => {
      asked.length = 0;
      answer = granted(clock.now() + HOUR_MS);
    });
    after(async () => {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    });

    it("shows the certificate and the thing's name, and asks again shortly before they expire", async () => {
      const credentials = roleAliasCredentials(access, clock);
      const [first, second] = await Promise.all([credentials(), credentials()]);
      assert.equal(first.accessKeyId, "ASIATEMPORARY");
      assert.equal(second, first);
      assert.deepEqual(asked, ["GET /role-aliases/locker-gateway/credentials gateway-01 gateway-01"]);
      clock.advance(HOUR_MS - 6 * 60_000);
      await credentials();
      assert.equal(asked.length, 1);
      clock.advance(2 * 60_000);
      await credentials();
      assert.equal(asked.length, 2);
      assert.equal(clock.pending, 0);
    });

    it("signs the requests of the AWS clients", async () => {
      const sts: SnsStandIn = await startSnsStandIn();
      try {
        const connection = awsConnection(
          {
            region: "ap-south-1",
            credentials: { kind: "iot", ...access },
            endpoints: { sts: sts.url },
          },
          systemClock,
        );
        answer = granted(Date.now() + HOUR_MS);
        assert.match((await whoAmI(connection, SIGNAL)).arn, /user\/ASIATEMPORARY$/);
        answer = { status: 403, body: "{}" };
        const refused = awsConnection(
          { region: "ap-south-1", credentials: { kind: "iot", ...access }, endpoints: { sts: sts.url } },
          systemClock,
        );
        await assert.rejects(whoAmI(refused, SIGNAL), /refused the gateway's certificate/);
      } finally {
        await sts.close();
      }
    });

    const refusals = [
      ["a refused certificate", 403, '{"message":"Access Denied"}', "provider-operator", /attached to thing/],
      ["an unknown role alias", 404, "{}", "provider-operator", /role alias "locker-gateway"/],
      ["a busy provider", 503, "", "provider-transient", /busy/],
      ["a sign-in page", 200, "<html>", "provider-transient", /sign-in page/],
      ["an incomplete answer", 200, '{"credentials":{"accessKeyId":"A"}}', "provider-transient", /not AWS/],
    ] as const;
    for (const [what, status, body, code, words] of refusals) {
      it(`meets ${what} with ${code}, and asks again next time`, async () => {
        answer = { status, body };
        const credentials = roleAliasCredentials(access, clock);
        await assert.rejects(credentials(), (error: LockerError) => {
          assert.ok(error instanceof LockerError);
          assert.equal(error.code, code);
          assert.match(error.message, words);
          return true;
        });
        answer = granted(clock.now() + HOUR_MS);
        assert.equal((await credentials()).accessKeyId, "ASIATEMPORARY");
      });
    }

    it("takes a certificate that cannot be read as something for a person, and names the file", async () => {
      const cert = join(folder, "gone.pem");
      const credentials = roleAliasCredentials({ ...access, tls: { ...access.tls, cert } }, clock);
      await assert.rejects(credentials(), (error: LockerError) => {
        assert.equal(error.code, "provider-operator");
        assert.ok(error.message.includes(cert));
        return true;
      });
    });
  });

function granted(expires: number): { status: number; body: string } {
  const credentials = {
    accessKeyId: "ASIATEMPORARY",
    secretAccessKey: "secret",
    sessionToken: "token",
    expiration: new Date(expires).toISOString(),
  };
  return { status: 200, body: JSON.stringify({ credentials }) };
}
