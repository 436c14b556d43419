import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { readLine } from "../../nodes/domain/ledger-lines.ts";
import type { Register } from "../../nodes/domain/register.ts";
import { WrongUse } from "../commands/wrong-use.ts";
import { ledgerLines } from "../ledger/ledger-reader.ts";
import { eachLine } from "../ledger/lines-of.ts";
import { Choice } from "./choice.ts";
import { Derivation } from "./derivation.ts";
import { FileWriter } from "./file-writer.ts";
import { deviceOf, ledgerIn } from "./journal-facts.ts";
import { factsIn, type PackFacts, type PackPerson } from "./pack-facts.ts";
import { LEDGER_FILE, PACK_FORMAT } from "./pack-format.ts";
import type { PackScope } from "./pack-scope.ts";
import { personOf } from "./people.ts";
import { PersonalData } from "./personal.ts";
import { packageVersion } from "./version.ts";

export interface PackOrder {
  readonly scope: PackScope;
  /** Null where there is none to be read: nobody is named then. */
  readonly register: Register | null;
  readonly masked: boolean;
  readonly by: string | null;
  readonly purpose: string | null;
  readonly recorded: PackFacts["recorded"];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Writes a pack; under its name only when it is whole and on the disk.
 * @param out a folder that does not exist yet
 */
export async function writePack(db: DatabaseSync, order: PackOrder, out: string): Promise<PackFacts> {
  const part = mkdtempSync(`${out}.part-`);
  try {
    const facts = await fill(db, order, part);
    // A rename would take the place of a folder that is there and empty.
    if (existsSync(out)) throw new WrongUse(`${out} is there already: name a new folder.`);
    renameSync(part, out);
    return facts;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

async function fill(db: DatabaseSync, order: PackOrder, folder: string): Promise<PackFacts> {
  const choice = choiceOf(order);
  const ledgerHash = writeLedger(db, order, choice, folder);
  const facts = factsOf(db, order, choice);
  const writer = new FileWriter(folder);
  try {
    const derivation = new Derivation(facts, writer.write);
    // From the disk, so that it is what whoever verifies it will read.
    const written = createReadStream(join(folder, LEDGER_FILE), { highWaterMark: 1 << 20 });
    await eachLine(written, (bytes) => {
      const line = readLine(Buffer.from(bytes).toString());
      if (line === null)
        throw new Error(`${LEDGER_FILE} cannot be read back as it was written: look at the disk.`);
      derivation.line(line);
    });
    derivation.end(ledgerHash);
    writer.end();
    return facts;
  } finally {
    writer.close();
  }
}

/** @returns the SHA-256 of the file */
function writeLedger(db: DatabaseSync, order: PackOrder, choice: Choice, folder: string): string {
  const { sites, from, to } = order.scope;
  const [only] = sites;
  const site = sites.length === 1 && only !== undefined ? only.id : null;
  const digest = createHash("sha256");
  const writer = new FileWriter(folder);
  try {
    for (const line of ledgerLines(db, { site, from, to }, order.now, choice)) {
      const text = `${line}\n`;
      digest.update(text);
      writer.write({ file: LEDGER_FILE, text });
    }
    writer.end();
    return digest.digest("hex");
  } finally {
    writer.close();
  }
}

function choiceOf({ scope, masked, register }: PackOrder): Choice {
  const { locker, units, from, to } = scope;
  const sites = scope.sites.map(({ id }) => id);
  const personal = masked ? new PersonalData(register, locker, sites) : null;
  return new Choice({ locker, units, sites, from, to, personal });
}

function factsOf(db: DatabaseSync, order: PackOrder, { withheld, withheldInAll }: Choice): PackFacts {
  const { locker, sites, timeZone, timeZoneFrom, fromDay, toDay, from, to, units, unit } = order.scope;
  const { now, masked, by, purpose, recorded, register } = order;
  const facts = factsIn({
    format: PACK_FORMAT,
    ...{ madeAt: now, version: packageVersion(), ledger: ledgerIn(db) },
    ...{ locker, sites, timeZone, timeZoneFrom, fromDay, toDay, from, to },
    ...{ masked, by, purpose, recorded },
    devices: [...units].map((id) => deviceOf(db, id, id === unit)),
    people: masked ? null : peopleOf(register, locker, sites),
    ...{ withheld, withheldInAll },
  });
  if (facts === null) throw new Error(`The journal says something of ${locker} that no pack can hold.`);
  return facts;
}

/** Who hires the locker, and whom the bank names for its sites. */
function peopleOf(register: Register | null, locker: string, sites: PackFacts["sites"]): PackPerson[] {
  if (register === null) return [];
  const ids = new Set(sites.map(({ id }) => id));
  const contacts = register.contacts.filter(({ site }) => site === null || ids.has(site));
  return [...register.hirersOf(locker), ...contacts].map(personOf);
}
