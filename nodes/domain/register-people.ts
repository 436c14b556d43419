import { hash } from "node:crypto";
import { Grouped } from "./grouped.ts";
import type { LeftHirer } from "./keeping.ts";
import type { Contact, Hirer } from "./register.ts";
import { contactId, hirerId, languages, type Reader, role, several, words } from "./register-cells.ts";
import { leftOn } from "./register-keeping.ts";
import type { Places } from "./register-places.ts";
import { email, phone, topicArn } from "./register-reach.ts";
import type { ColumnOf, Row } from "./register-table.ts";
import type { TextBook } from "./texts.ts";

/** Hexadecimal digits of a reference that is made. */
const REFERENCE_DIGITS = 8;

type PersonRow = Row<"contacts.csv"> | Row<"hirers.csv">;
type Person = Pick<Hirer, "name" | "language" | "phones" | "emails">;

const PERSON_COLUMNS = [
  "name",
  "language",
  "phones",
  "emails",
] as const satisfies readonly ColumnOf<"hirers.csv">[];

/** Contacts and hirers, filled row by row once the places are known. */
export class People {
  readonly contacts: Contact[] = [];
  readonly hirers: Hirer[] = [];
  readonly contactsByRole = new Grouped<Contact>();
  readonly hirersByLocker = new Grouped<Hirer>();
  /** The first line of each hirer: how to reach the hirer for all lockers. */
  readonly hirersById = new Map<string, Hirer>();
  readonly leftHirers: LeftHirer[] = [];
  readonly #places: Places;
  readonly #language = languages();
  readonly #firstLines = new Map<string, number>();

  /** Languages of hirers that there are no texts in, each said once. */
  readonly #textless = new Set<string>();
  readonly #texts: TextBook;

  constructor(places: Places, texts: TextBook) {
    this.#places = places;
    this.#texts = texts;
  }

  readonly addContact = (row: Row<"contacts.csv">): void => {
    const named = row.read("role", role);
    const everySite = row.cell("site") === "";
    const site = everySite ? null : row.read("site", this.#places.sites.reference);
    const person = this.#person(row);
    const topic = row.cell("topic") === "" ? null : (row.read("topic", topicArn) ?? null);
    const own = row.read("contact", contactId);
    if (named === undefined || site === undefined) return;
    if (isReachable(person) || topic !== null) {
      const key = roleKey(named, site);
      const id = this.#contactId(row, key, own, person.name);
      const contact = { id, role: named, site, ...person, topic };
      this.contacts.push(contact);
      this.contactsByRole.add(key, contact);
    } else
      row.report(
        "",
        "Nobody can be told by this contact, so it is not used: write a phone number, an e-mail address or a topic.",
      );
  };

  readonly addHirer = (row: Row<"hirers.csv">): void => {
    const id = row.read("hirer", hirerId);
    const locker = row.read("locker", this.#places.lockers.reference);
    if (id === undefined || locker === undefined) return;
    if (this.hirersByLocker.of(locker)?.some((hirer) => hirer.id === id)) {
      row.report(
        "locker",
        "An earlier line names the same hirer and locker already: take one of the two lines out.",
      );
      return;
    }
    const first = this.hirersById.get(id);
    const left = row.read("left", leftOn) ?? null;
    if (left !== null) {
      this.#addLeft({ ...(first ?? this.#person(row)), id, locker, left });
      return;
    }
    const hirer = first === undefined ? this.#newHirer(id, locker, row) : { ...first, locker };
    if (first !== undefined) this.#compare(row, first);
    this.hirers.push(hirer);
    this.hirersByLocker.add(locker, hirer);
  };

  /** It says nothing of how to reach the hirer for other lockers: the person's cells may be empty by now. */
  #addLeft(hirer: Hirer & { readonly left: string }): void {
    const { id, locker, left } = hirer;
    this.hirers.push(hirer);
    this.hirersByLocker.add(locker, hirer);
    const site = this.#places.lockers.usable.get(locker)?.site;
    if (site !== undefined) this.leftHirers.push({ hirer: id, locker, site, left });
  }

  /** Its own reference, or one made of role, site and name; the second of two that are equal is numbered. */
  #contactId(row: Row<"contacts.csv">, key: string, own: string | undefined, name: string): string {
    const id = own ?? hash("sha256", `${key}/${name}`).slice(0, REFERENCE_DIGITS);
    const known = new Set(this.contactsByRole.of(key)?.map((other) => other.id));
    if (!known.has(id)) return id;
    row.report(
      "contact",
      own === undefined
        ? "An earlier line has the same role, site and name: write a reference of its own into the column contact of each, e.g. duty-desk-2. Otherwise a message that waits while the lines are moved may reach the other one."
        : "An earlier line of the same role and site has this reference already: write another one, e.g. duty-desk-2.",
    );
    let number = 2;
    while (known.has(`${id}-${number}`)) number += 1;
    return `${id}-${number}`;
  }

  #newHirer(id: string, locker: string, row: Row<"hirers.csv">): Hirer {
    const hirer = { id, locker, ...this.#person(row) };
    if (!isReachable(hirer))
      row.report(
        "phones",
        "This hirer cannot be told of an opening: write a phone number and an e-mail address.",
      );
    else for (const [column, what] of WAYS) if (row.cell(column) === "") row.report(column, what);
    this.#checkLanguage(row, hirer.language);
    this.hirersById.set(id, hirer);
    this.#firstLines.set(id, row.line);
    return hirer;
  }

  #checkLanguage(row: Row<"hirers.csv">, language: string): void {
    if (this.#texts.knows(language) || this.#textless.has(language)) return;
    this.#textless.add(language);
    row.report(
      "language",
      `There are no texts in this language, so this hirer, and any other with it, is told in English: put a file of that language into the folder texts, e.g. texts/mr.json, or write one of ${this.#texts.languages.join(", ")}.`,
    );
  }

  /** Later lines of a hirer may leave the person's cells empty, but not say something else. */
  #compare(row: Row<"hirers.csv">, first: Hirer): void {
    const later = this.#person(row);
    for (const column of PERSON_COLUMNS) {
      if (row.cell(column) !== "" && String(later[column]) !== String(first[column]))
        row.report(
          column,
          `This differs from line ${this.#firstLines.get(first.id)}, where the same hirer stands first, and that line is used: change it there, and leave the cell empty here.`,
        );
    }
  }

  #person(row: PersonRow): Person {
    return {
      name: row.read("name", words(80)) ?? "",
      language: row.read("language", this.#language) ?? "en",
      phones: row.read("phones", phones) ?? [],
      emails: row.read("emails", emails) ?? [],
    };
  }
}

/** Where somebody has none and the bank knows it. */
const NONE = "none";
const phones = unlessNone(several(phone));
const emails = unlessNone(several(email));

function unlessNone(reader: Reader<readonly string[]>): Reader<readonly string[]> {
  return (cell) => (cell.toLowerCase() === NONE ? { value: [] } : reader(cell));
}

/** A hirer must be told both ways (RBI, 18 Aug 2021). */
const WAYS = [
  [
    "phones",
    `This hirer gets no SMS: write a phone number with + and the country code, or ${NONE} where the hirer has none.`,
  ],
  ["emails", `This hirer gets no e-mail: write an address, or ${NONE} where the hirer has none.`],
] as const;

function isReachable(person: Person): boolean {
  return person.phones.length + person.emails.length > 0;
}

/** Neither a role nor a site's id holds a slash. */
export function roleKey(role: string, site: string | null): string {
  return `${role}/${site ?? ""}`;
}
