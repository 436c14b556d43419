import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DropFolder } from "../../nodes/locker-visit/drop-folder.ts";
import { quiet } from "../journal/sending.ts";
import { desk, registerOf } from "./visit-bed.ts";

const HEADER = "do,locker,hirer,by\n";
const OPEN = "open,L1,H1,priya\n";
const CLOSE = "close,L1,,priya\n";

const folders: string[] = [];

/** A desk with a folder of files, which is looked at by hand. */
async function bedWith(over: Parameters<typeof desk>[0] = {}, at?: string) {
  const bed = desk({ register: registerOf(100), ...over });
  const folder = at ?? mkdtempSync(join(tmpdir(), "smart-lockers-visits-"));
  folders.push(folder);
  const faults: (string | null)[] = [];
  let refused = 0;
  const drop = new DropFolder({
    ...{ folder, clock: bed.clock, desk: bed.visits },
    timeZoneOf: (locker) => (locker === "D1" ? null : "Asia/Kolkata"),
    fault: (why) => faults.push(why),
    refused: () => {
      refused += 1;
    },
  });
  drop.restore(await bed.visits.recall());
  await drop.begin();
  bed.visits.start();
  return {
    ...{ ...bed, folder, drop, faults },
    get refused() {
      return refused;
    },
    get news() {
      return bed.news;
    },
    /** Writes a file as of now, by the desk's clock. */
    put(name: string, text: string | Uint8Array) {
      writeFileSync(join(folder, name), text);
      touch(name);
    },
    touch,
    /** So many seconds go by, each with a look. */
    async seconds(count: number) {
      for (let second = 0; second < count; second += 1) {
        bed.clock.advance(1000);
        // Reading takes its own time.
        await drop.looked;
        await quiet();
      }
    },
    in: (place: "done" | "refused") => readdirSync(join(folder, place)).toSorted(),
    text(place: "done" | "refused", index = 0) {
      const texts = readdirSync(join(folder, place))
        .filter((name) => name.endsWith(".txt"))
        .toSorted();
      return readFileSync(join(folder, place, texts[index] ?? ""), "utf8");
    },
    left: () => readdirSync(folder).filter((name) => name !== "done" && name !== "refused"),
    async restarted() {
      await drop.stop();
      await bed.visits.stop();
      return bedWith({ ...bed }, folder);
    },
  };

  function touch(name: string) {
    const seconds = bed.clock.now() / 1000;
    utimesSync(join(folder, name), seconds, seconds);
  }
}

