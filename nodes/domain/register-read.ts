import type { Keeping } from "./keeping.ts";
import type { Register, RowProblem } from "./register.ts";
import { People, roleKey } from "./register-people.ts";
import { Places } from "./register-places.ts";
import { Subscriptions } from "./register-subscriptions.ts";
import {
  openTable,
  type RegisterFile,
  type RegisterTexts,
  type Row,
  rowsOf,
  TABLES,
} from "./register-table.ts";
import { type OwnTexts, TextBook } from "./texts.ts";

export interface RegisterReading {
  readonly register: Register;
  /** In the order of the files and their lines. */
  readonly problems: readonly RowProblem[];
  readonly keeping: Keeping;
}

/**
 * The problem that makes a whole file unusable, or null. A file that was readable before and is not any more
 * should keep its earlier content.
 */
export function fileProblem(file: RegisterFile, text: string | null): RowProblem | null {
  if (text === null) return TABLES[file].required ? missing(file) : null;
  const table = openTable(file, text);
  return "problem" in table ? table : null;
}

function missing(file: RegisterFile): RowProblem {
  const header = TABLES[file].columns.join(",");
  return {
    file,
    line: 0,
    column: "",
    problem: `The file is missing: put it there, with ${header} as its first line.`,
  };
}

/**
 * Reads the whole register at once.
 * @param own texts for hirers that the bank has written itself
 */
export function readRegister(texts: RegisterTexts, own: readonly OwnTexts[] = []): RegisterReading {
  const reading = readInSteps(texts, own);
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

/**
 * Reads the register and pauses after every few milliseconds' work, so that a caller can let others have
 * their turn in between. Rows that are right work, whatever the others are like.
 */
export function* readInSteps(
  texts: RegisterTexts,
  own: readonly OwnTexts[] = [],
): Generator<undefined, RegisterReading> {
  const problems: RowProblem[] = [];
  const places = new Places();
  const book = new TextBook(own);
  const people = new People(places, book);
  const subscriptions = new Subscriptions(places);

  function* each<F extends RegisterFile>(file: F, add: (row: Row<F>) => void): Generator<undefined, void> {
    const text = texts[file];
    const table = text === null ? null : openTable(file, text);
    if (table === null || "problem" in table) {
      const unusable = table ?? (TABLES[file].required ? missing(file) : null);
      if (unusable !== null) problems.push(unusable);
      return;
    }
    const own: RowProblem[] = [];
    let count = 0;
    for (const rows of rowsOf(table, own)) {
      for (const row of rows) add(row);
      count += rows.length;
      yield;
    }
    if (count === 0 && own.length === 0 && TABLES[file].required)
      own.push({
        file,
        line: 0,
        column: "",
        problem: "Nothing is listed yet: write a line for each below the first one.",
      });
    for (const problem of own.sort((a, b) => a.line - b.line)) problems.push(problem);
  }

  yield* each("sites.csv", places.addSite);
  yield* each("units.csv", places.addUnit);
  yield* each("lockers.csv", places.addLocker);
  yield* each("contacts.csv", people.addContact);
  yield* each("hirers.csv", people.addHirer);
  yield* each("subscriptions.csv", subscriptions.add);
  const keeping = {
    sites: places.siteKeeping,
    lockers: places.lockerKeeping,
    leftHirers: people.leftHirers,
  };
  return { register: registerOf(places, people, subscriptions, book), problems, keeping };
}

function registerOf(places: Places, people: People, subscriptions: Subscriptions, texts: TextBook): Register {
  const { contacts, hirers, contactsByRole, hirersByLocker, hirersById } = people;
  const subscriptionsById = subscriptions.byId;
  return {
    texts,
    sites: places.sites.usable,
    units: places.units.usable,
    lockers: places.lockers.usable,
    siteClosures: places.siteClosures,
    contacts,
    hirers,
    subscriptions: subscriptions.all,
    hirersOf: (locker) => hirersByLocker.of(locker) ?? [],
    contactsOf: (role, site) =>
      contactsByRole.of(roleKey(role, site)) ?? contactsByRole.of(roleKey(role, null)) ?? [],
    contact: (role, site, id) =>
      [site, null]
        .flatMap((place) => contactsByRole.of(roleKey(role, place)) ?? [])
        .find((contact) => contact.id === id),
    hirer: (id) => hirersById.get(id),
    subscription: (id) => subscriptionsById.get(id),
  };
}

/** `hirers.csv, line 12, phones: ...`, for a log or a dialog. */
export function problemText({ file, line, column, problem }: RowProblem): string {
  return [file, ...(line > 0 ? [`line ${line}`] : []), ...(column !== "" ? [column] : [])]
    .join(", ")
    .concat(`: ${problem}`);
}
