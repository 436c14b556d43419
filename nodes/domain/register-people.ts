import { hash } from "node:crypto";
import { Grouped } from "./grouped.ts";
import type { Contact, Hirer } from "./register.ts";
import { contactId, hirerId, languages, role, several, words } from "./register-cells.ts";
import type { Places } from "./register-places.ts";
import { email, phone, topicArn } from "./register-reach.ts";
import type { ColumnOf, Row } from "./register-table.ts";

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
  readonly #places: Places;
  readonly #language = languages();
  readonly #firstLines = new Map<string, number>();

  constructor(places: Places) {
    this.#places = places;
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
    const hirer = first === undefined ? this.#newHirer(id, locker, row) : { ...first, locker };
    if (first !== undefined) this.#compare(row, first);
    this.hirers.push(hirer);
    this.hirersByLocker.add(locker, hirer);
  };

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
    this.hirersById.set(id, hirer);
    this.#firstLines.set(id, row.line);
    return hirer;
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

const phones = several(phone);
const emails = several(email);

function isReachable(person: Person): boolean {
  return person.phones.length + person.emails.length > 0;
}

/** Neither a role nor a site's id holds a slash. */
export function roleKey(role: string, site: string | null): string {
  return `${role}/${site ?? ""}`;
}
