import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { defineConfig } from "../../nodes/config/define.ts";
import { choice, nodeRef } from "../../nodes/config/fields.ts";
import type { Incoming, LinkState } from "../../nodes/links/link.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import mqttLink from "../../nodes/mqtt-link/mqtt-link.ts";
import { defineNode } from "../../nodes/runtime/define-node.ts";
import type { LinkService } from "../../nodes/runtime/services.ts";
import { collectGarbage } from "../garbage.ts";
import { type Broker, freePort, publishAs, startMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { type Authority, createAuthority, type Identity } from "../pki.ts";
import { until } from "../until.ts";
import type { FlowNode } from "./example.ts";
import { deploy, helper, userDir } from "./node-red.ts";
import { logged, startServer, stopServer } from "./notify.ts";
import { emptyFolder, writeRegister } from "./register-folder.ts";

const EVENT = "lockers/v1/MUM01/MUM01-U07/event";
const FILTER = { filter: "lockers/v1/+/+/event", qos: 1 } as const;

/** What each node that uses the link was given, by its id. */
const users = new Map<string, { received: Incoming[]; states: LinkState[]; service: LinkService }>();

/** A node that uses a link: it acknowledges what it is given, or not. */
const probe = defineNode(
  "link-probe",
  defineConfig({
    fields: { link: nodeRef("mqtt-link"), acknowledges: choice(["yes", "no"], "yes") },
  }),
  (node) => {
    const service = node.peer("mqtt-link", node.config.link);
    const user = { received: [] as Incoming[], states: [] as LinkState[], service };
    users.set(node.id, user);
    const attachment = service.attach({
      filters: [FILTER],
      message(incoming) {
        user.received.push(incoming);
        if (node.config.acknowledges === "yes") incoming.acknowledge();
      },
      state: (state) => user.states.push(state),
    });
    return { close: () => attachment.release() };
  },
);

function used(id = "probe") {
  return users.get(id) ?? assert.fail(`${id} does not run`);
}

function stateOf(id = "probe"): LinkState {
  return users.get(id)?.states.at(-1) ?? { state: "stopped" };
}

function connected(id = "probe") {
  return until(
    () => `a connection of ${id}; its state is ${JSON.stringify(stateOf(id))}`,
    () => stateOf(id).state === "connected",
  );
}

function flow(link: object, ...probes: readonly object[]): FlowNode[] {
  return [
    { id: "register", type: "locker-register", folder: writeRegister(emptyFolder()) },
    { id: "link", type: "mqtt-link", register: "register", ...link },
    ...(probes.length > 0 ? probes : [{}]).map((changes) => ({
      ...{ id: "probe", type: "link-probe", z: "tab", link: "link", wires: [] },
      ...changes,
    })),
    { id: "tab", type: "tab", label: "" },
  ];
}

async function run(nodes: FlowNode[], credentials: Record<string, string> = {}): Promise<void> {
  users.clear();
  await helper.load([lockerRegister, mqttLink, probe], nodes, { link: credentials });
}

if (needs("mosquitto", "mosquitto_pub", "openssl")) {
  describe("mqtt-link against Mosquitto with mutual TLS", () => {
    let folder: string;
    let authority: Authority;
    let gateway: Identity;
    let unit: Identity;
    let broker: Broker;

    before(async () => {
      await startServer();
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-mqtt-link-"));
      authority = createAuthority(folder);
      gateway = authority.issue("locker-gateway");
      unit = authority.issue("MUM01-U07");
      broker = await startMosquitto({ folder, authority });
    });
    after(async () => {
      await stopServer();
      await broker.stop();
      rmSync(folder, { recursive: true });
      collectGarbage();
    });
    afterEach(() => helper.unload());

    const files = (changes: object = {}) => ({
      ...{ host: "localhost", port: broker.port },
      ...{ caFile: authority.caFile, certFile: gateway.certFile, keyFile: gateway.keyFile },
      ...changes,
    });
    const opened = (payload: string) => publishAs(broker, authority, unit, { topic: EVENT, payload });
    const arrives = (payload: string, id = "probe") =>
      until(`"${payload}" at ${id}`, () =>
        users.get(id)?.received.find((incoming) => Buffer.from(incoming.payload).toString() === payload),
      );

    it("delivers over both clients, and publishes", async () => {
      for (const [kind, version] of [
        ["private", "5"],
        ["private", "4"],
        ["aws", "5"],
      ] as const) {
        await run(flow(files({ kind, version })));
        await connected();
        await opened(`by ${kind} ${version}`);
        await arrives(`by ${kind} ${version}`);
        await used().service.publish("lockers/v1/MUM01/MUM01-U07/command", "{}", { qos: 1 });
        assert.equal(used().service.retainedForWildcards, kind === "private");
        assert.ok(used().service.register.register.sites.has("MUM01"));
        await helper.unload();
      }
    });

    it("takes certificates that were pasted, even where the line breaks were lost", async () => {
      const oneLine = (text: string) => text.replaceAll("\n", "");
      await run(flow({ host: "localhost", port: broker.port, certificatesFrom: "pasted" }), {
        ca: authority.ca,
        cert: oneLine(gateway.cert),
        key: gateway.key.replaceAll("\n", "\\n"),
      });
      await connected();
    });

    it("takes every setting from the environment", async () => {
      const values = {
        ...{
          kind: "private",
          host: "localhost",
          port: String(broker.port),
          protocol: "mqtts",
          path: "/mqtt",
        },
        ...{ version: "5", certificatesFrom: "pasted", clientId: "from-the-environment" },
        ...{ keepalive: "30", sessionExpiry: "3600" },
      };
      const secrets = {
        ca: authority.ca,
        cert: gateway.cert,
        key: gateway.key,
        username: "u",
        password: "p",
      };
      for (const [name, value] of Object.entries({ ...values, ...secrets })) {
        process.env[`TEST_LINK_${name}`] = value;
      }
      const named = (fields: object) =>
        Object.fromEntries(Object.keys(fields).map((name) => [name, `\${TEST_LINK_${name}}`]));
      await run(flow(named(values)), named(secrets));
      await connected();
      assert.match(broker.log(), /u'locker-gateway'/);
    });

    it("finds certificates from Node-RED's user directory on", async () => {
      const here = (file: string) => relative(userDir, file);
      const { caFile } = authority;
      const { certFile, keyFile } = gateway;
      await run(flow(files({ caFile: here(caFile), certFile: here(certFile), keyFile: here(keyFile) })));
      await connected();
    });

    it("is one connection for two nodes, and closed after the last of them", async () => {
      const connections = () => broker.log().split(" as locker-gateway (").length;
      const before = connections();
      const two = flow(files(), { id: "one" }, { id: "two", acknowledges: "no" });
      await run(two);
      await Promise.all([connected("one"), connected("two")]);
      await opened("for both");
      await Promise.all([arrives("for both", "one"), arrives("for both", "two")]);
      assert.equal(connections(), before + 1, "one connection");
      const goodbyes = () => broker.log().split("Client locker-gateway disconnected.").length;
      const said = goodbyes();
      await deploy(
        two.filter(({ id }) => id !== "two"),
        "nodes",
      );
      assert.equal(goodbyes(), said, "still open for the other");
      await deploy(
        two.filter(({ type }) => type !== "link-probe"),
        "nodes",
      );
      await until("the goodbye", () => goodbyes() === said + 1);
      // Nobody acknowledged for the second: the broker still has it.
      await deploy(flow(files()), "full");
      await arrives("for both");
    });

    for (const type of ["nodes", "flows", "full"] as const) {
      it(`loses nothing of what comes during a deploy: ${type}`, async () => {
        await run(flow(files(), { id: "probe", acknowledges: "no" }));
        await connected();
        await opened(`before ${type}`);
        await arrives(`before ${type}`);
        users.clear();
        const deployed = deploy(flow(files(), { id: "probe", acknowledges: "yes" }), type);
        await opened(`during ${type}`);
        await deployed;
        await arrives(`before ${type}`);
        await arrives(`during ${type}`);
      });
    }

    it("uses the new settings after a deploy, and lets go of the old broker", async () => {
      const held: Socket[] = [];
      const silent = createServer((socket) => held.push(socket.resume()));
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      const address = silent.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      await run(flow(files({ port })));
      await until("an attempt to connect", () => held.length > 0);
      await deploy(flow(files()), "nodes");
      await connected();
      await until("the attempt to end", () => held.every((socket) => socket.closed));
      assert.equal(held.length, 1);
      await new Promise((resolve) => silent.close(resolve));
    });

    it("tells its nodes why it is refused", async () => {
      const port = await freePort();
      await run(flow(files({ port })));
      await until("a refusal", () => stateOf().state === "refused");
      assert.deepEqual(stateOf(), {
        state: "refused",
        why: `Nothing listens at localhost:${port}. Check the port, and that the broker is running.`,
      });
    });
  });
}

describe("mqtt-link", () => {
  before(startServer);
  after(stopServer);
  afterEach(() => helper.unload());

  it("has a client id of its own that stays", async () => {
    const ids: string[] = [];
    const server = createServer((socket) =>
      socket.once("data", (connect) => {
        ids.push(/gateway-[0-9a-f]{15}/.exec(connect.toString("latin1"))?.[0] ?? "none");
        socket.destroy();
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    for (const id of ["link", "link", "another"]) {
      const nodes = flow({ id, host: "127.0.0.1", port, protocol: "mqtt" }, { link: id });
      const seen = ids.length;
      await run(nodes);
      await until("an attempt to connect", () => ids.length > seen);
      await helper.unload();
    }
    await new Promise((resolve) => server.close(resolve));
    assert.equal(ids[0], ids[1]);
    assert.notEqual(ids[1], ids[2]);
    assert.equal(ids[0]?.length, 23);
    assert.match(readFileSync(join(userDir, "smart-lockers/gateway-id"), "utf8"), /^[0-9a-f]{32}\n$/);
  });

  const WRONG: readonly (readonly [what: string, link: object, says: RegExp])[] = [
    ["a host with its protocol", { host: "mqtt://broker" }, /mqtt-link\.label\.host: mqtt-link\.check\.host/],
    ["no host", { host: "" }, /label\.host: common\.check\.required/],
    ["a port that is none", { port: "70000" }, /label\.port: common\.check\.number/],
    ["a certificate without its key", { certFile: "gateway.crt" }, /label\.keyFile: mqtt-link\.check\.key/],
    [
      "AWS without a certificate",
      { kind: "aws" },
      /label\.certFile: common\.check\.required.*label\.keyFile: common\.check\.required/,
    ],
    [
      "a signed WebSocket without a region",
      { kind: "aws", auth: "websocket" },
      /label\.region: common\.check\.required/,
    ],
    ["an environment variable that is not set", { host: `\${NOT_SET_ANYWHERE}` }, /common\.check\.env-unset/],
    ["no register", { register: "" }, /label\.register: common\.check\.node/],
  ];
  for (const [what, link, says] of WRONG) {
    it(`does not start with ${what}, and says so`, async () => {
      await run(flow(link));
      assert.match(logged(), says);
      assert.equal(users.size, 0);
    });
  }
});
