import { recipientKey } from "../domain/notice.ts";
import { addressOf } from "../domain/recipients.ts";
import { SMS_MAX_CHARACTERS } from "../domain/sms.ts";
import { render, shorten } from "../domain/template.ts";
import type { Sender } from "../journal/outbox.ts";
import { sendEach } from "../runtime/send-each.ts";
import type { AwsAccountService, RegisterService } from "../runtime/services.ts";

/** Sends notices as SMS straight to a number, which is looked up only now. */
export function smsSender(route: string, account: AwsAccountService, people: RegisterService): Sender {
  const { sms, rates, sns } = account;
  return {
    route,
    rate: { perSecond: rates.sms, burst: rates.sms },
    batch: 1,
    groupOf: ({ notice }) => recipientKey(notice.recipient),
    send: (items, signal) =>
      sendEach(items, async ({ notice }) => {
        const { template, values, recipient, locker } = notice;
        const senderId = template.senderId ?? sms.senderId;
        const accepted = await sns.publishSms(
          {
            phone: addressOf(recipient, "sms", locker, people.register),
            text: shorten(render(template.text, values), SMS_MAX_CHARACTERS),
            type: sms.type,
            senderId,
            maxPrice: sms.maxPrice,
            entityId: sms.dltEntityId,
            templateId: template.dltTemplateId ?? "",
          },
          signal,
        );
        return accepted.messageId;
      }),
  };
}
