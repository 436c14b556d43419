import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "../../nodes/config/define.ts";
import { nodeRef } from "../../nodes/config/fields.ts";
import { closureOf } from "../../nodes/domain/subscription.ts";
import insurerFeed from "../../nodes/insurer-feed/insurer-feed.ts";
import lockerRegister from "../../nodes/locker-register/locker-register.ts";
import { defineNode } from "../../nodes/runtime/define-node.ts";
import type { RegisterService } from "../../nodes/runtime/services.ts";
import { lines } from "../domain/register-tables.ts";
import { until } from "../until.ts";
import { example, type FlowNode, run as runExample } from "./example.ts";
import { deploy, helper, userDir } from "./node-red.ts";
import { emptyFolder, save, watchedFolders, writeRegister } from "./register-folder.ts";

/** What the node that uses the register got of it. */
let service: RegisterService | null = null;

/** A node that does nothing but use a register. */
const probe = defineNode(
  "register-probe",
  defineConfig({ fields: { register: nodeRef("locker-register") } }),
  (node) => {
    service = node.peer("locker-register", node.config.register);
    return {};
  },
);

const PROBE = { id: "probe", type: "register-probe", z: "", register: "register", wires: [] };

function flow(name: string, folder: string): FlowNode[] {
  return [{ id: "register", type: "locker-register", name, folder }, PROBE];
}

/** Runs a register on a folder, with a node that uses it, and returns what both logged. */
async function run(folder: string): Promise<string[]> {
  service = null;
  await helper.load([lockerRegister, probe], flow("", folder));
  return logged();
}

function logged(): string[] {
  const entries: { id?: string; msg: unknown }[] = helper.log().args.map(([entry]) => entry);
  return entries.filter(({ id }) => id === "register" || id === "probe").map(({ msg }) => String(msg));
}

function running(): RegisterService {
  assert.ok(service, "the register is not running");
  return service;
}

const ONE_MORE = "S-9,Bima,P-1,,,theft-suspected,,,,,email,a@bima.example";

describe("the example of locker-register", () => {
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it("shows a closure as soon as it is saved, beginning with a folder that is not there", async () => {
    const folder = join(userDir, "smart-lockers", "register");
    rmSync(folder, { recursive: true, force: true });
    const { received } = await runExample(example("locker-register"), [lockerRegister, insurerFeed]);
    writeRegister(folder, {
      "subscriptions.csv": lines(
        "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address",
        "S-1,Bima Ltd,P-77,,,closure-surrendered,,,C-1,no,email,claims@bima.example",
      ),
      "lockers.csv": lines(
        "locker,unit,closure_kind,closure_announced,closure_effective",
        "MUM01-0001,MUM01-U07,surrendered,2026-01-31,2999-12-31",
      ),
    });
    const [msg] = await until("the closure", () => {
      const messages = received["insurers by e-mail"] ?? [];
      return messages.length > 0 && messages;
    });
    assert.equal(closureOf(msg ?? {})?.id, "MUM01:MUM01-0001:surrendered:2999-12-31");
  });
});

