import { dltDifference, dltDifferenceWords } from "../domain/dlt.ts";
import { LockerError } from "../domain/errors.ts";
import type { NoticeTemplate } from "../domain/notice.ts";

/** Country code of the numbers whose operators compare each SMS with what is registered. */
const INDIA = "+91";

/**
 * Refuses an SMS that an Indian operator would drop without a word.
 * @param phone E.164
 * @throws LockerError `dlt-mismatch`
 */
export function refuseUnregistered(text: string, { dltText, wording }: NoticeTemplate, phone: string): void {
  if (dltText === undefined || !phone.startsWith(INDIA)) return;
  const found = dltDifference(text, dltText);
  if (found === null) return;
  const where =
    wording === undefined
      ? "the node's text or its registered text"
      : `${wording.kind} in texts/${wording.language}.json of the register, or its dlt.text,`;
  throw new LockerError(
    "dlt-mismatch",
    `The SMS is not the text that is registered at the DLT platform: it differs ${dltDifferenceWords(found)}. Operators in India would drop it, so it was not sent and is kept. Mend ${where} so that both are the same, word for word, or shorten what is filled in; then deploy or send msg.retry "parked". E-mail is not held up by this.`,
  );
}
