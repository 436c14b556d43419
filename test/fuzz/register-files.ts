import assert from "node:assert/strict";
import fc from "fast-check";
import { problemText, readRegister } from "../../nodes/domain/register-read.ts";
import {
  REGISTER_FILES,
  type RegisterFile,
  type RegisterTexts,
  TABLES,
} from "../../nodes/domain/register-table.ts";
import { GOOD } from "../domain/register-tables.ts";
import type { Opened } from "./target.ts";

const CELLS = [
  ...[
    "",
    "MUM01",
    "BER01",
    "MUM01-U07",
    "MUM01-0001",
    "H-1",
    "S-1",
    "control-room",
    "en",
    "mr-IN",
    "xx",
    "de-",
  ],
  ...["+919820012345", "+91 98200;+49", "0", "a@b.example", "a@", "a@b.example;c@d.example", "2026-02-30"],
  ...["2026-01-01", "surrendered", "branch-closing", "theft-suspected;theft-suspected", "yes", "no", "email"],
  ...["topic", "sms", "arn:aws:sns:ap-south-1:123456789012:x", "Asia/Kolkata", "Mars/Base", "__proto__", "*"],
  ...['"quoted, cell"', '"', '""', '"open', "a,b", "a;b", "\u0000", "constructor", "९", "\u202e", "=1+1"],
];
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...CELLS) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 10 }) },
);

function tableOf(file: RegisterFile): fc.Arbitrary<string | null> {
  const { columns } = TABLES[file];
  const header = fc.oneof(
    { weight: 8, arbitrary: fc.constant(columns.join(",")) },
    fc.subarray([...columns]).map((some) => some.join(",")),
    fc.constantFrom(
      columns.join(";"),
      `\ufeff${columns.join(",").toUpperCase()}`,
      `${columns[0]},${columns[0]}`,
      "",
    ),
  );
  const row = fc.array(cell, { maxLength: columns.length + 1 }).map((cells) => cells.join(","));
  const end = fc.constantFrom("\n", "\r\n", "\r");
  const rows = fc
    .tuple(header, fc.array(row, { maxLength: 6 }), end, fc.boolean())
    .map(([first, others, between, isEnded]) => [first, ...others].join(between) + (isEnded ? between : ""));
  const good = (GOOD[file] ?? "").split("\n");
  const edited = fc
    .tuple(fc.nat(good.length), fc.nat(12), cell)
    .map(([line, column, value]) =>
      good
        .map((text, index) => (index === line ? text.split(",").toSpliced(column, 1, value).join(",") : text))
        .join("\n"),
    );
  return fc.oneof(
    { weight: 5, arbitrary: edited },
    { weight: 5, arbitrary: rows },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  );
}

const texts: fc.Arbitrary<RegisterTexts> = fc.record({
  "sites.csv": tableOf("sites.csv"),
  "units.csv": tableOf("units.csv"),
  "lockers.csv": tableOf("lockers.csv"),
  "contacts.csv": tableOf("contacts.csv"),
  "hirers.csv": tableOf("hirers.csv"),
  "subscriptions.csv": tableOf("subscriptions.csv"),
});

/** Whatever is in the files: every line that cannot be used is named, and what is read holds together. */
export function openRegisters(took: (inputs: number) => void): Opened {
  return {
    property: fc.property(texts, (files) => {
      took(REGISTER_FILES.length);
      const { register, problems } = readRegister(files);
      for (const problem of problems) {
        assert.match(problemText(problem), /^[a-z]+\.csv(, line \d+)?(, [a-z_]+)?: .*\.\)?$/su);
        const text = REGISTER_FILES.find((file) => file === problem.file);
        assert.ok(text !== undefined && problem.line <= (files[text] ?? "").split(/\r\n|\n|\r/).length);
      }
      for (const unit of register.units.values())
        assert.ok(register.sites.has(unit.site), "a unit without a site");
      for (const locker of register.lockers.values()) {
        assert.ok(
          register.units.get(locker.unit)?.lockers.has(locker.id),
          "a locker that its unit does not have",
        );
        for (const { id, phones } of register.hirersOf(locker.id))
          assert.deepEqual(register.hirer(id)?.phones, phones);
      }
      for (const subscription of register.subscriptions) {
        assert.equal(register.subscription(subscription.id), subscription);
      }
      // Rows that are right work whatever the others are like, so reading is the same again.
      assert.deepEqual(readRegister(files).problems, problems);
    }),
  };
}
