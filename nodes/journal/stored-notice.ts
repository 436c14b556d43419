import type { Notice } from "../domain/notice.ts";

/** No contact can have this reference. */
const NOBODY = "?";

/**
 * A notice as it was stored. Before contacts had references of their own, one was named by its line in the register.
 * Whom that meant is not certain any more, so nobody is found under it, and the notice is given up with a sentence.
 */
export function noticeFrom(body: string): Notice {
  const notice: Notice = JSON.parse(body);
  const { recipient } = notice;
  if (recipient.kind !== "contact" || typeof recipient.contact === "string") return notice;
  return { ...notice, recipient: { ...recipient, contact: NOBODY } };
}
