import { SMS_TEXTS } from "../domain/default-texts.ts";
import { defaultsOf, showChecks, showMigrated } from "../editor/dialog.ts";
import type { Entered } from "../editor/entered.ts";
import { showHints, showRegistered, showWordings } from "../editor/hirer-texts.ts";
import { followAudience, showPreview } from "../editor/notice-text.ts";
import { showRows } from "../editor/rows-shown.ts";
import { snsNotify } from "./config.ts";

const defaults = defaultsOf(snsNotify);

/** Rows that only some recipients need. */
function rows({ to, wording }: Entered): Readonly<Record<string, boolean>> {
  const topics = to !== "hirers";
  const phones = to !== "topic" && to !== "subscriber";
  const own = topics || wording === "own";
  return {
    role: to === "contact",
    topic: to === "topic",
    subject: topics,
    smsText: topics,
    emailText: topics,
    httpsText: topics,
    wording: !topics,
    text: own,
    senderId: phones,
    templateId: phones && own,
    dltText: phones && own,
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
    wording: defaults.wording,
    dltText: defaults.dltText,
    version: defaults.version,
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
    showMigrated(snsNotify, this, "node-input");
    showRows(snsNotify, "node-input", rows);
    followAudience(SMS_TEXTS);
    showChecks(snsNotify, this, "node-input");
    showWordings(this, "sms");
    showPreview(this, "text", "sms");
    showHints(this, "text");
    showRegistered(this);
  },
  oneditsave() {
    Object.assign(this, { version: snsNotify.fields.version.value });
  },
});
