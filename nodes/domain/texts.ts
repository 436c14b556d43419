import type { EventType } from "./event.ts";
import { ENGLISH } from "./local-moment.ts";
import type { Channel, NoticeTemplate } from "./notice.ts";
import { ENGLISH_TEXTS } from "./texts-en.ts";
import { HINDI_TEXTS } from "./texts-hi.ts";

/**
 * What hirers are told, in their own language: the texts of the package, and in their place or beside them those that
 * the bank has put into the register's folder (domain/texts-read.ts).
 */

export const TEXT_KINDS = ["opened", "closed", "visit-summary", "left-open", "other"] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

/** Indian operators: under which id, and in which words, a text is registered at the DLT platform. */
export interface Registered {
  readonly template: string;
  /** With tagged variables (domain/dlt.ts); empty: what is sent is not compared with it. */
  readonly text: string;
}

export interface KindTexts {
  readonly sms: string;
  readonly dlt: Registered | null;
  readonly subject: string;
  readonly email: string;
}

/** The words a language has for the values of its texts. */
export interface Words {
  /** Canonical BCP 47 tag: month names and the order of a date follow it. */
  readonly language: string;
  /** A time that is not known to the minute; holds `{{time}}`. */
  readonly about: string;
  /** What happened; in English where it has no word. */
  readonly types: Readonly<Partial<Record<EventType, string>>>;
}

/** All texts of a language. */
export interface LanguageTexts {
  readonly words: Words;
  readonly kinds: Readonly<Record<TextKind, KindTexts>>;
}

/** The texts of a language as far as a file has usable ones; the rest is the package's, or English. */
export interface OwnTexts {
  readonly words: Partial<Words> & Pick<Words, "language">;
  readonly kinds: Readonly<Partial<Record<TextKind, Partial<KindTexts>>>>;
}

/** One text of one kind on one channel, with the words of the language it is written in. */
export interface Wording {
  readonly words: Words;
  readonly template: NoticeTemplate;
}

export const SHIPPED_TEXTS: readonly LanguageTexts[] = [ENGLISH_TEXTS, HINDI_TEXTS];
export const SHIPPED_LANGUAGES: readonly string[] = SHIPPED_TEXTS.map(({ words }) => words.language);

type WordingsOf = Readonly<Record<TextKind, Readonly<Record<"sms" | "email", Wording>>>>;

/** The texts in use, each made ready once: notices are composed for thousands of events a second. */
export class TextBook {
  readonly #byLanguage: ReadonlyMap<string, WordingsOf>;
  readonly #english: WordingsOf;
  /** What a tag such as hi-IN comes down to; null where there are no texts in its language. */
  readonly #known = new Map<string, WordingsOf | null>();

