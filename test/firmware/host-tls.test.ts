import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Broker, startMosquitto } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { type Authority, createAuthority, type Identity } from "../pki.ts";
import { until } from "../until.ts";
import { PLAN, PROGRAM } from "./host-unit.ts";
import { BUILD_MS, make } from "./make.ts";
import { UnitProcess } from "./unit-process.ts";

if (needs("gcc", "make", "mosquitto.h", "mosquitto", "openssl")) {
  describe("the firmware as a process, over mutual TLS, at the broker's shipped configuration", () => {
    let folder: string;
    let authority: Authority;
    let broker: Broker;
    let unit: UnitProcess | null = null;

    before(async function () {
      this.timeout(BUILD_MS);
      await make("sanitized");
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-tls-"));
      authority = createAuthority(folder);
      mkdirSync(join(folder, "broker"));
      broker = await startMosquitto({ folder: join(folder, "broker"), authority });
    });

    afterEach(() => unit?.kill());

    after(async () => {
      await broker.kill();
      rmSync(folder, { recursive: true, force: true });
    });

    /** @param trusted whose certificates the unit believes @param at the broker it knows as localhost */
    async function start(identity: Identity, trusted: Authority, at = broker): Promise<UnitProcess> {
      unit = new UnitProcess({
        program: PROGRAM,
        plan: PLAN,
        folder: mkdtempSync(join(folder, "unit-")),
        port: at.port,
        args: [
          ...["--locker", PLAN.lockers[0], "--broker", "localhost"],
          ...["--ca", trusted.caFile, "--cert", identity.certFile, "--key", identity.keyFile],
        ],
      });
      await unit.start();
      return unit;
    }

    it("connects with its own certificate, and the broker takes what it publishes", async () => {
      const started = await start(authority.issue(PLAN.unit), authority);
      await until("the connection", async () => (await started.state()).connected);
      const taken = new RegExp(`Received PUBLISH from ${PLAN.unit} .*'lockers/v1/MUM01/${PLAN.unit}/event'`);
      await until("an event", () => taken.test(broker.log()));
      assert.doesNotMatch(broker.log(), /Denied PUBLISH/);
    });

    it("does not speak to a broker whose certificate another authority gave", async () => {
      const other = createAuthority(folder, "another authority");
      const started = await start(authority.issue(PLAN.unit), other);
      await until("the broker to be turned away", () => /unknown ca/i.test(broker.log()));
      assert.equal((await started.state()).connected, false);
    });

    it("does not speak to a broker whose certificate is for another host", async () => {
      const other = join(folder, "another-host");
      mkdirSync(other);
      const server = authority.issue("broker", { hosts: ["another.example"] });
      const impostor = await startMosquitto({ folder: other, authority, server });
      try {
        const started = await start(authority.issue(PLAN.unit), authority, impostor);
        await until(
          () => `the broker to be turned away; it wrote:\n${impostor.log()}`,
          () => /alert/i.test(impostor.log()),
        );
        assert.equal((await started.state()).connected, false);
        assert.doesNotMatch(impostor.log(), /New client connected/);
      } finally {
        await impostor.kill();
      }
    });
  });
}