describe("files of a counter system", () => {
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it("are read once they rest, each line once, and put away with what became of them", async () => {
    const bed = await bedWith();
    bed.put("a.csv", HEADER + OPEN + CLOSE);
    await bed.seconds(1);
    assert.deepEqual(bed.news, []);
    await bed.seconds(1);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00", "visit-closed L1 10:00"]);
    assert.deepEqual(bed.left(), []);
    const [file, text] = bed.in("done");
    assert.match(file ?? "", /^20261123T0430\d\dZ-[0-9a-f]{8}-a\.csv$/);
    assert.equal(text, `${file}.txt`);
    assert.equal(bed.text("done"), "2 line(s) were registered, 0 were not.\n");
    assert.equal(readFileSync(join(bed.folder, "done", file ?? ""), "utf8"), HEADER + OPEN + CLOSE);
  });

  for (const [what, text] of [
    ["a byte order mark and carriage returns", `\uFEFF${(HEADER + OPEN).replaceAll("\n", "\r\n")}`],
    ["semicolons and quotes", 'do;locker;hirer;by;note\n"open";"L1";"H1";"priya";"a; ""b"""\n'],
    ["tabs, another order, capitals and empty lines", "BY\tHirer\tLocker\tDo\n\npriya\tH1\tL1\tOPEN\n\n"],
  ] as const) {
    it(`may have ${what}`, async () => {
      const bed = await bedWith();
      bed.put("a.csv", text);
      await bed.seconds(3);
      assert.deepEqual(bed.news, ["visit-opened L1 10:00"]);
      assert.equal(bed.in("done").length, 2);
    });
  }

  it("count from the time they say, with its offset or at the branch's clock, up to a day ago", async () => {
    const bed = await bedWith();
    const rows = [
      "2026-11-23T04:20:00Z,open,L1,H1,priya",
      "2026-11-23 09:55,close,L1,,priya",
      "2026-11-23T09:59:30+05:30,open,L2,H2,priya",
      "2026-11-22T09:00:00+05:30,open,L3,H3,priya",
      "2026-11-23 10:30,open,L3,H3,priya",
      "yesterday,open,L3,H3,priya",
      "2026-11-23 09:54,open,L1,H1,priya",
    ];
    bed.put("a.csv", `time,do,locker,hirer,by\n${rows.join("\n")}\n`);
    await bed.seconds(3);
    assert.deepEqual(bed.news, ["visit-opened L1 09:50", "visit-closed L1 09:55", "visit-opened L2 09:59"]);
    assert.deepEqual(
      bed
        .text("refused")
        .split("\n")
        .map((line) => line.slice(0, 60)),
      [
        "3 line(s) were registered, 4 were not.",
        "Line 5: That was not done. Its time is more than a day ago.",
        "Line 6: That was not done. Its time has not come yet: see wh",
        "Line 7: That was not done. Its time cannot be read: write 20",
        "Line 8: That was not done. At that time another visit of lock",
        "",
      ].map((line) => line.slice(0, 60)),
    );
  });

  it("repeat nothing of what stands in a line that is refused, and go on after it", async () => {
    const bed = await bedWith();
    bed.put("a.csv", `${HEADER}open,L1,Meera Joshi,priya\nopen,"L1,H1,priya\nopen,L1,H1,priya,more\n${OPEN}`);
    await bed.seconds(3);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00"]);
    const text = bed.text("refused");
    assert.match(text, /^1 line\(s\) were registered, 3 were not\.\nLine 2: .* is not rented by this hirer/);
    assert.match(text, /Line 3: Its quote marks do not match/);
    assert.match(text, /Line 4: It has more cells/);
    assert.doesNotMatch(text, /Meera/);
    assert.equal(bed.refused, 1);
  });

  it("are not read while they are being written, and never half", async () => {
    const bed = await bedWith();
    bed.put("a.csv", `${HEADER}open,L1,H`);
    for (let second = 0; second < 5; second += 1) {
      await bed.seconds(1);
      bed.touch("a.csv");
    }
    await bed.seconds(9);
    assert.deepEqual([bed.news, bed.left()], [[], ["a.csv"]]);
    appendFileSync(join(bed.folder, "a.csv"), "1,priya\n");
    bed.touch("a.csv");
    await bed.seconds(2);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00"]);
  });

  it("may lack the end of their last line: then they are waited for a little longer", async () => {
    const bed = await bedWith();
    bed.put("a.csv", HEADER + OPEN.trimEnd());
    await bed.seconds(9);
    assert.deepEqual(bed.news, []);
    await bed.seconds(3);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00"]);
  });

  it("are never done twice: neither the same file again nor what was added to it", async () => {
    const bed = await bedWith();
    bed.put("a.csv", HEADER + OPEN + CLOSE);
    await bed.seconds(3);
    bed.put("a.csv", HEADER + OPEN + CLOSE);
    await bed.seconds(3);
    assert.equal(bed.told.length, 2);
    assert.equal(
      bed.text("refused"),
      "Lines up to 3 were read before, so nothing was done with them again.\nGive each file a name of its own.\n0 line(s) were registered, 0 were not.\n",
    );
    const again = await bed.restarted();
    again.put("a.csv", HEADER + OPEN + CLOSE + OPEN);
    await again.seconds(3);
    assert.equal(again.told.length, 3);
    assert.match(again.text("done", 1), /^Lines up to 3 were read before.*\n1 line\(s\) were registered/);
    again.put("b.csv", HEADER + CLOSE);
    await again.seconds(3);
    assert.equal(again.told.length, 4, "another name is another file");
  });

  it("are read in the order in which they were written", async () => {
    const bed = await bedWith();
    bed.put("z.csv", HEADER + OPEN);
    bed.clock.advance(500);
    bed.put("a.csv", HEADER + CLOSE);
    await bed.seconds(3);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00", "visit-closed L1 10:00"]);
  });

  it("leave the folder by no name, no link and no device", async () => {
    const bed = await bedWith();
    const outside = mkdtempSync(join(tmpdir(), "smart-lockers-outside-"));
    folders.push(outside);
    writeFileSync(join(outside, "theirs.csv"), HEADER + OPEN);
    symlinkSync(join(outside, "theirs.csv"), join(bed.folder, "link.csv"));
    bed.put("x..%2f..\\$(x)\n-a b.csv", HEADER + OPEN);
    mkdirSync(join(bed.folder, "folder.csv"));
    await bed.seconds(3);
    assert.deepEqual(bed.news, ["visit-opened L1 10:00"]);
    assert.deepEqual(readdirSync(outside), ["theirs.csv"]);
    assert.match(bed.in("done")[0] ?? "", /-x_2f_x_-a_b\.csv$/);
    assert.match(bed.text("refused"), /^It is not a file but a link/);
    assert.deepEqual(bed.left(), ["folder.csv"]);
    renameSync(join(bed.folder, "done"), join(outside, "done"));
    symlinkSync(join(outside, "done"), join(bed.folder, "done"));
    bed.put("b.csv", HEADER + CLOSE);
    await bed.seconds(3);
    assert.deepEqual([bed.told.length, bed.left()], [1, ["b.csv", "folder.csv"]]);
    assert.match(bed.faults.at(-1) ?? "", /^The folder for visits cannot be used as it is/);
  });

  for (const [what, content, why] of [
    ["is huge", new Uint8Array(300 * 1024).fill(65), /larger than 256 KB/],
    ["has too many lines", HEADER + OPEN.repeat(1002), /more than 1000 lines/],
    ["is not UTF-8", Buffer.from(HEADER + OPEN, "utf16le"), /not in UTF-8|name the columns/],
    ["is broken UTF-8", Buffer.from([...Buffer.from(HEADER), 0xff, 10]), /not in UTF-8/],
    ["names no columns", OPEN, /has to name the columns/],
    ["names one twice", "do,locker,hirer,by,by\n", /names a column twice/],
  ] as const) {
    it(`are refused as a whole where one ${what}`, async () => {
      const bed = await bedWith();
      bed.put("a.csv", content);
      await bed.seconds(12);
      assert.deepEqual([bed.news, bed.left(), bed.refused], [[], [], 1]);
      assert.match(bed.text("refused"), why);
    });
  }

  it("wait while the folder cannot be used, which is told once, and go on then", async () => {
    const bed = await bedWith();
    bed.put("a.csv", HEADER + OPEN);
    renameSync(bed.folder, `${bed.folder}-away`);
    writeFileSync(bed.folder, "in the way");
    await bed.seconds(5);
    rmSync(bed.folder);
    renameSync(`${bed.folder}-away`, bed.folder);
    assert.deepEqual([bed.news, bed.faults.length], [[], 1]);
    await bed.seconds(3);
    assert.deepEqual([bed.news, bed.faults.at(-1)], [["visit-opened L1 10:00"], null]);
  });

  it("wait where they cannot be put away, and are not done again", async () => {
    const bed = await bedWith();
    rmSync(join(bed.folder, "done"), { recursive: true });
    writeFileSync(join(bed.folder, "done"), "in the way");
    bed.put("a.csv", HEADER + OPEN + CLOSE);
    await bed.seconds(5);
    assert.equal(bed.faults.length, 1);
    rmSync(join(bed.folder, "done"));
    await bed.seconds(3);
    assert.deepEqual([bed.told.length, bed.left(), bed.faults.at(-1)], [2, [], null]);
    assert.ok(existsSync(join(bed.folder, "done")));
  });

  it("that wait at the start are read before anything is told", async () => {
    const bed = await bedWith();
    bed.put("a.csv", HEADER + OPEN);
    await bed.seconds(3);
    await bed.drop.stop();
    await bed.visits.stop();
    bed.put("b.csv", "time,do,locker,by\n2026-11-23 10:20,close,L1,priya\n");
    bed.clock.advance(3 * 60 * 60_000);
    const again = await bedWith({ ...bed }, bed.folder);
    await again.seconds(3);
    assert.deepEqual(again.news, ["visit-opened L1 10:00", "visit-closed L1 10:20"]);
  });

  it("are taken in slices, a thousand lines of one file", async () => {
    const bed = await bedWith();
    const lines = Array.from({ length: 500 }, (_, n) => {
      const locker = (n % 100) + 1;
      return `open,L${locker},H${locker},priya\nclose,L${locker},,priya\n`;
    });
    bed.put("a.csv", HEADER + lines.join(""));
    await bed.seconds(4);
    assert.equal(bed.text("done"), "1000 line(s) were registered, 0 were not.\n");
    assert.equal(bed.told.length, 1000);
  });
});
