import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LockerError } from "../../nodes/domain/errors.ts";
import { problemText } from "../../nodes/domain/register-read.ts";
import { emptyTable, REGISTER_FILES } from "../../nodes/domain/register-table.ts";
import { LOOK_MS, QUIET_MS } from "../../nodes/locker-register/folder-watch.ts";
import { RegisterFolder } from "../../nodes/locker-register/register-folder.ts";
import { TestClock } from "../clock.ts";
import { GOOD, lines } from "../domain/register-tables.ts";
import { until } from "../until.ts";
import { emptyFolder, save, watchedFolders, writeRegister } from "./register-folder.ts";

const TWO_SITES = GOOD["sites.csv"] ?? "";
const THREE_SITES = `${TWO_SITES}${lines("PUN01,Camp,+912026000000,,,")}`;

describe("the register's folder", () => {
  let clock: TestClock;
  const opened: RegisterFolder[] = [];
  beforeEach(() => {
    clock = new TestClock();
  });
  afterEach(() => {
    for (const register of opened.splice(0)) register.close();
    assert.equal(clock.pending, 0, "a timer is left behind");
  });

  function open(folder: string, before?: RegisterFolder): RegisterFolder {
    const failed = (thrown: unknown) => assert.fail(String(thrown));
    const register = RegisterFolder.open(folder, clock, failed, before?.state);
    opened.push(register);
    return register;
  }

  /** Lets the files come to rest, and waits until the register has changed because of them. */
  async function change(register: RegisterFolder, cause: () => void, step = QUIET_MS): Promise<void> {
    let changed = false;
    const stop = register.onChange(() => {
      changed = true;
    });
    cause();
    await until("a change of the register", () => {
      clock.advance(step);
      return changed;
    });
    stop();
  }

  it("is made with empty tables that nobody else can read, where there is none", () => {
    const folder = join(emptyFolder(), "smart-lockers", "register");
    const register = open(folder);
    assert.deepEqual(readdirSync(folder).sort(), [...REGISTER_FILES, "texts"].sort());
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const file of REGISTER_FILES) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
    assert.deepEqual(
      register.problems.map(({ file }) => file),
      ["sites.csv", "units.csv", "lockers.csv"],
    );
  });

  it("is read again when a file was saved", async () => {
    const register = open(writeRegister(emptyFolder()));
    const before = register.register;
    await change(register, () => save(register.state.folder, "sites.csv", THREE_SITES));
    assert.equal(register.register.sites.size, 3);
    assert.equal(before.sites.size, 2, "what was handed out stays as it was");
  });

  it("is read again when a file was replaced, as most programs save", async () => {
    const folder = writeRegister(emptyFolder());
    const register = open(folder);
    await change(register, () => {
      writeFileSync(join(folder, ".sites.csv.swp"), THREE_SITES, { mode: 0o600 });
      renameSync(join(folder, ".sites.csv.swp"), join(folder, "sites.csv"));
    });
    assert.equal(register.register.sites.size, 3);
  });

  it("is read again without being told of a change: by looking at its files' dates", async () => {
    const folder = writeRegister(emptyFolder());
    const register = open(folder);
    // The system tells of changes in the folder it was asked about, which is now another one.
    const replace = () => {
      renameSync(folder, `${folder}-old`);
      writeRegister(folder, { "sites.csv": THREE_SITES });
    };
    try {
      await change(register, replace, LOOK_MS);
    } finally {
      rmSync(`${folder}-old`, { recursive: true });
    }
    assert.equal(register.register.sites.size, 3);
    await change(register, () => save(folder, "sites.csv", TWO_SITES));
    assert.equal(register.register.sites.size, 2, "the new folder is watched");
  });

  it("is not called changed when a file was only touched", async () => {
    const folder = writeRegister(emptyFolder());
    const register = open(folder);
    let changes = 0;
    register.onChange(() => {
      changes += 1;
    });
    save(folder, "sites.csv", TWO_SITES);
    await change(register, () => save(folder, "hirers.csv", emptyTable("hirers.csv")));
    assert.equal(changes, 1);
  });

  const SPOILT = [
    { what: "is empty", text: "", said: "sites.csv, line 1: The file does not begin with its header" },
    {
      what: "ends in the middle of a line",
      text: TWO_SITES.slice(0, -30),
      said: "sites.csv, line 3: The file ends in the middle",
    },
    {
      what: "has lost its header",
      text: lines("MUM01,Fort,+912266000000"),
      said: "sites.csv, line 1: The first line does not name",
    },
  ];
  for (const { what, text, said } of SPOILT) {
    it(`keeps the last good content of a file that ${what}, and says so until it is mended`, async () => {
      const folder = writeRegister(emptyFolder());
      const register = open(folder);
      await change(register, () => save(folder, "sites.csv", text));
      assert.equal(register.register.sites.size, 2);
      const [problem = ""] = register.problems.map(problemText);
      assert.ok(problem.startsWith(said), problem);
      assert.ok(problem.endsWith("Until then its last good content stays in use."), problem);
      await change(register, () => save(folder, "sites.csv", THREE_SITES));
      assert.equal(register.register.sites.size, 3);
      assert.deepEqual(register.problems, []);
    });
  }

  it("keeps the last good content of a file that is not in UTF-8", async () => {
    const folder = writeRegister(emptyFolder());
    const register = open(folder);
    await change(register, () =>
      writeFileSync(join(folder, "hirers.csv"), Buffer.from("hirer\xe9", "latin1")),
    );
    assert.equal(register.register.hirers.length, 3);
    assert.deepEqual(register.problems.map(problemText), [
      "hirers.csv: The file is not in UTF-8, so names would be spoilt: save it as CSV UTF-8. Until then its last good content stays in use.",
    ]);
  });

  it("keeps the last good content of a file that is gone, also over a redeploy", async () => {
    const folder = writeRegister(emptyFolder());
    const register = open(folder);
    await change(register, () => rmSync(join(folder, "subscriptions.csv")));
    await change(register, () => rmSync(join(folder, "units.csv")));
    for (const state of [register, open(folder, register)]) {
      assert.equal(state.register.subscriptions.length, 2);
      assert.equal(state.register.units.size, 3);
      assert.deepEqual(state.problems.map(problemText), [
        "units.csv: The file is missing: put it there, with unit,site as its first line. Until then its last good content stays in use.",
        "subscriptions.csv: The file is gone: put it back; to empty it, leave its first line. Until then its last good content stays in use.",
      ]);
    }
  });

  describe("for texts of hirers", () => {
    const SMS = "{{siteName}} {{locker}} {{date}} {{time}} {{redress}}";
    const place = (folder: string, file: string, texts: unknown) => {
      mkdirSync(join(folder, "texts"), { recursive: true });
      writeFileSync(join(folder, "texts", file), typeof texts === "string" ? texts : JSON.stringify(texts));
    };
    const sms = ({ register: { texts } }: RegisterFolder, tag: string) =>
      texts.wording(tag, "opened", "sms").template.text;
    const said = (register: RegisterFolder) => register.problems.map(problemText);

    it("is read with the tables, and again when a file of it was saved, also where it was not there before", async () => {
      const folder = writeRegister(emptyFolder());
      const register = open(folder);
      assert.deepEqual(register.register.texts.languages, ["en", "hi"]);
      await change(register, () => place(folder, "hi.json", { opened: { sms: `A ${SMS}` } }), LOOK_MS);
      assert.equal(sms(register, "hi-IN"), `A ${SMS}`);
      await change(register, () => place(folder, "mr.json", { opened: { sms: `M ${SMS}` } }));
      assert.deepEqual(register.register.texts.languages, ["en", "hi", "mr"]);
      assert.ok(said(register).every((sentence) => sentence.startsWith("texts/mr.json, ")));
      assert.equal(open(folder, register).register, register.register, "and not anew over a redeploy");
    });

    it("keeps what was right in a file that is not any more, over a redeploy, too; one that is gone until then", async () => {
      const folder = writeRegister(emptyFolder());
      place(folder, "hi.json", { opened: { sms: `A ${SMS}` } });
      const register = open(folder);
      for (const [spoilt, words] of [
        ['{"opened":', /^texts\/hi\.json, line 1: The file is not JSON/],
        [{ opened: { sms: "{{name}}" } }, /^texts\/hi\.json, opened\.sms: There is no value/],
      ] as const) {
        await change(register, () => place(folder, "hi.json", spoilt));
        for (const state of [register, open(folder, register)]) {
          assert.equal(sms(state, "hi"), `A ${SMS}`);
          assert.match(said(state).join(), words);
          assert.match(said(state).join(), /stays in use\.$/);
        }
      }
      await change(register, () =>
        writeFileSync(join(folder, "texts", "hi.json"), Buffer.from("\xe9", "latin1")),
      );
      assert.match(said(register).join(), /^texts\/hi\.json: The file is not in UTF-8, .* stays in use\.$/);
      await change(register, () => rmSync(join(folder, "texts", "hi.json")));
      assert.equal(sms(register, "hi"), `A ${SMS}`);
      assert.match(said(register).join(), /^texts\/hi\.json: The file is gone: put it back, or deploy/);
      const deployed = open(folder, register);
      assert.match(sms(deployed, "hi"), /लॉकर/);
      assert.deepEqual(said(deployed), []);
    });

    it("names what is no file of a language, and the second of two for one", () => {
      const folder = writeRegister(emptyFolder());
      for (const file of ["hi.json", "HI.json", "letter to all.json", ".hi.json.swp", "notes.txt"])
        place(folder, file, { opened: { sms: `${file} ${SMS}` } });
      mkdirSync(join(folder, "texts", "ta.json"));
      const register = open(folder);
      assert.equal(sms(register, "hi"), `HI.json ${SMS}`);
      const sentences = said(register).map((sentence) => sentence.replace(/[,:] .*/, ""));
      assert.deepEqual(sentences, ["texts/hi.json", "texts/letter to all.json", "texts/ta.json"]);
      assert.match(said(register)[0] ?? "", /The file texts\/HI\.json holds the texts of the same language/);
      assert.match(said(register)[2] ?? "", /The file cannot be read \(EISDIR\)/);
    });
  });

  it("is not read anew over a redeploy when nothing has changed", () => {
    const folder = writeRegister(emptyFolder());
    const first = open(folder);
    assert.equal(open(folder, first).register, first.register);
    const other = writeRegister(emptyFolder(), { "hirers.csv": null });
    assert.equal(open(other, first).register.hirers.length, 0, "another folder is another register");
  });

  it("lets nothing start when a file that is needed cannot be used", () => {
    const folder = writeRegister(emptyFolder(), { "units.csv": null, "lockers.csv": "" });
    assert.throws(
      () => open(folder),
      (thrown: unknown) => {
        assert.ok(thrown instanceof LockerError);
        assert.equal(thrown.code, "register-unreadable");
        assert.equal(
          thrown.message,
          `The register in ${folder} cannot be used, so nothing that needs it is started: mend this and deploy. units.csv: The file is missing: put it there, with unit,site as its first line. lockers.csv, line 1: The file does not begin with its header: write locker,unit,closure_kind,closure_announced,closure_effective,legal_hold,erase_before as the first line.`,
        );
        return true;
      },
    );
  });

  it("says when it cannot be made", () => {
    const folder = join(writeRegister(emptyFolder()), "sites.csv", "register");
    assert.throws(
      () => open(folder),
      (thrown: unknown) =>
        thrown instanceof LockerError &&
        thrown.code === "register-unreadable" &&
        thrown.message.startsWith(`The register's folder ${folder} cannot be made: let the user`),
    );
  });

  it("names a directory in a file's place, and starts without it where it may", () => {
    const folder = writeRegister(emptyFolder(), { "hirers.csv": null });
    mkdirSync(join(folder, "hirers.csv"));
    assert.deepEqual(open(folder).problems.map(problemText), [
      "hirers.csv: The file cannot be read (EISDIR): see that it is a file, and that the user that runs Node-RED may read it.",
    ]);
  });

  it("warns while others can read a file with personal data", async () => {
    const folder = writeRegister(emptyFolder());
    for (const file of REGISTER_FILES) chmodSync(join(folder, file), 0o644);
    assert.deepEqual(open(folder).problems, [], "the folder keeps them out");
    chmodSync(folder, 0o755);
    const register = open(folder);
    assert.deepEqual(
      register.problems.map(({ file }) => file),
      ["contacts.csv", "hirers.csv", "subscriptions.csv"],
    );
    assert.equal(
      register.problems[0]?.problem,
      "Other users of this computer can read this file, which holds personal data: take that right from them (chmod 600), or from the folder (chmod 700).",
    );
    await change(register, () => chmodSync(join(folder, "hirers.csv"), 0o600));
    assert.equal(register.problems.length, 2);
  });

  it("is not watched any more once it is closed", () => {
    const before = watchedFolders();
    const register = open(writeRegister(emptyFolder()));
    assert.equal(watchedFolders(), before + 1);
    register.close();
    assert.equal(watchedFolders(), before);
    assert.equal(clock.pending, 0);
  });
});