describe("locker-register", () => {
  before((done) => {
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  it("offers the register to other nodes, without a word when nothing is wrong", async () => {
    assert.deepEqual(await run(writeRegister(emptyFolder())), []);
    assert.equal(running().register.lockers.size, 4);
    assert.equal(running().id, "register");
  });

  it("makes its default folder in the user directory, and says what is to be filled in", async () => {
    rmSync(join(userDir, "smart-lockers"), { recursive: true, force: true });
    const [warning = ""] = await run("smart-lockers/register");
    assert.ok(existsSync(join(userDir, "smart-lockers", "register", "hirers.csv")));
    assert.deepEqual(warning.split("\n"), [
      "locker-register.warn.problems",
      "sites.csv: Nothing is listed yet: write a line for each below the first one.",
      "units.csv: Nothing is listed yet: write a line for each below the first one.",
      "lockers.csv: Nothing is listed yet: write a line for each below the first one.",
    ]);
  });

  it("takes its folder from the environment", async () => {
    const name = "SL_TEST_REGISTER";
    process.env[name] = writeRegister(emptyFolder());
    try {
      assert.deepEqual(await run(`\${${name}}`), []);
    } finally {
      delete process.env[name];
    }
    assert.equal(running().register.lockers.size, 4);
  });

  it("uses a changed file at once and warns of what is wrong in it", async () => {
    const folder = writeRegister(emptyFolder());
    await run(folder);
    const changed = new Promise<void>((resolve) => running().onChange(resolve));
    save(
      folder,
      "sites.csv",
      lines("site,name,redress", "MUM01,Fort,+912266000000", "ber01,Mitte,+49301234567"),
    );
    await changed;
    assert.deepEqual([...running().register.sites.keys()], ["MUM01"]);
    const [warning = ""] = await until("the warning", () => logged().length > 0 && logged());
    assert.match(warning, /^sites\.csv, line 3, site: This is not a site id/m);
    assert.doesNotMatch(warning, /ber01/);
  });

  it("names ten problems in the log and says how many more there are", async () => {
    const rows = Array.from({ length: 15 }, () => "H-1,MUM01-0001,,,,");
    const folder = writeRegister(emptyFolder());
    save(folder, "hirers.csv", lines("hirer,locker,name,language,phones,emails", ...rows));
    const [warning = ""] = await run(folder);
    const all = warning.split("\n");
    assert.equal(all.length, 12);
    assert.equal(all.at(-1), "locker-register.warn.more");
  });

  it("starts neither itself nor what needs it when a file that is needed cannot be used", async () => {
    const folder = writeRegister(emptyFolder(), { "sites.csv": null });
    const [own = "", other = ""] = await run(folder);
    assert.match(own, /^The register in .* cannot be used.* sites\.csv: The file is missing/);
    assert.match(other, /^The locker-register "register" that this node uses is not usable itself/);
    assert.equal(service, null);
  });

  it("keeps the last good content over a redeploy in the middle of a save", async () => {
    const folder = writeRegister(emptyFolder());
    await run(folder);
    save(folder, "sites.csv", "");
    service = null;
    await deploy(flow("again", folder), "nodes");
    assert.equal(running().register.sites.size, 2);
    assert.equal(running().problems[0]?.file, "sites.csv");
  });

  it("tells the dialog what it holds and what needs mending, and nobody's data", async () => {
    const folder = writeRegister(emptyFolder());
    const problem =
      "subscriptions.csv, line 4, consent: The reference of the consent is missing, and without one nothing is sent: write where the signed consent is kept, e.g. C-2026-118.";
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "subscriptions.csv"), `${ONE_MORE}\n`, { flag: "a" });
    await run(folder);
    const { body } = await helper.request().get("/smart-lockers/register/register").expect(200);
    assert.deepEqual(body, {
      folder,
      counts: { sites: 2, units: 3, lockers: 4, contacts: 3, hirers: 3, subscriptions: 2 },
      languages: ["en", "hi"],
      problemCount: 1,
      problems: [problem],
    });
    await helper.request().get("/smart-lockers/register/another").expect(200, null);
  });

  it("leaves no watcher, timer or listener behind", async () => {
    const folder = writeRegister(emptyFolder());
    const timers = () => process.getActiveResourcesInfo().filter((what) => what === "Timeout").length;
    const watched = watchedFolders();
    // What Node-RED and the store keep from the first time on is not the node's.
    await run(folder);
    await helper.clearFlows();
    await helper.unload();
    const before = timers();
    await run(folder);
    assert.ok(timers() > before, "the next look at the files' dates");
    assert.equal(watchedFolders(), watched + 1);
    await helper.clearFlows();
    assert.equal(watchedFolders(), watched);
    assert.equal(timers(), before);
    await helper.request().get("/smart-lockers/register/register").expect(200, null);
  });
});
