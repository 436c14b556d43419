import { type Notice, recipientKey } from "../domain/notice.ts";
import { addressOf } from "../domain/recipients.ts";
import { oneLine, render } from "../domain/template.ts";
import type { OutboxItem } from "../journal/journal.ts";
import type { Sender, SendResult } from "../journal/outbox.ts";
import type { TopicMessage } from "../links/sns.ts";
import { DRILLED, failed } from "../runtime/send-each.ts";
import type { AwsAccountService, RegisterService } from "../runtime/services.ts";

/** SNS wants less than 100 characters. */
const SUBJECT_CHARACTERS = 99;
/** Entries of one PublishBatch. */
const BATCH = 10;

/** Publishes notices to topics, ten to a request, with the attributes that filter policies choose by. */
export function topicSender(route: string, account: AwsAccountService, people: RegisterService): Sender {
  const topicOf = ({ notice }: OutboxItem) =>
    addressOf(notice.recipient, "topic", notice.locker, people.register);
  return {
    route,
    rate: { perSecond: account.rates.topic, burst: account.rates.topic },
    batch: BATCH,
    groupOf(item) {
      try {
        return topicOf(item);
      } catch {
        return recipientKey(item.notice.recipient);
      }
    },
    async send(items, signal) {
      const results = new Map<OutboxItem, SendResult>();
      const byTopic = new Map<string, OutboxItem[]>();
      for (const item of items) {
        if (item.notice.drill) results.set(item, DRILLED);
        else {
          try {
            const topic = topicOf(item);
            byTopic.set(topic, [...(byTopic.get(topic) ?? []), item]);
          } catch (thrown) {
            results.set(item, failed(thrown));
          }
        }
      }
      for (const [topic, group] of byTopic) {
        const answers = await account.sns.publishTopic(
          topic,
          group.map(({ notice }) => messageOf(notice)),
          signal,
        );
        group.forEach((item, index) => {
          const answer = answers[index];
          if (answer !== undefined)
            results.set(
              item,
              "accepted" in answer
                ? { result: "accepted", providerId: answer.accepted.messageId }
                : failed(answer.error),
            );
        });
      }
      return items.map((item) => results.get(item) ?? failed(new Error("the batch was not answered")));
    },
  };
}

function messageOf(notice: Notice): TopicMessage {
  const { template, values, site, locker, severity, subject } = notice;
  const perProtocol = Object.entries(template.perProtocol ?? {});
  return {
    text: render(template.text, values),
    subject: oneLine(render(template.subject ?? "", values), SUBJECT_CHARACTERS),
    perProtocol: Object.fromEntries(perProtocol.map(([protocol, text]) => [protocol, render(text, values)])),
    attributes: { site, locker: locker ?? "", class: notice.class, severity, id: subject.id },
  };
}
