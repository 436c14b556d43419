import { type Notice, recipientKey, type TemplateValues } from "../domain/notice.ts";
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
export function topicSender(
  route: string,
  account: Pick<AwsAccountService, "rates" | "sns">,
  people: RegisterService,
): Sender {
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
      const sendings = items.map((item): Sending => ({ item, result: item.notice.drill ? DRILLED : null }));
      const byTopic = new Map<string, Sending[]>();
      for (const sending of sendings) {
        if (sending.result !== null) continue;
        try {
          const topic = topicOf(sending.item);
          const group = byTopic.get(topic);
          if (group === undefined) byTopic.set(topic, [sending]);
          else group.push(sending);
        } catch (thrown) {
          sending.result = failed(thrown);
        }
      }
      for (const [topic, group] of byTopic) {
        const answers = await account.sns.publishTopic(
          topic,
          group.map(({ item }) => messageOf(item.notice)),
          signal,
        );
        group.forEach((sending, index) => {
          const answer = answers[index];
          if (answer === undefined) return;
          sending.result =
            "accepted" in answer
              ? { result: "accepted", providerId: answer.accepted.messageId }
              : failed(answer.error);
        });
      }
      return sendings.map(({ result }) => result ?? failed(new Error("the batch was not answered")));
    },
  };
}

interface Sending {
  readonly item: OutboxItem;
  /** Null until it is known. */
  result: SendResult | null;
}

function messageOf(notice: Notice): TopicMessage {
  const { template, values, document, site, locker, severity, subject } = notice;
  const text = render(template.text, values);
  const own = rendered(template.perProtocol ?? {}, values);
  return {
    // Programs read the document; what goes to people by the same topic stays prose.
    text: document?.body ?? text,
    subject: oneLine(render(template.subject ?? "", values), SUBJECT_CHARACTERS),
    perProtocol: document === undefined ? own : { email: text, sms: text, ...own },
    attributes: { site, locker: locker ?? "", class: notice.class, severity, id: subject.id },
  };
}

function rendered(texts: Readonly<Record<string, string>>, values: TemplateValues): Record<string, string> {
  const all: Record<string, string> = {};
  for (const protocol of Object.keys(texts)) all[protocol] = render(texts[protocol] ?? "", values);
  return all;
}
