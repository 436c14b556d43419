import { VALUES } from "./report.ts";
import { checkTemplate, printedValues, type TemplateFault } from "./template.ts";
import type { TextKind } from "./texts.ts";

/** Parts of a text for hirers. */
export type TextPart = "sms" | "subject" | "email";

/**
 * What is wrong with a text for hirers. Beside a fault of the text itself: a message that a hirer can use names the
 * branch, the masked locker, the local day and time and where to turn to; it holds no link, no word of an alarm or of
 * duress, and nothing about insurance (RBI, 18 Aug 2021; facts of the domain).
 */
export type HirerTextFault =
  | TemplateFault
  | { readonly fault: "lacks"; readonly name: string }
  | { readonly fault: "link" }
  | { readonly fault: "hint"; readonly word: string }
  | { readonly fault: "insurance"; readonly word: string };

const NEEDED = ["siteName", "locker", "date", "time", "redress"] as const;

const LINK = /https?:|\bwww\.|\b(?:bit\.ly|t\.co|goo\.gl)\//i;
/** In the languages of the package; other ones are for their writers to mind. */
const HINT = /\b(?:sos|duress|alarm(?:ed)?|panic|hold-?up|threat\w*)\b|अलार्म|एसओएस|ज़बरदस्ती|जबरदस्ती|दबाव में/i;
const INSURANCE = /\binsur\w*|बीमा/i;

/** The first fault that makes a text one that hirers must not get; null where it is right. */
export function checkHirerText(text: string, part: TextPart, kind: TextKind): HirerTextFault | null {
  const broken = checkTemplate(text, VALUES.hirers);
  if (broken !== null) return broken;
  return hirerHints(text, part, kind)[0] ?? null;
}

/**
 * All that a text which can be filled in should say to hirers and does not, or says and should not.
 * @throws Error where it cannot be filled in
 */
export function hirerHints(text: string, part: TextPart, kind: TextKind): readonly HirerTextFault[] {
  const faults: HirerTextFault[] = [];
  if (part !== "subject") {
    const printed = printedValues(text);
    const needed = kind === "visit-summary" ? [...NEEDED, "from"] : NEEDED;
    for (const name of needed) if (!printed.includes(name)) faults.push({ fault: "lacks", name });
  }
  if (LINK.test(text)) faults.push({ fault: "link" });
  const hint = HINT.exec(text)?.[0];
  if (hint !== undefined) faults.push({ fault: "hint", word: hint });
  const insurance = INSURANCE.exec(text)?.[0];
  if (insurance !== undefined) faults.push({ fault: "insurance", word: insurance });
  return faults;
}

const LACKING: Readonly<Record<string, string>> = {
  siteName: "the branch",
  locker: "the masked locker",
  date: "the day",
  time: "the time",
  redress: "where the hirer can turn to",
  from: "when the visit began",
};

/** The fault in a sentence for who keeps the file. */
export function hirerTextSentence(found: HirerTextFault): string {
  switch (found.fault) {
    case "lacks":
      return `The text does not say ${LACKING[found.name] ?? found.name}, which a hirer's message has to: write {{${found.name}}} into it, outside of any section.`;
    case "link":
      return "The text holds a link, which a hirer's message must not: take it out; {{redress}} says where to turn to.";
    case "hint":
      return `The text says "${found.word}": no hirer's message may hint at an alarm or at duress. Take it out.`;
    case "insurance":
      return `The text says "${found.word}": a bank's message to a hirer offers no insurance. Take it out.`;
    case "unknown-value":
      return `There is no value {{${found.name.slice(0, 40)}}} for hirers: use ${VALUES.hirers.join(", ")}.`;
    case "single-braces":
      return `Write {{${found.name}}} with two braces on each side.`;
    case "unclosed-section":
    case "unopened-section":
      return `Each {{#${found.name.slice(0, 40)}}} or {{^${found.name.slice(0, 40)}}} needs one {{/${found.name.slice(0, 40)}}} after it, in the right order.`;
    case "partial":
      return "There is no other text to include by {{>...}}: write the text itself.";
    case "unclosed-tag":
    case "syntax":
      return "A pair of braces is open: close each {{ with }}.";
  }
}
