import assert from "node:assert/strict";
import fc from "fast-check";
import { problemText, readInSteps, readRegister } from "../../nodes/domain/register-read.ts";
import {
  emptyTable,
  REGISTER_FILES,
  type RegisterFile,
  type RegisterTexts,
  TABLES,
} from "../../nodes/domain/register-table.ts";
import { GOOD, lines, registerWith, withRows } from "./register-tables.ts";

const HIRERS = "hirer,locker,name,language,phones,emails";
/** As a new file has it. */
const HEADER = `${HIRERS},left`;
const HIRER = "H-1,MUM01-0001,Meera,hi,+919820011111,meera@mail.example";

describe("the register", () => {
  it("is read from its six files", () => {
    const { register, problems } = readRegister(GOOD);
    assert.deepEqual(problems, []);
    assert.deepEqual([...register.sites.keys()], ["MUM01", "BER01"]);
    assert.equal(register.sites.get("BER01")?.name, "Mitte, Unter den Linden");
    assert.deepEqual([...(register.units.get("MUM01-U07")?.lockers ?? [])], ["MUM01-0001", "MUM01-0002"]);
    assert.deepEqual(register.lockers.get("MUM01-0002"), {
      id: "MUM01-0002",
      site: "MUM01",
      unit: "MUM01-U07",
      closure: { kind: "surrendered", announced: "2026-11-20", effective: "2026-12-31" },
    });
    assert.equal(register.siteClosures.get("BER01")?.kind, "branch-closing");
    assert.deepEqual(register.subscription("S-1"), {
      id: "S-1",
      insurer: "Bima Ltd",
      policy: "P-77",
      sites: new Set(),
      lockers: new Set(["MUM01-0001", "MUM01-0002"]),
      classes: new Set(["theft-suspected", "closure-surrendered"]),
      since: "2026-01-01",
      until: "2026-12-31",
      consent: "C-1",
      withdrawn: false,
      channel: "email",
      address: "claims@bima.example",
    });
    assert.equal(register.subscription("S-3"), undefined);
  });

  it("knows all joint hirers of a locker, in the order of the file", () => {
    const { register } = readRegister(GOOD);
    assert.deepEqual(
      register.hirersOf("MUM01-0001").map(({ id }) => id),
      ["H-1", "H-2"],
    );
    assert.deepEqual(register.hirersOf("MUM01-0003"), []);
  });

  it("takes how to reach a hirer of several lockers from the hirer's first line", () => {
    const { register } = readRegister(GOOD);
    const [second] = register.hirersOf("MUM01-0002");
    assert.deepEqual(second, { ...register.hirer("H-1"), locker: "MUM01-0002" });
    assert.deepEqual(second?.phones, ["+919820011111", "+919820022222"]);
  });

  it("prefers a site's own contacts to those of every site", () => {
    const { register } = readRegister(GOOD);
    const names = (role: string, site: string) => register.contactsOf(role, site).map(({ name }) => name);
    assert.deepEqual(names("control-room", "BER01"), ["Leitstelle"]);
    assert.deepEqual(names("control-room", "MUM01"), ["Duty desk"]);
    assert.deepEqual(names("branch-manager", "MUM01"), ["A. Rao"]);
    assert.deepEqual(names("branch-manager", "BER01"), []);
  });

  it("knows a contact by its reference, and two that are alike apart", () => {
    const header = "contact,role,site,name,language,phones,emails,topic";
    const { register, problems } = registerWith({
      "contacts.csv": lines(
        header,
        "desk,control-room,,Desk,en,+919820012345,,",
        "desk,control-room,,Other desk,en,+919820054321,,",
        "desk,branch-manager,,A. Rao,en,+919820044444,,",
        "A. Rao,auditor,,A. Rao,en,+919820044444,,",
      ),
    });
    const ids = register.contacts.map(({ role, id }) => `${role} ${id}`);
    assert.deepEqual(ids.slice(0, 3), ["control-room desk", "control-room desk-2", "branch-manager desk"]);
    assert.match(ids[3] ?? "", /^auditor [0-9a-f]{8}$/);
    assert.equal(register.contact("control-room", "MUM01", "desk-2")?.name, "Other desk");
    assert.equal(register.contact("control-room", "MUM01", "gone"), undefined);
    assert.deepEqual(problems.map(problemText), [
      "contacts.csv, line 3, contact: An earlier line of the same role and site has this reference already: write another one, e.g. duty-desk-2.",
      "contacts.csv, line 5, contact: This is not a contact's reference and is left out: write 2 to 32 letters, digits or hyphens that are not a name, e.g. duty-desk.",
    ]);
  });

  it("falls back to the contacts of every site where nobody can be told by the site's own", () => {
    const { register } = registerWith(withRows("contacts.csv", "control-room,MUM01,Desk,en,12345,,"));
    assert.deepEqual(
      register.contactsOf("control-room", "MUM01").map(({ name }) => name),
      ["Duty desk"],
    );
  });

  it("keeps a hirer whom nobody can tell, so that the notice shows as impossible", () => {
    const { register } = registerWith(withRows("hirers.csv", "H-9,MUM01-0003,Meera,en,12345,"));
    assert.deepEqual(
      register.hirersOf("MUM01-0003").map(({ id, phones }) => ({ id, phones })),
      [{ id: "H-9", phones: [] }],
    );
  });

  it("says of a row that hangs on a faulty one where to begin", () => {
    const { problems, register } = registerWith({
      "units.csv": lines("unit,site", "MUM01-U07,MUM99"),
      "lockers.csv": lines("locker,unit", "MUM01-0001,MUM01-U07"),
      "hirers.csv": lines(HIRERS, HIRER),
      "subscriptions.csv": null,
    });
    assert.deepEqual(problems.map(problemText), [
      "units.csv, line 2, site: sites.csv lists no such site: write the id of one that it lists, or add this one there.",
      "lockers.csv, line 2, unit: Line 2 of units.csv, where this unit stands, cannot be used: mend that line first.",
      "hirers.csv, line 2, locker: Line 2 of lockers.csv, where this locker stands, cannot be used: mend that line first.",
    ]);
    assert.equal(register.lockers.size, 0);
  });

  const WITHDRAWN: readonly (readonly [cell: string, withdrawn: boolean])[] = [
    ["", false],
    ["no", false],
    ["No", false],
    ["false", false],
    ["yes", true],
    ["TRUE", true],
    ["2026-11-22", true],
    ["2099-01-01", true],
  ];
  for (const [cell, expected] of WITHDRAWN) {
    it(`takes "${cell}" for ${expected ? "a" : "no"} withdrawal`, () => {
      const row = `S-9,Bima,P-1,,,theft-suspected,,,C-9,${cell},email,a@bima.example`;
      const { register, problems } = registerWith(withRows("subscriptions.csv", row));
      assert.deepEqual(problems, []);
      assert.equal(register.subscription("S-9")?.withdrawn, expected);
    });
  }

  it("takes a withdrawal in a line of its own for one, before or after the line that it ends", () => {
    const row = (withdrawn: string) =>
      `S-9,Bima,P-1,,,theft-suspected,,,C-9,${withdrawn},email,a@bima.example`;
    for (const rows of [
      [row("no"), row("yes")],
      [row("yes"), row("no")],
      [row("no"), "S-9,,,,,,,,,2026-11-22,,"],
    ]) {
      const { register, problems } = registerWith(withRows("subscriptions.csv", ...rows));
      assert.ok(
        problems.some(({ column, problem }) => column === "subscription" && problem.includes("already")),
      );
      assert.equal(register.subscription("S-9")?.withdrawn, true);
      assert.ok(register.subscriptions.every(({ id, withdrawn }) => id !== "S-9" || withdrawn));
    }
  });

  it("never widens a subscription whose places are wrong", () => {
    const { register } = registerWith(
      withRows("subscriptions.csv", "S-9,Bima,P-1,,MUM01-0999,theft-suspected,,,C-9,,email,a@bima.example"),
    );
    assert.equal(register.subscription("S-9"), undefined);
  });

  it("is not blocked for long by a large file: it is read in steps", () => {
    const rows = Array.from({ length: 1000 }, (_, index) => `L-${index},MUM01-U07`);
    const steps = readInSteps({
      ...GOOD,
      ...withRows("lockers.csv", ...rows),
    });
    let count = 0;
    for (;;) {
      const step = steps.next();
      if (step.done) {
        assert.equal(step.value.register.lockers.size, 1004);
        break;
      }
      count += 1;
    }
    assert.equal(count, 6 + 5, "six steps for 1004 lockers, one for each other file");
  });
});

