import type { NoticeTemplate } from "../domain/notice.ts";
import { defineNode } from "../runtime/define-node.ts";
import { startNotify } from "../runtime/notify.ts";
import { type SnsNotifyConfig, snsNotify } from "./config.ts";
import { smsSender } from "./sms-sender.ts";
import { topicSender } from "./topic-sender.ts";

/** Tells people by SMS, and topics of Amazon SNS. */
export default defineNode("sns-notify", snsNotify, (node) => {
  const { config } = node;
  const account = node.peer("aws-account", config.account);
  const register = node.peer("locker-register", config.register);
  const routes = { sms: `sms:${account.id}:${register.id}`, topic: `topic:${account.id}:${register.id}` };
  return startNotify(node, {
    asker: {
      node: node.id,
      to: config.to,
      role: config.role,
      topic: config.topic,
      channels: ["sms", "topic"],
      template: templateOf(config),
      routeOf: (channel) => (channel === "topic" ? routes.topic : routes.sms),
    },
    register,
    senders: [smsSender(routes.sms, account, register), topicSender(routes.topic, account, register)],
  });
});

function templateOf(config: SnsNotifyConfig): NoticeTemplate {
  const { to, text, subject, senderId, templateId } = config;
  const sms = {
    ...(senderId === "" ? {} : { senderId }),
    ...(templateId === "" ? {} : { dltTemplateId: templateId }),
  };
  if (to === "hirers") return { text, ...sms };
  const perProtocol = Object.fromEntries(
    [
      ["sms", config.smsText],
      ["email", config.emailText],
      ["https", config.httpsText],
    ].filter(([, own]) => own !== ""),
  );
  return { text, ...(subject === "" ? {} : { subject }), perProtocol, ...sms };
}
