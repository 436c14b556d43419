import { folded, squeezed, viewsOf } from "./views.ts";

/** Somebody in a register, with a name, numbers and addresses that nothing else can be mistaken for. */
export interface PersonalData {
  readonly names: readonly string[];
  /** E.164. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

/** Something of a person where it must not be. */
export interface Leak {
  readonly place: string;
  readonly what: string;
  /** What stands around it. */
  readonly around: string;
}

interface Needle {
  readonly what: string;
  readonly text: string;
  readonly isNumber: boolean;
}

/** Looks for people in what a gateway left, said and sent. */
export class Search {
  readonly #needles: readonly Needle[];

  constructor(people: readonly PersonalData[]) {
    this.#needles = people.flatMap(({ names, phones, emails }) => [
      ...names.flatMap((name) => [name, ...name.split(/\s+/)].map((text) => needle("a name", text))),
      // The country's number may be left out, and something may stand between the digits.
      ...phones.map((phone) => ({ what: `the number ${phone}`, text: phone.slice(-10), isNumber: true })),
      ...emails.flatMap((email) => [
        needle(`the address ${email}`, email),
        needle(`the mailbox of ${email}`, email.replace(/@.*/, "")),
      ]),
    ]);
  }

  in(place: string, said: Uint8Array | string): readonly Leak[] {
    const bytes = typeof said === "string" ? Buffer.from(said, "utf8") : said;
    const leaks = new Map<string, Leak>();
    for (const view of viewsOf(bytes)) {
      const digits = squeezed(view);
      for (const { what, text, isNumber } of this.#needles) {
        const read = isNumber ? digits : view;
        const at = read.indexOf(text);
        if (at >= 0 && !leaks.has(what)) leaks.set(what, { place, what, around: around(read, at) });
      }
    }
    return [...leaks.values()];
  }
}

function needle(what: string, text: string): Needle {
  return { what: what === "a name" ? `the name ${text}` : what, text: folded(text), isNumber: false };
}

function around(text: string, at: number): string {
  return text.slice(Math.max(0, at - 80), at + 80).replace(/[^\x20-\x7e\u0900-\u097f]+/g, " ");
}
