import { dltDifference, dltDifferenceWords } from "./dlt.ts";
import { readRegistered } from "./dlt-read.ts";
import { DERIVED_EVENT_TYPES, type EventType, UNIT_EVENT_TYPES } from "./event.ts";
import type { RowProblem } from "./register.ts";
import { hirerSample } from "./sample-values.ts";
import { SMS_MAX_CHARACTERS } from "./sms.ts";
import { render } from "./template.ts";
import {
  type KindTexts,
  type OwnTexts,
  type Registered,
  SHIPPED_LANGUAGES,
  SHIPPED_TEXTS,
  TEXT_KINDS,
  type TextKind,
  type Words,
} from "./texts.ts";
import { checkHirerText, hirerTextSentence, type TextPart } from "./texts-check.ts";
import { ENGLISH_TEXTS } from "./texts-en.ts";
import { HINDI_TEXTS } from "./texts-hi.ts";

/** Folder within the register's, one file for each language: `texts/mr.json`. */
export const TEXTS_FOLDER = "texts";

export interface TextsReading {
  /** What can be used of the file; null where nothing can. */
  readonly own: OwnTexts | null;
  readonly problems: readonly RowProblem[];
}

const MOST: Readonly<Record<TextPart, number>> = { sms: SMS_MAX_CHARACTERS, subject: 300, email: 8000 };
const KEPT = "Until then the one that was right stays in use.";
const WITHOUT_DLT =
  "Until then the SMS goes out without its DLT template, and operators in India may drop it.";
const MOST_WORDS = 60;

const TYPES: ReadonlySet<string> = new Set([...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES]);
/** What a complete file has words for: what Hindi has. */
const USUAL_TYPES = Object.keys(HINDI_TEXTS.words.types);

