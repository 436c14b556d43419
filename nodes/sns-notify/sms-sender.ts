import { recipientKey } from "../domain/notice.ts";
import { addressOf } from "../domain/recipients.ts";
import { SMS_MAX_CHARACTERS } from "../domain/sms.ts";
import { render, shorten } from "../domain/template.ts";
import type { Sender } from "../journal/outbox.ts";
import { presentText } from "../runtime/present-text.ts";
import { sendEach } from "../runtime/send-each.ts";
import type { AwsAccountService, RegisterService } from "../runtime/services.ts";
import { refuseUnregistered } from "./refusal.ts";
import type { SmsWatch } from "./sms-watch.ts";

/** Sends notices as SMS straight to a number, which is looked up only now. */
export function smsSender(
  route: string,
  account: AwsAccountService,
  people: RegisterService,
  watch: SmsWatch,
): Sender {
  const { sms, rates, sns } = account;
  return {
    route,
    rate: { perSecond: rates.sms, burst: rates.sms },
    batch: 1,
    groupOf: ({ notice }) => recipientKey(notice.recipient),
    send: (items, signal) =>
      sendEach(items, async ({ notice }) => {
        const { values, recipient, locker } = notice;
        const { register } = people;
        const template = presentText(notice, register);
        const senderId = template.senderId ?? sms.senderId;
        const phone = addressOf(recipient, "sms", locker, register);
        const text = shorten(render(template.text, values), SMS_MAX_CHARACTERS);
        refuseUnregistered(text, template, phone);
        watch.entity(template, sms.dltEntityId);
        watch.length(notice, template, text);
        const accepted = await sns.publishSms(
          {
            phone,
            text,
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
