import { SMS_TEXTS } from "../domain/default-texts.ts";
import { defaultsOf, showChecks } from "../editor/dialog.ts";
import type { Entered } from "../editor/entered.ts";
import { followAudience, showPreview } from "../editor/notice-text.ts";
import { showRows } from "../editor/rows-shown.ts";
import { snsNotify } from "./config.ts";

const defaults = defaultsOf(snsNotify);

/** Rows that only some recipients need. */
function rows({ to }: Entered): Readonly<Record<string, boolean>> {
  const topics = to !== "hirers";
  const phones = to !== "topic" && to !== "subscriber";
  return {
    role: to === "contact",
    topic: to === "topic",
    subject: topics,
    smsText: topics,
    emailText: topics,
    httpsText: topics,
    senderId: phones,
    templateId: phones,
  };
}

RED.nodes.registerType("sns-notify", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    account: defaults.account,
    register: defaults.register,
    to: defaults.to,
    role: defaults.role,
    topic: defaults.topic,
    text: defaults.text,
    subject: defaults.subject,
    smsText: defaults.smsText,
    emailText: defaults.emailText,
    httpsText: defaults.httpsText,
    senderId: defaults.senderId,
    templateId: defaults.templateId,
  },
  inputs: 1,
  outputs: 2,
  icon: "sns-notify.svg",
  paletteLabel: "SMS notify",
  label() {
    return this.name || this._(`sns-notify.label-of.${this.to}`);
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    return this._(index === 0 ? "sns-notify.output.accepted" : "sns-notify.output.unsent");
  },
  oneditprepare() {
    showRows(snsNotify, "node-input", rows);
    followAudience(SMS_TEXTS);
    showChecks(snsNotify, this, "node-input");
    showPreview(this, "text", "sms");
  },
});
