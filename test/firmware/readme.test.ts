import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifest, valuesOn, variants } from "../../.build/settings.mts";
import { freePort } from "../mosquitto.ts";
import { needs } from "../needs.ts";
import { until } from "../until.ts";
import { BUILD_MS } from "./make.ts";

const page = readFileSync("firmware/README.md", "utf8");

interface Block {
  readonly text: string;
  /** The paragraph or the heading's section before it. */
  readonly before: string;
  readonly runs: boolean;
}

function blocks(): readonly Block[] {
  const parts = page.split(/^```(?:sh)?$/m);
  return parts.flatMap((text, index) => {
    if (index % 2 === 0) return [];
    const before = parts[index - 1] ?? "";
    return [{ text, before, runs: before.trimEnd().endsWith("<!-- run -->") }];
  });
}

/** A shell that commands are typed into. */
class Shell {
  readonly #child: ChildProcess;
  output = "";

  constructor(folder: string) {
    // Job control, as where one types.
    this.#child = spawn("bash", ["-m", "-e"], {
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (bytes: Buffer) => {
        this.output += bytes.toString();
      });
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Ends what still runs, and the shell. @returns its exit code: of the command that failed, if one did */
  async end(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const ended = new Promise<number | null>((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin?.end("set +e\nkill $(jobs -p) 2>/dev/null\nwait\nexit 0\n");
    return ended;
  }
}

describe("firmware/README.md", () => {
  const found = blocks();

  it("says of each command whether it was run, or what it is derived from", () => {
    assert.ok(found.filter(({ runs }) => runs).length >= 5);
    for (const { text, before, runs } of found) {
      if (runs) assert.doesNotMatch(text, /\bmos (?!quitto)|\baws /);
      else
        assert.match(
          before.split("\n\n").slice(-4).join("\n\n"),
          /\*\*not run here\*\*|\*\*Not run here\*\*/i,
          text,
        );
    }
  });

  it("has the pins of mos.yml, in the table and in the drawing", () => {
    const read = manifest();
    const drawing = readFileSync("firmware/docs/wiring.svg", "utf8");
    const values = valuesOn("nodemcu", read);
    const wires = [...String(values.get("lockers.wiring")).matchAll(/(\w+)=(\d+)/g)].map(([, name, pin]) => [
      name,
      pin,
    ]);
    const others = ["mains", "battery", "led", "siren"].map((part) => [
      part,
      String(values.get(`lockers.${part}.pin`)),
    ]);
    const housing = ["housing", String(values.get("lockers.housing")).replace("loop=", "")];
    const drawn = [...drawing.matchAll(/data-contact="(\w+)" data-pin="(\d+)"/g)].map(([, name, pin]) => [
      name,
      pin,
    ]);
    assert.deepEqual(drawn.sort(), [...wires, ...others, housing].sort());

    const rows = page.split("\n").filter((line) => line.startsWith("|"));
    const column = (word: string, index: number) =>
      (rows.find((row) => row.includes(word))?.split("|")[index] ?? "").trim();
    for (const [name, pin] of wires) assert.equal(column(`\`${name}\``, 2), pin, name);
    for (const [name, pin] of others) assert.equal(column(`\`lockers.${name}.pin\``, 2), pin, name);
    assert.equal(column("`lockers.housing`", 2), housing[1]);

    const cabinet = String(valuesOn("cabinet", read).get("lockers.wiring"));
    for (const name of ["door", "bolt", "guard", "hirer"]) {
      const pins = [
        ...new Set([...cabinet.matchAll(new RegExp(`${name}=(\\d+)`, "g"))].map(([, pin]) => pin)),
      ];
      assert.equal(column(`\`${name}\``, 3).replace(" for all", ""), pins.join(", "), name);
    }
  });

  it("names every board, every folder and every make target there is", () => {
    for (const board of variants(manifest())) assert.match(page, new RegExp(`^\\| \`${board}\``, "m"));
    for (const [, path = ""] of page.matchAll(/^\| `([\w./-]+)` +\| /gm)) {
      const here = existsSync(`firmware/${path}`) || variants(manifest()).includes(path);
      assert.ok(here || path === "make", path);
    }
    const targets = readFileSync("firmware/Makefile", "utf8").match(/^# {3}make ([\w-]+)/gm) ?? [];
    for (const target of targets.map((line) => line.replace("#   ", "")))
      if (target !== "make clean" && target !== "make the") assert.ok(page.includes(`\`${target}\``), target);
  });

  it("names the version that mos.yml builds", () => {
    assert.ok(page.includes(`with firmware ${manifest().version} and`));
  });

  it("links to nothing that is not there", () => {
    for (const [, path = ""] of page.matchAll(/\]\((?!https?:)([^)#]+)/g))
      assert.ok(existsSync(`firmware/${path}`), path);
    assert.ok(globSync("firmware/docs/*").length > 0);
  });
});

if (needs("gcc", "make", "mosquitto.h", "mosquitto", "mosquitto_pub", "openssl", "nc")) {
  describe("the commands of firmware/README.md", () => {
    let folder: string;
    let shell: Shell;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "smart-lockers-readme-"));
      for (const part of ["firmware", ".local"]) symlinkSync(join(process.cwd(), part), join(folder, part));
      shell = new Shell(folder);
    });
    afterEach(async () => {
      await shell.end();
      rmSync(folder, { recursive: true });
    });

    const runs = (word: string) => {
      const block = blocks().find(({ runs, text }) => runs && text.includes(word));
      assert.ok(block, `no block with ${word} is to be run`);
      return block.text;
    };

    it("build a unit, start it, open its door, ask it, and end it", async function () {
      this.timeout(BUILD_MS);
      const port = String(await freePort());
      const type = (word: string) => shell.type(runs(word).replaceAll("1884", port));
      type("locker-unit");
      await until("the unit's state", () => shell.output.includes('"online":true'), BUILD_MS);
      // A new unit looks at its door for a moment before it believes it; nobody types faster.
      shell.type(`until echo state | nc -UN unit/control | grep -q '"door":"closed"'; do :; done\n`);
      type("nc -UN");
      await until(
        () => `the opening:\n${shell.output}`,
        () => /"type":"opened"[\s\S]*"type":"forced"/.test(shell.output),
      );
      await until("the answer to ping", () =>
        shell.output.includes('/reply {"v":1,"unit":"MUM01-U07","id":"5b1f6c1e'),
      );
      assert.match(shell.output, /"boot":1,"nonce":"[0-9a-f]{16}","seq":\d+,"acked":0/);
      type("kill");
      assert.equal(await shell.end(), 0);
      assert.ok(existsSync(join(folder, "unit/journal.flash")));
    });

    it("make a key and sign an image with it", async () => {
      const image = Buffer.from("an image");
      writeFileSync(join(folder, "image.zip"), image);
      shell.type(runs("ecparam"));
      shell.type(runs("dgst -sha256 -sign"));
      assert.equal(await shell.end(), 0, shell.output);
      assert.match(shell.output, /Verified OK/);
      const hash = createHash("sha256").update(image).digest("hex");
      assert.equal(readFileSync(join(folder, "image.txt"), "utf8"), `1.1.0 ${image.byteLength} ${hash}`);
      assert.match(shell.output.split("\n").at(-1) ?? "", /^[A-Za-z0-9+/]{86,96}={0,2}$/);
    });
  });
}
