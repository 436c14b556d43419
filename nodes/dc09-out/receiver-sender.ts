import { type Dc09Token, dataOf } from "../domain/dc09-signal.ts";
import { LockerError } from "../domain/errors.ts";
import { recipientKey } from "../domain/notice.ts";
import type { Sender } from "../journal/outbox.ts";
import type { Transmitter } from "../links/dc09.ts";
import { sendEach } from "../runtime/send-each.ts";
import { signalIn } from "./reported.ts";

/** The transmitter sends one after the other; what is more than this would only wait there. */
const PER_SECOND = 50;

export interface Reporting {
  readonly transmitter: Pick<Transmitter, "send">;
  readonly token: Dc09Token;
  readonly account: string;
  readonly words: boolean;
  /** How long one report may take at both receivers, milliseconds. */
  readonly timeoutMs: number;
}

/** Reports notices to an alarm receiving centre, the most urgent first, in order. */
export function receiverSender(route: string, reporting: Reporting): Sender {
  const { transmitter, token, account, timeoutMs } = reporting;
  return {
    route,
    rate: { perSecond: PER_SECOND, burst: PER_SECOND },
    batch: 1,
    timeoutMs,
    groupOf: ({ notice }) => recipientKey(notice.recipient),
    send: (items, signal) =>
      sendEach(items, async ({ notice }) => {
        const { signal: said, words } = signalIn(notice.values);
        const data = dataOf(said, token, account);
        if (data === null) throw notReported(token);
        const extended = reporting.words ? [words] : [];
        const { receiver, sequence } = await transmitter.send(
          { key: notice.key, urgency: notice.lane, token, data, extended },
          signal,
        );
        return `${receiver} ${String(sequence).padStart(4, "0")}`;
      }),
  };
}

/** It was made while another protocol was chosen, which had a code for it. */
function notReported(token: Dc09Token): LockerError {
  return new LockerError(
    "provider-permanent",
    `This is not reported as ${token}: the node's table of codes has none for it. If it should be, enter one, and send the notice again with msg.retry.`,
  );
}
