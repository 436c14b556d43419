import words from "./words.en-US.json" with { type: "json" };

/** Every text of the page stands in one catalogue (what to do about an alarm: ../guide.ts). */
export type Word = keyof typeof words;

/** Texts that depend on a number have one form for 1 and one for others. */
export type Counted = Word extends infer Key ? (Key extends `${infer Base}.one` ? Base : never) : never;

export type Values = Readonly<Record<string, string | number>>;

const NUMBERS = new Intl.NumberFormat("en-US");

/** The text, with `{name}` replaced by the value of that name. */
export function say(word: Word, values: Values = {}): string {
  return words[word].replaceAll(/\{(\w+)\}/g, (all, name: string) => {
    const value = values[name];
    if (value === undefined) return all;
    return typeof value === "number" ? NUMBERS.format(value) : value;
  });
}

/** The text for a number, which stands in it as `{n}`. */
export function count(word: Counted, n: number, values: Values = {}): string {
  return say(n === 1 ? `${word}.one` : `${word}.other`, { n, ...values });
}

/** For words that are put together from what the gateway says; null where the catalogue has none. */
export function known(word: string): Word | null {
  return isWord(word) ? word : null;
}

function isWord(word: string): word is Word {
  return Object.hasOwn(words, word);
}

export function figure(n: number): string {
  return NUMBERS.format(n);
}

/** How long ago, in the largest unit that fits; `ms` may be below zero where clocks differ. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return count("ago.seconds", seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return count("ago.minutes", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say("ago.hours", { h: hours, m: minutes % 60 });
  return count("ago.days", Math.floor(hours / 24));
}
