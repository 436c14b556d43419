import { LockerError, sentenceOf } from "../domain/errors.ts";
import { maskPersonal } from "../domain/mask.ts";
import type { OutboxItem } from "../journal/journal.ts";
import type { SendResult } from "../journal/outbox.ts";

/** A drill goes all the way to the provider's door and no further: nobody outside is disturbed. */
export const DRILLED: SendResult = { result: "accepted", providerId: "drill" };

/**
 * Sends notices one by one, at the same time.
 * @param send resolves to the provider's id of the message
 */
export function sendEach(
  items: readonly OutboxItem[],
  send: (item: OutboxItem) => Promise<string>,
): Promise<readonly SendResult[]> {
  return Promise.all(
    items.map((item): Promise<SendResult> => {
      if (item.notice.drill) return Promise.resolve(DRILLED);
      return send(item).then((providerId) => ({ result: "accepted", providerId }) as const, failed);
    }),
  );
}

/** What is not one of our errors is a fault of the program: it is kept for a person to look at. */
export function failed(thrown: unknown): SendResult {
  const error =
    thrown instanceof LockerError
      ? thrown
      : new LockerError(
          "provider-operator",
          `The notice could not be made into a message (${maskPersonal(sentenceOf(thrown))}). It is kept; please report this.`,
          { cause: thrown },
        );
  return { result: "failed", error };
}
