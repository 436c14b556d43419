import type { Register } from "../../nodes/domain/register.ts";
import { asBody, type Body } from "./body.ts";

/** Properties of records that hold what a person wrote in their own words. */
const FREE_TEXT: ReadonlySet<string> = new Set(["remark", "purpose"]);
/** Deeper than anything the gateway writes. */
const DEEPEST = 20;

/** Whether a record holds what a person wrote in their own words. */
export function hasFreeText(body: Body, depth = 0): boolean {
  // What is nested beyond all reason is not looked through, and not shown either.
  if (depth > DEEPEST) return true;
  return Object.entries(body).some(([name, value]) => {
    if (FREE_TEXT.has(name) && value !== null && value !== "") return true;
    return within(value).some((inner) => hasFreeText(inner, depth + 1));
  });
}

function within(value: unknown): readonly Body[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.map(asBody).filter((one) => one !== null);
}

/** What could be a number, however it is written: `+91 81234-56713`, `(081) 234 56713`. */
const NUMBER = /\+?\(?\d[\d ()./-]{5,}\d/g;
const EMAIL = /[^\s@<>"'(),:;\\]+@[^\s@<>"'(),:;\\]+/g;
/** Last digits of a number that give it away: as it is dialled within a country, and as a bare run of digits. */
const WRITTEN_LEAST = 8;
const BARE_LEAST = 10;

/**
 * Finds the register's own numbers, addresses and names in a text, wherever they came from: a text that an officer
 * wrote into a flow, a field that a unit made up. Names are those of the people that the locker concerns.
 */
export class PersonalData {
  readonly #addresses = new Set<string>();
  /** All ends of the numbers that give them away, digits only. */
  readonly #numbers = new Set<string>();
  readonly #names: readonly string[];

  /** @param register null where there is none to be read */
  constructor(register: Register | null, locker: string, sites: readonly string[]) {
    const { contacts, hirers, subscriptions } = register ?? { contacts: [], hirers: [], subscriptions: [] };
    for (const { phones, emails } of [...contacts, ...hirers]) {
      for (const email of emails) this.#addresses.add(folded(email));
      for (const digits of phones.map(digitsOf))
        for (let from = 0; digits.length - from >= WRITTEN_LEAST; from += 1)
          this.#numbers.add(digits.slice(from));
    }
    for (const { channel, address } of subscriptions)
      if (channel === "email") this.#addresses.add(folded(address));
    const concerned = contacts.filter(({ site }) => site === null || sites.includes(site));
    this.#names = [...(register?.hirersOf(locker) ?? []), ...concerned]
      .map(({ name }) => name)
      .filter((name) => name !== "")
      // As it stands in JSON.
      .map((name) => folded(JSON.stringify(name).slice(1, -1)));
  }

  /** @param text JSON */
  isIn(text: string): boolean {
    const plain = folded(text);
    if (this.#names.some((name) => plain.includes(name))) return true;
    if ((plain.match(EMAIL) ?? []).some((one) => this.#addresses.has(one))) return true;
    return (plain.match(NUMBER) ?? []).some((one) => this.#isNumber(one));
  }

  #isNumber(written: string): boolean {
    const digits = digitsOf(written).replace(/^0+/, "");
    // A count or a moment is a bare run of digits, too.
    return digits.length >= (digits === written ? BARE_LEAST : WRITTEN_LEAST) && this.#numbers.has(digits);
  }
}

/** However it was typed: in capitals, or with marks that stand by themselves. */
function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}
