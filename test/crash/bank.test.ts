import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRegister } from "../../nodes/domain/register-read.ts";
import { makeBank, writeRegister } from "./bank.ts";

describe("the bank of a run", () => {
  it("has a register in which the gateway finds nothing to mend, with everybody of the bank in it", () => {
    const userDir = mkdtempSync(join(tmpdir(), "smart-lockers-bank-"));
    try {
      const bank = makeBank();
      writeRegister(bank, userDir);
      const text = (file: string) => readFileSync(join(userDir, "smart-lockers/register", file), "utf8");
      const { register, problems } = readRegister({
        "sites.csv": text("sites.csv"),
        "units.csv": text("units.csv"),
        "lockers.csv": text("lockers.csv"),
        "contacts.csv": text("contacts.csv"),
        "hirers.csv": text("hirers.csv"),
        "subscriptions.csv": text("subscriptions.csv"),
      });
      assert.deepEqual(problems, []);
      assert.equal(register.lockers.size, 32);
      assert.equal(new Set(register.hirers.map(({ id }) => id)).size, bank.hirers.length);
      assert.equal(register.contacts.length, bank.desks.length);
      assert.equal(register.subscriptions.length, bank.insurers.length);
    } finally {
      rmSync(userDir, { recursive: true });
    }
  });
});
