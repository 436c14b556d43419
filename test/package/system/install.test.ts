import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Comms } from "../../node-red-comms.ts";
import { type NodeRedProcess, startNodeRed } from "../../node-red-process.ts";
import { inPalette, names, packageJson } from "../package.ts";
import { pack } from "../tarball.ts";
import { oldestNode } from "./old-node.ts";

/** npm fetches the optional dependency: tens of megabytes. */
const INSTALL_MS = 5 * 60_000;

const ON = [
  { title: "Node-RED 5", version: "5", node: () => process.execPath },
  { title: "Node-RED 4.1", version: "4", node: () => process.execPath },
  { title: "Node-RED 5 on the oldest Node", version: "5", node: oldestNode },
] as const;

for (const { title, version, node } of ON) {
  describe(`the tarball, uploaded in the palette manager of ${title}`, function () {
    this.timeout(INSTALL_MS);
    let programs: string;
    let binary: string;
    let red: NodeRedProcess;
    let comms: Comms;

    before(async () => {
      binary = node();
      programs = onlyNode(binary);
      red = await startNodeRed({ version, node: binary, withPackage: false, env: { PATH: programs } });
      comms = await red.comms();
      const { file } = pack();
      const installed = await red.admin.install(file, new Uint8Array(readFileSync(file)));
      assert.equal(installed.name, packageJson.name);
    });

    after(async () => {
      comms?.close();
      await red?.stop();
      rmSync(programs, { recursive: true });
    });

    /** Imports an example and presses its buttons. */
    async function play(name: string): Promise<void> {
      const example = await red.admin.example(`${packageJson.name}/${name}`);
      await red.admin.add(example);
      for (const { id, type } of example) if (type === "inject") await red.admin.inject(id);
    }

    it("registers every node without a restart", async () => {
      const sets = (await red.admin.nodeSets()).filter(({ module }) => module === packageJson.name);
      assert.deepEqual(
        sets.filter(({ err }) => err !== undefined),
        [],
      );
      assert.deepEqual(sets.flatMap(({ types }) => types).sort(), names);
    });

    it("offers every example and every flow under Import > Examples", async () => {
      const { flows, folders } = await red.admin.examples(packageJson.name);
      assert.deepEqual(
        inPalette.filter((name) => !flows.includes(name)),
        [],
      );
      assert.deepEqual(folders, ["flows"]);
      assert.ok((await red.admin.examples(`${packageJson.name}/flows`)).flows.length > 0);
    });

    it("runs an example that was imported there", async () => {
      await play("access-window");
      await comms.debugLike(/access hours/);
    });

    it("runs one that keeps what it knows in the journal", async () => {
      await play("sos-alert");
      await comms.debugLike(/"transition":1/);
      assert.ok(existsSync(join(red.userDir, "smart-lockers", "journal.sqlite")));
    });

    it("brought the client of the AWS link along, without a compiler", () => {
      const script =
        'const { mqtt5 } = require("aws-iot-device-sdk-v2"); console.log(typeof mqtt5.Mqtt5Client)';
      const answer = execFileSync(binary, ["-e", script], { cwd: red.userDir, encoding: "utf8" });
      assert.equal(answer.trim(), "function");
    });

    it("goes again when it is removed", async () => {
      await red.admin.deploy([]);
      await red.admin.uninstall(packageJson.name);
      const sets = await red.admin.nodeSets();
      assert.ok(!sets.some(({ module }) => module === packageJson.name));
    });
  });
}

/** A folder for PATH in which nothing compiles: this Node, and the shell that npm runs install scripts with. */
function onlyNode(binary: string): string {
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-path-"));
  symlinkSync(binary, join(folder, "node"));
  symlinkSync("/bin/sh", join(folder, "sh"));
  return folder;
}
