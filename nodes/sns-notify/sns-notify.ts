import type { NoticeTemplate } from "../domain/notice.ts";
import { withConsent } from "../runtime/consent-guard.ts";
import { defineNode } from "../runtime/define-node.ts";
import { startNotify } from "../runtime/notify.ts";
import { type SnsNotifyConfig, snsNotify } from "./config.ts";
import { smsSender } from "./sms-sender.ts";
import { SmsWatch } from "./sms-watch.ts";
import { topicSender } from "./topic-sender.ts";

/** Tells people by SMS, and topics of Amazon SNS. */
export default defineNode("sns-notify", snsNotify, (node) => {
  const { config } = node;
  const account = node.peer("aws-account", config.account);
  const register = node.peer("locker-register", config.register);
  const routes = { sms: `sms:${account.id}:${register.id}`, topic: `topic:${account.id}:${register.id}` };
  const watch = new SmsWatch(node.translate, node.warn);
  return startNotify(node, {
    asker: {
      node: node.id,
      to: config.to,
      role: config.role,
      topic: config.topic,
      channels: ["sms", "topic"],
      template: templateOf(config),
      wording: config.wording,
      routeOf: (channel) => (channel === "topic" ? routes.topic : routes.sms),
    },
    register,
    senders: [
      smsSender(routes.sms, account, register, watch),
      withConsent(topicSender(routes.topic, account, register), register, node.clock),
    ],
  });
});

function templateOf(config: SnsNotifyConfig): NoticeTemplate {
  const { to, text, subject, senderId, templateId, dltText } = config;
  const sms = {
    ...(senderId === "" ? {} : { senderId }),
    ...(templateId === "" ? {} : { dltTemplateId: templateId }),
    ...(dltText === "" ? {} : { dltText }),
  };
  if (to === "hirers") return { text, ...sms, own: true };
  const perProtocol = Object.fromEntries(
    [
      ["sms", config.smsText],
      ["email", config.emailText],
      ["https", config.httpsText],
    ].filter(([, own]) => own !== ""),
  );
  return { text, ...(subject === "" ? {} : { subject }), perProtocol, ...sms };
}
