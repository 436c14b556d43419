/**
 * India: an SMS must be, word for word, a text that the bank has registered at a DLT platform, with something of the
 * right kind in the place of each variable; operators drop any other without a word. Since November 2025 (direction of
 * TRAI, the regulator) each variable of a registered text carries the tag of its kind.
 */

/** What stands in the place of a variable: runs of characters, and fixed pieces between them. */
type Part =
  | { readonly run: RegExp; readonly least: number; readonly most: number }
  | { readonly fixed: string };

/** Letters and digits of any script, and what names, dates, times and references are written with. */
const WORDS = /[\p{L}\p{M}\p{N} .,'’&()/:_#+-]/u;
const LINK = /[A-Za-z0-9:/._~%-]/;
const VISIBLE = /\S/u;

const URL_PARTS: readonly Part[] = [
  { run: LINK, least: 1, most: 200 },
  { fixed: "." },
  { run: VISIBLE, least: 2, most: 200 },
];

/**
 * The tags, as platforms write them, and what each takes. Where the platforms differ, what the more generous ones let
 * pass is taken for right: an SMS that is refused here for nothing is a hirer who is not told.
 */
export const DLT_VARIABLES = {
  // From before variables had kinds; platforms take 30 characters of any kind.
  var: [{ run: /[^\r\n]/u, least: 0, most: 30 }],
  numeric: [{ run: /\d/, least: 1, most: 40 }],
  number: [{ run: /\d/, least: 1, most: 40 }],
  alphanumeric: [{ run: WORDS, least: 1, most: 40 }],
  url: URL_PARTS,
  urlott: URL_PARTS,
  cbn: [{ run: /[\d +()-]/, least: 3, most: 20 }],
  email: [
    { run: /[A-Za-z0-9._%+-]/, least: 1, most: 64 },
    { fixed: "@" },
    { run: /[A-Za-z0-9.-]/, least: 3, most: 120 },
  ],
} as const satisfies Readonly<Record<string, readonly Part[]>>;

export type DltVariable = keyof typeof DLT_VARIABLES;

/** A registered text, taken apart. */
type Piece = { readonly fixed: string } | { readonly tag: DltVariable; readonly number: number };

/** What is wrong with a registered text itself. */
export type DltTextFault =
  | { readonly fault: "unknown-tag"; readonly tag: string }
  /** `{#` without `#}`. */
  | { readonly fault: "open-tag" };

/** Where an SMS and its registered text part; nothing of what the SMS holds. */
export interface DltDifference {
  /** The first character of the SMS that does not fit, from 1; one more than it has where it ends too early. */
  readonly at: number;
  /** What is registered there. */
  readonly expected:
    | { readonly is: "words"; readonly words: string }
    | { readonly is: "variable"; readonly tag: DltVariable; readonly number: number }
    | { readonly is: "end" };
}

const TAG = /\{#(.*?)#\}/gs;

function isVariable(tag: string): tag is DltVariable {
  return Object.hasOwn(DLT_VARIABLES, tag);
}

/** Checks a registered text as it was copied from the platform; null where it is right. */
export function checkDltText(text: string): DltTextFault | null {
  const unknown = [...text.matchAll(TAG)].map(([, tag = ""]) => tag).find((tag) => !isVariable(tag));
  if (unknown !== undefined) return { fault: "unknown-tag", tag: unknown.slice(0, 30) };
  return /\{#|#\}/.test(text.replace(TAG, "")) ? { fault: "open-tag" } : null;
}

/** So many registered texts are kept apart at most. */
const KEPT = 200;
const known = new Map<string, readonly Piece[]>();

function piecesOf(text: string): readonly Piece[] {
  const before = known.get(text);
  if (before !== undefined) return before;
  let number = 0;
  // What was between the marks of a tag stands at the odd places.
  const pieces = unified(text)
    .split(TAG)
    .flatMap((part, index): Piece[] => {
      if (index % 2 === 0) return part === "" ? [] : [{ fixed: part }];
      if (!isVariable(part)) return [{ fixed: `{#${part}#}` }];
      number += 1;
      return [{ tag: part, number }];
    });
  if (known.size >= KEPT) known.clear();
  known.set(text, pieces);
  return pieces;
}

/**
 * Compares an SMS with its registered text, from the first character to the last one. The time it takes grows with the
 * length of the SMS times the number of variables, whatever either holds: for each piece of the registered text it knows
 * all places of the SMS where that piece can end.
 * @returns where they part; null where the SMS is as registered
 */
export function dltDifference(sms: string, registered: string): DltDifference | null {
  const text = unified(sms);
  let starts = new Uint8Array(text.length + 1);
  starts[0] = 1;
  for (const piece of piecesOf(registered)) {
    const parts: readonly Part[] = "fixed" in piece ? [piece] : DLT_VARIABLES[piece.tag];
    let furthest = 0;
    for (const part of parts) {
      const ends = new Uint8Array(text.length + 1);
      const reached =
        "fixed" in part ? passFixed(text, starts, ends, part) : passRun(text, starts, ends, part);
      furthest = Math.max(furthest, reached);
      starts = ends;
      if (!ends.includes(1)) return { at: furthest + 1, expected: expectedOf(piece) };
    }
  }
  if (starts[text.length] === 1) return null;
  return { at: starts.lastIndexOf(1) + 1, expected: { is: "end" } };
}

/** @returns how far into the SMS any start came */
function passFixed(
  text: string,
  starts: Uint8Array,
  ends: Uint8Array,
  { fixed }: { readonly fixed: string },
): number {
  let furthest = 0;
  for (let start = starts.indexOf(1); start !== -1; start = starts.indexOf(1, start + 1)) {
    let same = 0;
    while (same < fixed.length && text[start + same] === fixed[same]) same += 1;
    furthest = Math.max(furthest, start + same);
    if (same === fixed.length) ends[start + same] = 1;
  }
  return furthest;
}

/** The latest start that lies far enough back has the most room left, so that one look at each place is enough. */
function passRun(
  text: string,
  starts: Uint8Array,
  ends: Uint8Array,
  { run, least, most }: Exclude<Part, { readonly fixed: string }>,
): number {
  let furthest = 0;
  let runBegan = 0;
  let latest = -1;
  for (let end = 0; end <= text.length; end += 1) {
    if (end > 0 && !isIn(run, text, end - 1)) runBegan = end;
    if (end >= least && starts[end - least] === 1) latest = end - least;
    const fits = latest >= runBegan && end - latest <= most;
    if (fits) ends[end] = 1;
    if (fits || starts[end] === 1) furthest = end;
  }
  return furthest;
}

/** A character of two UTF-16 units counts by what it is, at each of them. */
function isIn(run: RegExp, text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  const isSecond = unit >= 0xdc00 && unit <= 0xdfff && index > 0;
  return run.test(String.fromCodePoint(text.codePointAt(isSecond ? index - 1 : index) ?? 0));
}

function expectedOf(piece: Piece): DltDifference["expected"] {
  if ("fixed" in piece) return { is: "words", words: piece.fixed };
  return { is: "variable", tag: piece.tag, number: piece.number };
}

/** Line ends are one character, however the text was copied. */
function unified(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** Of the registered words so many are shown. */
const SHOWN = 40;

/** Where they part, as part of a sentence. */
export function dltDifferenceWords({ at, expected }: DltDifference): string {
  switch (expected.is) {
    case "words": {
      const { words } = expected;
      const shown = words.length > SHOWN ? `${words.slice(0, SHOWN)}...` : words;
      return `from character ${at} of the SMS on, where the words ${JSON.stringify(shown)} are registered`;
    }
    case "variable": {
      const { tag, number } = expected;
      return `from character ${at} of the SMS on, where variable ${number}, {#${tag}#}, is registered, which takes ${TAKES[tag]}`;
    }
    case "end":
      return `from character ${at} of the SMS on, where the registered text has ended`;
  }
}

const LINK_WORDS = "a link that is registered at the platform";

/** What each kind of variable takes. */
export const TAKES: Readonly<Record<DltVariable, string>> = {
  var: "up to 30 characters",
  numeric: "up to 40 digits and nothing else",
  number: "up to 40 digits and nothing else",
  alphanumeric:
    "up to 40 letters, digits, blanks and marks as in names, dates and times, but no link and no address",
  url: LINK_WORDS,
  urlott: LINK_WORDS,
  cbn: "a telephone number of up to 20 characters",
  email: "an e-mail address",
};
