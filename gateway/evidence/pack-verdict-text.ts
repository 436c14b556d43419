import { isProven, verdictText } from "../ledger/verdict-text.ts";
import type { Difference } from "./file-comparer.ts";
import { LEDGER_FILE } from "./pack-format.ts";
import type { PackVerdict } from "./verify-pack.ts";

/** True where nothing speaks against the pack, and signatures speak for it. */
export function isPackProven({ files, ledger, differences }: PackVerdict): boolean {
  return files.length === 0 && differences.length === 0 && ledger !== null && isProven(ledger);
}

/** What `smart-lockers verify` prints of a pack. */
export function packVerdictText(verdict: PackVerdict, isPinned: boolean): string {
  const { files, ledger, ledgerHash, differences, facts } = verdict;
  const lines: string[] = [];
  if (isPackProven(verdict)) {
    lines.push("The evidence pack is as it was made, and every file in it says what the signed ledger says.");
  } else if (files.length === 0 && differences.length === 0) {
    lines.push("The evidence pack is NOT proven:");
  } else {
    lines.push("The evidence pack is NOT as it was made:");
    lines.push(
      ...files.map((problem) => `  ${printable(problem)}`),
      ...differences.map((one) => `  ${differenceText(one)}`),
    );
  }
  if (facts !== null) {
    const span = `${facts.fromDay ?? "the beginning"} to ${facts.toDay ?? "the end"}, ${facts.timeZone}`;
    lines.push("", `locker   ${facts.locker}, ${span}${facts.masked ? "; masked" : "; with personal data"}`);
    if (facts.withheldInAll > 0)
      lines.push(
        `         ${facts.withheldInAll} of its records as hashes only, because they hold personal data`,
      );
  }
  if (isPackProven(verdict))
    lines.push(
      "         No signature covers its choice of records, names, time zone, devices and who asked for what:",
      "         these are the word of whoever made the pack.",
    );
  if (ledger !== null && ledgerHash !== null)
    lines.push(
      "",
      verdictText(ledger, ledgerHash, isPinned).replace("(of the whole file)", `(of ${LEDGER_FILE})`),
    );
  return lines.join("\n");
}

function differenceText({ file, place, about, what }: Difference): string {
  const subject = about === "" ? "" : ` (${printable(about)})`;
  if (place !== null) return `${file}, record ${place.n} of ${place.site}${subject}: it ${what}.`;
  return `${file}${subject} ${what}.`;
}

/** A pack comes from elsewhere: nothing in it can move the cursor of a terminal. */
function printable(text: string): string {
  return text.replace(/[^ -~]/g, "?").slice(0, 400);
}