describe("a file of the register", () => {
  const read = (text: string) => registerWith({ "hirers.csv": text });
  const said = (text: string) => read(text).problems.map(problemText);

  const TAKEN: Readonly<Record<string, string>> = {
    "with a byte order mark": `\uFEFF${lines(HIRERS, HIRER)}`,
    "with line ends of Windows": `${HIRERS}\r\n${HIRER}\r\n`,
    "with line ends of an old Mac": `${HIRERS}\r${HIRER}\r`,
    "without a last line end": `${HIRERS}\n${HIRER}`,
    "with blank lines and lines of commas": lines(HIRERS, "", ",,,,,", HIRER, "", ""),
    "with its columns in another order": lines(
      "locker,hirer,emails,phones,language,name",
      "MUM01-0001,H-1,meera@mail.example,+919820011111,hi,Meera",
    ),
    "with columns of somebody's own": lines(`${HIRERS},remark`, `${HIRER},since 2019`),
    "with capitals and blanks in the first line": lines("Hirer, Locker ,NAME,language,phones,emails", HIRER),
    "with all cells in quote marks": lines(
      HIRERS.replace(/\w+/g, '"$&"'),
      HIRER.split(",")
        .map((cell) => `"${cell}"`)
        .join(","),
    ),
    "with blanks around its cells": lines(HIRERS, HIRER.replaceAll(",", " , ")),
  };
  for (const [what, text] of Object.entries(TAKEN)) {
    it(`${what} is taken`, () => {
      const { register, problems } = read(text);
      assert.deepEqual(problems, []);
      assert.deepEqual(register.hirers, [
        {
          id: "H-1",
          locker: "MUM01-0001",
          name: "Meera",
          language: "hi",
          phones: ["+919820011111"],
          emails: ["meera@mail.example"],
        },
      ]);
    });
  }

  const REFUSED: readonly (readonly [what: string, text: string, said: string])[] = [
    [
      "that is empty",
      "",
      `line 1: The file does not begin with its header: write ${HEADER} as the first line.`,
    ],
    [
      "without a header",
      lines(HIRER),
      `line 1: The first line does not name the columns: write ${HEADER} there.`,
    ],
    [
      "with semicolons between its columns",
      lines(HIRERS.replaceAll(",", ";"), HIRER.replaceAll(",", ";")),
      `line 1: The columns are not separated by commas: save the file as comma-separated (CSV UTF-8), with ${HEADER} as the first line.`,
    ],
    [
      "without a column",
      lines("hirer,locker,name,language,phones", HIRER),
      "line 1, emails: This column is missing: name it in the first line; its cells may stay empty.",
    ],
    [
      "that names a column twice",
      lines(`${HIRERS},phones`, HIRER),
      "line 1, phones: The first line names this column twice: take one of the two out.",
    ],
    [
      "that ends in the middle of a line",
      `${HIRERS}\n${HIRER}\nH-2,MUM01-00`,
      "line 3: The file ends in the middle of this line, as if it had not been written to its end: write the line to its last column, and a line break after it.",
    ],
  ];
  for (const [what, text, sentence] of REFUSED) {
    it(`${what} is refused as a whole`, () => {
      assert.deepEqual(said(text), [`hirers.csv, ${sentence}`]);
      assert.equal(read(text).register.hirers.length, 0);
    });
  }

  it("may do without its columns of a closure, but not without some of them", () => {
    const lockers = (header: string) =>
      registerWith({ "lockers.csv": lines(header, "MUM01-0001,MUM01-U07") });
    assert.equal(lockers("locker,unit").register.lockers.size, 1);
    const partial = lockers("locker,unit,closure_kind,closure_announced").problems.map(problemText);
    assert.equal(
      partial[0],
      "lockers.csv, line 1, closure_effective: This column is missing: name it in the first line; its cells may stay empty.",
    );
  });

  it("may be absent unless it names sites, units or lockers", () => {
    const absent = (file: RegisterFile) =>
      registerWith({ [file]: null }).problems.filter(
        (problem) => problem.file === file && problem.line === 0,
      );
    for (const file of REGISTER_FILES) {
      const header = TABLES[file].columns.join(",");
      assert.deepEqual(
        absent(file).map(problemText),
        TABLES[file].required
          ? [`${file}: The file is missing: put it there, with ${header} as its first line.`]
          : [],
      );
    }
  });

  it("that is still to be filled in is said to be so, where it is needed", () => {
    const empty = Object.fromEntries(REGISTER_FILES.map((file) => [file, emptyTable(file)]));
    assert.deepEqual(registerWith(empty as Partial<RegisterTexts>).problems.map(problemText), [
      "sites.csv: Nothing is listed yet: write a line for each below the first one.",
      "units.csv: Nothing is listed yet: write a line for each below the first one.",
      "lockers.csv: Nothing is listed yet: write a line for each below the first one.",
    ]);
  });

  it("loses one line by a lost quote mark and no other", () => {
    const rows = Array.from({ length: 500 }, (_, index) => `Q-${index},"MUM01-U07"`);
    rows[250] = 'Q-250,"MUM01-U07';
    const { problems, register } = registerWith({
      ...withRows("lockers.csv", ...rows),
    });
    assert.deepEqual(
      problems.map(({ file, line }) => ({ file, line })),
      [{ file: "lockers.csv", line: 256 }],
    );
    assert.equal(register.lockers.size, 4 + 499);
  });

  it("gives back any name a spreadsheet can save", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
      .map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, "").trim())
      .filter((text) => text !== "" && text.length <= 80);
    fc.assert(
      fc.property(name, (text) => {
        const row = `H-9,MUM01-0003,"${text.replaceAll('"', '""')}",en,+919820011111,none`;
        const { register, problems } = registerWith(withRows("hirers.csv", row));
        assert.deepEqual(problems, []);
        assert.equal(register.hirer("H-9")?.name, text);
      }),
    );
  });

  it("has whatever it holds repeated by no problem", () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+@. ]{7,30}$/).filter((text) => /\d[^ ]*[A-Z]/.test(text));
    fc.assert(
      fc.property(fc.constantFrom(...REGISTER_FILES), fc.nat(11), secret, (file, at, text) => {
        const cells = TABLES[file].columns.map((_, index) =>
          index === at % TABLES[file].columns.length ? text : "x",
        );
        for (const { problem, column } of registerWith(withRows(file, cells.join(","))).problems) {
          assert.ok(!problem.includes(text.trim()));
          assert.ok(!column.includes(text.trim()));
        }
      }),
    );
  });
});