  constructor(own: readonly OwnTexts[] = []) {
    const shipped = SHIPPED_TEXTS.map(({ words, kinds }): [string, OwnTexts] => [
      words.language,
      { words, kinds },
    ]);
    const byLanguage = new Map(shipped);
    for (const texts of own)
      byLanguage.set(texts.words.language, over(byLanguage.get(texts.words.language), texts));
    const english = wordingsOf(over(ENGLISH_TEXTS, byLanguage.get(ENGLISH) ?? ENGLISH_TEXTS), null);
    this.#english = english;
    this.#byLanguage = new Map(
      [...byLanguage].map(([tag, texts]) => [tag, tag === ENGLISH ? english : wordingsOf(texts, english)]),
    );
  }

  /** Canonical tags, those of the package first. */
  get languages(): readonly string[] {
    return [...this.#byLanguage.keys()];
  }

  /** True where there are texts in the tag's own language. */
  knows(tag: string): boolean {
    return this.#find(tag) !== null;
  }

  /** The text in the tag's own language, and in English where there is none. */
  wording(tag: string, kind: TextKind, channel: "sms" | "email"): Wording {
    return (this.#find(tag) ?? this.#english)[kind][channel];
  }

  /**
   * The text of a notice as it is now: between composing and sending somebody may have mended it, and a notice that was
   * refused for its text goes out with the mended one.
   */
  current(template: NoticeTemplate, channel: Channel): NoticeTemplate {
    const { wording } = template;
    if (wording === undefined || (channel !== "sms" && channel !== "email")) return template;
    const now = (this.#byLanguage.get(wording.language) ?? null)?.[wording.kind]?.[channel];
    // Its values are in the words of its language, so that an English text does not replace it.
    if (now === undefined || now.words.language !== wording.language) return template;
    const { senderId } = template;
    return senderId === undefined ? now.template : { ...now.template, senderId };
  }

  #find(tag: string): WordingsOf | null {
    const known = this.#known.get(tag);
    if (known !== undefined) return known;
    const parts = tag.split("-");
    let found: WordingsOf | null = null;
    while (found === null && parts.length > 0) {
      found = this.#byLanguage.get(parts.join("-")) ?? null;
      parts.pop();
    }
    this.#known.set(tag, found);
    return found;
  }
}

/** The texts of the package alone. */
export const SHIPPED_BOOK = new TextBook();

function over(under: OwnTexts | undefined, own: OwnTexts): OwnTexts {
  if (under === undefined) return own;
  const kinds: Partial<Record<TextKind, Partial<KindTexts>>> = {};
  for (const kind of TEXT_KINDS) kinds[kind] = { ...under.kinds[kind], ...own.kinds[kind] };
  const types = { ...under.words.types, ...own.words.types };
  return { words: { ...under.words, ...own.words, types }, kinds };
}

function wordingsOf({ words, kinds }: OwnTexts, english: WordingsOf | null): WordingsOf {
  const { language, about = ENGLISH_TEXTS.words.about, types = {} } = words;
  const ownWords: Words = { language, about, types };
  const of = (kind: TextKind) => {
    const { sms, dlt = null, subject, email } = kinds[kind] ?? {};
    const wording = { language, kind };
    const smsWording: Wording | undefined =
      sms === undefined
        ? english?.[kind].sms
        : { words: ownWords, template: { text: sms, ...registeredAs(dlt), wording } };
    const emailWording: Wording | undefined =
      subject === undefined || email === undefined
        ? english?.[kind].email
        : { words: ownWords, template: { text: email, subject, wording } };
    if (smsWording === undefined || emailWording === undefined)
      throw new TypeError(`The package has no English text of the kind ${kind}`);
    return { sms: smsWording, email: emailWording };
  };
  return {
    opened: of("opened"),
    closed: of("closed"),
    "visit-summary": of("visit-summary"),
    "left-open": of("left-open"),
    other: of("other"),
  };
}

function registeredAs(dlt: Registered | null): Pick<NoticeTemplate, "dltTemplateId" | "dltText"> {
  if (dlt === null) return {};
  return { dltTemplateId: dlt.template, ...(dlt.text === "" ? {} : { dltText: dlt.text }) };
}

/**
 * Types that hirers are not told of by themselves. A forced opening, and one under duress, is told by its `opened`: a
 * message more would show what must not be seen. The others are what the bank says about an incident or a visit.
 */
const NOT_TOLD: ReadonlySet<EventType> = new Set<EventType>([
  "forced",
  "duress",
  "incident-changed",
  "no-visit",
  "still-inside",
  "theft-confirmed",
  "police-report",
  "theft-unfounded",
]);

export function isToldToHirers(type: EventType): boolean {
  return !NOT_TOLD.has(type);
}

/** @param isVisitOver the message carries the summary of the visit that this closing ends */
export function kindOf(type: EventType, isVisitOver: boolean): TextKind {
  switch (type) {
    case "opened":
      return "opened";
    case "closed":
      return isVisitOver ? "visit-summary" : "closed";
    case "held-open":
    case "not-closed":
    case "unattended":
      return "left-open";
    default:
      return "other";
  }
}