const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/** The canonical tag that a file is named for, such as mr for mr.json; null where the name is none. */
export function languageOf(file: string): string | null {
  try {
    const [tag = ""] = Intl.getCanonicalLocales(file.replace(/^.*\//, "").replace(/\.json$/i, ""));
    return tag !== "" && names.of(tag) !== undefined ? tag : null;
  } catch {
    return null;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the texts of one language. What is right in it is used, whatever the rest is like.
 * @param file as problems call it, such as texts/mr.json
 * @param before what was used of the file until now: a text that was right and is not any more stays as it was
 */
export function readTextsFile(file: string, text: string, before: OwnTexts | null = null): TextsReading {
  const problems: RowProblem[] = [];
  const language = languageOf(file);
  if (language === null) {
    const problem =
      "The file's name is no language: call it by a language tag, e.g. mr.json or ta.json, with the tag that the column language of hirers.csv has.";
    return { own: null, problems: [{ file, line: 0, column: "", problem }] };
  }
  const parsed = parseObject(text);
  if ("problem" in parsed) return { own: null, problems: [{ file, column: "", ...parsed }] };
  const report = (column: string, problem: string) => problems.push({ file, line: 0, column, problem });
  const own = new Reading(language, before, report).read(parsed.fields);
  return { own, problems };
}

function parseObject(
  text: string,
): { readonly fields: Fields } | { readonly line: number; readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (thrown) {
    // Where it ends too early, that is at its last line.
    const line = thrown instanceof Error ? /\(line (\d+)/.exec(thrown.message)?.[1] : undefined;
    const problem =
      'The file is not JSON: look for a missing comma, quote mark or brace near here; inside a text a quote mark is written \\" and a line break \\n.';
    return { line: Number(line ?? text.split("\n").length), problem };
  }
  if (isFields(value)) return { fields: value };
  return {
    line: 0,
    problem:
      "The file does not hold texts: write { at its beginning and } at its end, as in the help of the register.",
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isKind(name: string): name is TextKind {
  return TEXT_KINDS.some((kind) => kind === name);
}

function isType(name: string): name is EventType {
  return TYPES.has(name);
}

/** One file, whose language is known. */
class Reading {
  readonly #language: string;
  readonly #isShipped: boolean;
  readonly #before: OwnTexts | null;
  readonly #report: (column: string, problem: string) => void;

  constructor(language: string, before: OwnTexts | null, report: (column: string, problem: string) => void) {
    this.#language = language;
    this.#isShipped = SHIPPED_LANGUAGES.includes(language);
    this.#before = before;
    this.#report = report;
  }

  read(fields: Fields): OwnTexts {
    for (const name of Object.keys(fields)) {
      if (!isKind(name) && name !== "about" && name !== "types" && name !== "$schema")
        this.#report(
          name.slice(0, 40),
          `There is nothing of this name: write about, types, ${TEXT_KINDS.join(", ")}.`,
        );
    }
    const words = this.#words(fields);
    const kinds: Partial<Record<TextKind, Partial<KindTexts>>> = {};
    for (const kind of TEXT_KINDS) kinds[kind] = this.#kind(kind, fields[kind], words);
    return { words, kinds };
  }

  #words(fields: Fields): OwnTexts["words"] {
    const about = this.#about(fields.about);
    const types = this.#types(fields.types);
    return { language: this.#language, ...(about === undefined ? {} : { about }), types };
  }

  #about(value: unknown): string | undefined {
    if (value === undefined) {
      if (!this.#isShipped)
        this.#report(
          "about",
          'Missing: a time that is not known to the minute is told as "about 10:15". Write how this language says it, e.g. "about": "about {{time}}".',
        );
      return undefined;
    }
    if (
      typeof value === "string" &&
      value.length <= MOST_WORDS &&
      /^[^{}\n]*\{\{time\}\}[^{}\n]*$/.test(value)
    )
      return value;
    this.#report(
      "about",
      `Write a short text in quote marks that holds {{time}} once, at most ${MOST_WORDS} characters; until then it is told in English.`,
    );
    return undefined;
  }

  #types(value: unknown): Readonly<Partial<Record<EventType, string>>> {
    const types: Partial<Record<EventType, string>> = {};
    if (value !== undefined && !isFields(value))
      this.#report("types", 'Write { and }, and between them a word for each type, e.g. "opened": "opened".');
    for (const [name, word] of isFields(value) ? Object.entries(value) : []) {
      if (!isType(name))
        this.#report(
          `types.${name.slice(0, 40)}`,
          "There is no such type of event: take it out, or write it as the flows do, e.g. held-open.",
        );
      else if (
        typeof word === "string" &&
        word !== "" &&
        word.length <= MOST_WORDS &&
        !/[{}\p{Cc}]/u.test(word)
      )
        types[name] = word;
      else
        this.#report(
          `types.${name}`,
          `Write one or a few words in quote marks, at most ${MOST_WORDS} characters; until then the English ones are used.`,
        );
    }
    const missing = USUAL_TYPES.filter((name) => !Object.hasOwn(types, name));
    if (!this.#isShipped && missing.length > 0)
      this.#report(
        "types",
        `There are no words for ${missing.join(", ")}: until they are written, {{type}} says these in English.`,
      );
    return types;
  }

  #kind(kind: TextKind, value: unknown, words: OwnTexts["words"]): Partial<KindTexts> {
    if (value === undefined) {
      if (!this.#isShipped)
        this.#report(
          kind,
          "There is no text of this kind, so hirers are told of it in English: write sms, subject and email.",
        );
      return {};
    }
    if (!isFields(value)) {
      this.#report(kind, `Write { and }, and between them sms, subject and email. ${this.#instead()}`);
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!["sms", "subject", "email", "dlt"].includes(name))
        this.#report(
          `${kind}.${name.slice(0, 40)}`,
          "There is nothing of this name: write sms, subject, email or dlt.",
        );
    }
    const sms = this.#part(kind, "sms", value);
    const subject = this.#part(kind, "subject", value);
    const email = this.#part(kind, "email", value);
    const dlt = this.#dlt(kind, value.dlt);
    this.#compare(kind, sms ?? shippedSms(this.#language, kind), dlt, words);
    return {
      ...(sms === undefined ? {} : { sms }),
      ...(dlt === undefined ? {} : { dlt }),
      ...(subject === undefined ? {} : { subject }),
      ...(email === undefined ? {} : { email }),
    };
  }

  #part(kind: TextKind, part: TextPart, { [part]: value }: Fields): string | undefined {
    const column = `${kind}.${part}`;
    if (value === undefined) {
      if (!this.#isShipped) this.#report(column, `Missing: write this text. ${this.#instead()}`);
      return undefined;
    }
    const fault = faultOf(value, part, kind);
    if (fault === null) return String(value);
    const before = this.#before?.kinds[kind]?.[part];
    this.#report(column, `${fault} ${before === undefined ? this.#instead() : KEPT}`);
    return before;
  }

  #dlt(kind: TextKind, value: unknown): Registered | undefined {
    if (value === undefined || value === null) return undefined;
    const read = readRegistered(value);
    if ("registered" in read) return read.registered;
    const before = this.#before?.kinds[kind]?.dlt ?? undefined;
    this.#report(`${kind}.dlt.${read.at}`, `${read.problem} ${before === undefined ? WITHOUT_DLT : KEPT}`);
    return before;
  }

  /** Invented values may be shorter or longer than the bank's, so that this is only said. */
  #compare(
    kind: TextKind,
    sms: string | undefined,
    dlt: Registered | undefined,
    words: OwnTexts["words"],
  ): void {
    if (sms === undefined || dlt === undefined || dlt.text === "") return;
    const filled = render(sms, hirerSample({ ...ENGLISH_TEXTS.words, ...words } satisfies Words, kind));
    const found = dltDifference(filled, dlt.text);
    if (found !== null)
      this.#report(
        `${kind}.dlt.text`,
        `With invented values the SMS is not as registered, ${dltDifferenceWords(found)}. SMS that differ are not sent: make the two the same, word for word.`,
      );
  }

  #instead(): string {
    return this.#isShipped
      ? "Until then the text of the package is used."
      : "Until then hirers are told in English.";
  }
}

function faultOf(value: unknown, part: TextPart, kind: TextKind): string | null {
  if (typeof value !== "string" || value.trim() === "") return "Write the text in quote marks.";
  if (value.length > MOST[part]) return `The text is too long: use at most ${MOST[part]} characters.`;
  const found = checkHirerText(value, part, kind);
  return found === null ? null : hirerTextSentence(found);
}

function shippedSms(language: string, kind: TextKind): string | undefined {
  return SHIPPED_TEXTS.find(({ words }) => words.language === language)?.kinds[kind].sms;
}
