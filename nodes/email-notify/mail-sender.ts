import { createHash } from "node:crypto";
import { recipientKey } from "../domain/notice.ts";
import { addressOf } from "../domain/recipients.ts";
import { oneLine, render } from "../domain/template.ts";
import type { Sender } from "../journal/outbox.ts";
import { type MailTransport, SMTP_DEADLINE_MS } from "../links/mail.ts";
import { presentText } from "../runtime/present-text.ts";
import { sendEach } from "../runtime/send-each.ts";
import type { RegisterService } from "../runtime/services.ts";

/** Longer ones are cut off by mail programs. */
const SUBJECT_CHARACTERS = 200;

export interface Post {
  readonly transport: MailTransport;
  readonly from: string;
  readonly perSecond: number;
}

/** Sends notices as e-mail to an address that is looked up only now. */
export function mailSender(route: string, post: Post, people: RegisterService): Sender {
  return {
    route,
    rate: { perSecond: post.perSecond, burst: post.perSecond },
    batch: 1,
    timeoutMs: SMTP_DEADLINE_MS,
    groupOf: ({ notice }) => recipientKey(notice.recipient),
    send: (items, signal) =>
      sendEach(items, async ({ notice }) => {
        const { key, values, recipient, locker } = notice;
        const template = presentText(notice, people.register);
        const { messageId } = await post.transport.send(
          {
            from: post.from,
            to: addressOf(recipient, "email", locker, people.register),
            subject: oneLine(render(template.subject ?? "", values), SUBJECT_CHARACTERS),
            text: render(template.text, values),
            ...(notice.document && { attachment: notice.document }),
            id: noticeId(key),
          },
          signal,
        );
        return messageId;
      }),
  };
}

/** The notice's key in characters that a Message-ID takes. */
function noticeId(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}
