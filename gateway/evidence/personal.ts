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

const E164 = /\+[0-9]{6,15}/g;
const EMAIL = /[^\s@<>"'(),:;\\]+@[^\s@<>"'(),:;\\]+/g;

/**
 * Finds the register's own numbers, addresses and names in a text, wherever they came from: a text that an officer
 * wrote into a flow, a field that a unit made up. Names are those of the people that the locker concerns.
 */
export class PersonalData {
  readonly #exact = new Set<string>();
  readonly #names: readonly string[];

  /** @param register null where there is none to be read */
  constructor(register: Register | null, locker: string, sites: readonly string[]) {
    const { contacts, hirers, subscriptions } = register ?? { contacts: [], hirers: [], subscriptions: [] };
    for (const { phones, emails } of [...contacts, ...hirers])
      for (const one of [...phones, ...emails]) this.#exact.add(one.toLowerCase());
    for (const { channel, address } of subscriptions)
      if (channel === "email") this.#exact.add(address.toLowerCase());
    const concerned = contacts.filter(({ site }) => site === null || sites.includes(site));
    this.#names = [...(register?.hirersOf(locker) ?? []), ...concerned]
      .map(({ name }) => name)
      .filter((name) => name !== "")
      // As it stands in JSON.
      .map((name) => JSON.stringify(name).slice(1, -1));
  }

  /** @param text JSON */
  isIn(text: string): boolean {
    if (this.#names.some((name) => text.includes(name))) return true;
    const found = [...(text.match(E164) ?? []), ...(text.match(EMAIL) ?? [])];
    return found.some((one) => this.#exact.has(one.toLowerCase()));
  }
}
