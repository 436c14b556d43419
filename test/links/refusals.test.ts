import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Refusal, refusalSentence } from "../../nodes/links/refusal.ts";
import type { TlsSource } from "../../nodes/links/tls-material.ts";
import { collectGarbage } from "../garbage.ts";
import { type Broker, freePort, startMosquitto, startPlainMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { type Authority, createAuthority, type Identity } from "../pki.ts";
import { CLIENTS, type Client, Gateway, tlsOf, type Where } from "./gateway.ts";
import { connack, disconnect, type Script, ScriptedBroker } from "./scripted-broker.ts";

const NO_TLS: TlsSource = { from: "files", ca: "", cert: "", key: "" };
const MQTTJS: readonly Client[] = ["mqtt.js, MQTT 5", "mqtt.js, MQTT 3.1.1"];
const MQTT5: readonly Client[] = ["mqtt.js, MQTT 5", "aws-crt, MQTT 5"];

if (needs("mosquitto", "mosquitto_passwd", "openssl")) {
  describe("what a broker refuses is said in a sentence", () => {
    let folder: string;
    let authority: Authority;
    let other: Authority;
    let gateway: Identity;
    let vault: Broker;
    let passwords: Broker;
    let gone = 0;
    const brokers: Broker[] = [];

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-refusals-"));
      authority = createAuthority(folder);
      other = createAuthority(folder, "another authority");
      gateway = authority.issue("locker-gateway");
      vault = await startMosquitto({ folder: mkdtempSync(join(folder, "b-")), authority });
      passwords = await startPlainMosquitto({
        folder: mkdtempSync(join(folder, "b-")),
        users: { gateway: "right" },
      });
      brokers.push(vault, passwords);
      gone = await freePort();
    });
    after(async () => {
      for (const broker of brokers) await broker.stop();
      rmSync(folder, { recursive: true });
      collectGarbage();
    });

    async function served(by: Identity): Promise<Broker> {
      const broker = await startMosquitto({ folder: mkdtempSync(join(folder, "b-")), authority, server: by });
      brokers.push(broker);
      return broker;
    }

    async function check(client: Client, where: Where, refusal: Refusal): Promise<void> {
      const opened = new Gateway(client, where, []);
      try {
        const { host = "localhost", port } = where;
        const peer = { at: `${host}:${port}`, host, clientId: "gateway-test" };
        assert.equal(await opened.refused(), refusalSentence(refusal, peer));
      } finally {
        await opened.stop();
      }
    }

    type Row = readonly [what: string, refusal: Refusal, where: () => Where | Promise<Where>];
    const BY_ALL: readonly Row[] = [
      ["nothing listens", "nothing-listening", () => ({ port: gone, tls: tlsOf(authority, gateway) })],
      [
        "the name is unknown",
        "name-unknown",
        () => ({ host: "no-such-broker.invalid", port: 8883, tls: tlsOf(authority, gateway) }),
      ],
      [
        "another authority issued the broker's certificate",
        "authority-unknown",
        () => ({ port: vault.port, tls: tlsOf(other, gateway) }),
      ],
      [
        "the broker's certificate has expired",
        "server-certificate-expired",
        async () => ({
          port: (await served(authority.issue("broker", { hosts: ["localhost"], expired: true }))).port,
          tls: tlsOf(authority, gateway),
        }),
      ],
      [
        "the broker's certificate is made out to another name",
        "host-mismatch",
        async () => ({
          port: (await served(authority.issue("broker", { hosts: ["elsewhere.example"] }))).port,
          tls: tlsOf(authority, gateway),
        }),
      ],
    ];
    for (const client of CLIENTS) {
      for (const [what, refusal, where] of BY_ALL) {
        it(`${what} (${client})`, async () => check(client, await where(), refusal));
      }
    }

    it("the broker does not know who issued the gateway's certificate", async () => {
      const where = { port: vault.port, tls: tlsOf(authority, other.issue("locker-gateway")) };
      await check("mqtt.js, MQTT 5", where, "certificate-unknown");
      await check("mqtt.js, MQTT 3.1.1", where, "certificate-unknown");
      // aws-crt keeps the alert's reason to itself.
      await check("aws-crt, MQTT 5", where, "certificate-refused");
    });

    const BY_MQTTJS: readonly Row[] = [
      [
        "the gateway shows no certificate",
        "certificate-wanted",
        () => ({ port: vault.port, tls: { ...NO_TLS, ca: authority.caFile } }),
      ],
      [
        "the broker does not speak TLS",
        "closed-early",
        () => ({ port: passwords.port, tls: tlsOf(authority, gateway) }),
      ],
      [
        "the broker speaks TLS and the gateway does not",
        "closed-early",
        () => ({ port: vault.port, protocol: "mqtt" }),
      ],
      [
        "the password is wrong",
        "not-authorised",
        () => ({ port: passwords.port, protocol: "mqtt", username: "gateway", password: "wrong" }),
      ],
      ["the broker wants a password", "not-authorised", () => ({ port: passwords.port, protocol: "mqtt" })],
      [
        "the port speaks no WebSocket",
        "closed-early",
        () => ({ port: passwords.port, protocol: "ws", username: "gateway", password: "right" }),
      ],
    ];
    for (const client of MQTTJS) {
      for (const [what, refusal, where] of BY_MQTTJS) {
        it(`${what} (${client})`, async () => check(client, await where(), refusal));
      }
    }

    const MATERIAL: readonly (readonly [what: string, says: RegExp, tls: () => TlsSource])[] = [
      [
        "the gateway's certificate has run out",
        /^The gateway's certificate \(.*\.crt\) ran out on 20.*renewed/,
        () => tlsOf(authority, authority.issue("locker-gateway", { expired: true })),
      ],
      [
        "the key belongs to another certificate",
        /key \(.*\.key\) does not belong to the gateway's certificate/,
        () => ({ ...tlsOf(authority, gateway), key: authority.issue("x").keyFile }),
      ],
      [
        "a file is not there",
        /^The gateway's certificate \(\/nowhere\/gateway\.crt\) cannot be read/,
        () => ({ ...tlsOf(authority, gateway), cert: "/nowhere/gateway.crt" }),
      ],
      [
        "certificate and key are interchanged",
        /-----BEGIN CERTIFICATE-----/,
        () => ({ ...tlsOf(authority, gateway), cert: gateway.keyFile, key: gateway.certFile }),
      ],
      [
        "what was pasted is damaged",
        /^The gateway's certificate is damaged/,
        () => ({
          from: "pasted",
          ca: authority.ca,
          cert: gateway.cert.replace(/\n.{20}/, "\n"),
          key: gateway.key,
        }),
      ],
      [
        "the key wants a passphrase",
        /passphrase/,
        () => {
          const file = join(folder, "protected.key");
          writeFileSync(
            file,
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIH\n-----END ENCRYPTED PRIVATE KEY-----\n",
          );
          return { ...tlsOf(authority, gateway), key: file };
        },
      ],
    ];
    for (const [what, says, tls] of MATERIAL) {
      it(`${what}: said before anything is sent`, async () => {
        for (const client of ["mqtt.js, MQTT 5", "aws-crt, MQTT 5"] as const) {
          const opened = new Gateway(client, { port: vault.port, tls: tls() }, []);
          assert.match(await opened.refused(), says);
          await opened.stop();
        }
      });
    }
  });

  describe("an answer no real broker can be made to give", () => {
    let folder: string;
    let authority: Authority;
    let server: Identity;
    let gateway: Identity;
    let broker: ScriptedBroker;

    before(() => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-refusals-"));
      authority = createAuthority(folder);
      server = authority.issue("broker", { hosts: ["localhost"] });
      gateway = authority.issue("locker-gateway");
    });
    beforeEach(() => {
      broker = new ScriptedBroker();
    });
    afterEach(() => broker.close());
    after(() => {
      rmSync(folder, { recursive: true });
      collectGarbage();
    });

    async function refusal(client: Client, script: Omit<Script, "version" | "server">): Promise<string> {
      const version = client === "mqtt.js, MQTT 3.1.1" ? 4 : 5;
      const port = await broker.listen({ ...script, version, server });
      const opened = new Gateway(client, { port, tls: tlsOf(authority, gateway) }, [{ filter: "a", qos: 1 }]);
      try {
        return await opened.refused();
      } finally {
        await opened.stop();
      }
    }

    const CODES: readonly (readonly [version: 4 | 5, code: number, says: RegExp])[] = [
      [4, 1, /does not speak this version of MQTT/],
      [4, 2, /does not accept the client id gateway-test/],
      [4, 3, /busy or shutting down/],
      [4, 4, /refused the user name or password/],
      [4, 5, /does not let this gateway in as gateway-test/],
      [5, 132, /does not speak this version of MQTT/],
      [5, 133, /does not accept the client id gateway-test/],
      [5, 134, /refused the user name or password/],
      [5, 135, /does not let this gateway in as gateway-test/],
      [5, 136, /busy or shutting down/],
      [5, 138, /has banned this gateway/],
      [5, 159, /too much/],
      [5, 157, /reason code 157/],
    ];
    for (const [version, code, says] of CODES) {
      for (const client of version === 4 ? (["mqtt.js, MQTT 3.1.1"] as const) : MQTT5) {
        it(`CONNACK ${code} (${client})`, async () => {
          assert.match(await refusal(client, { connack: connack(version, code) }), says);
        });
      }
    }
    for (const client of MQTT5) {
      it(`a refused subscription, 0x87 (${client})`, async () => {
        assert.match(
          await refusal(client, { connack: connack(5, 0), suback: 0x87 }),
          /does not let this gateway listen to a\. .*access rules/,
        );
      });
      it(`the place taken by another client with the same id (${client})`, async () => {
        assert.match(
          await refusal(client, { connack: connack(5, 0), next: disconnect(142) }),
          /Another client connected .* with the client id gateway-test/,
        );
      });
    }
    it("a refused subscription, 0x80 (mqtt.js, MQTT 3.1.1)", async () => {
      assert.match(
        await refusal("mqtt.js, MQTT 3.1.1", { connack: connack(4, 0), suback: 0x80 }),
        /does not let this gateway listen to a\./,
      );
    });
    for (const client of CLIENTS) {
      it(`a broker that hangs up (${client})`, async () => {
        assert.match(await refusal(client, { connack: "hang up" }), /closed the connection before letting/);
      });
    }
  });
}
