import { EMAIL_TEXTS } from "../domain/default-texts.ts";
import { defaultsOf, showChecks, showMigrated } from "../editor/dialog.ts";
import type { Entered } from "../editor/entered.ts";
import { showHints, showWordings } from "../editor/hirer-texts.ts";
import { followAudience, showPreview } from "../editor/notice-text.ts";
import { showRows } from "../editor/rows-shown.ts";
import { emailNotify } from "./config.ts";

const defaults = defaultsOf(emailNotify);

/** Rows that only some choices need. */
function rows({ via, to, wording }: Entered): Readonly<Record<string, boolean>> {
  const smtp = via !== "ses";
  const own = to !== "hirers" || wording === "own";
  return {
    account: !smtp,
    host: smtp,
    port: smtp,
    security: smtp,
    user: smtp,
    password: smtp,
    role: to === "contact",
    wording: to === "hirers",
    subject: own,
    text: own,
  };
}

RED.nodes.registerType("email-notify", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    via: defaults.via,
    account: defaults.account,
    host: defaults.host,
    port: defaults.port,
    security: defaults.security,
    from: defaults.from,
    register: defaults.register,
    to: defaults.to,
    role: defaults.role,
    subject: defaults.subject,
    text: defaults.text,
    perSecond: defaults.perSecond,
    wording: defaults.wording,
    version: defaults.version,
  },
  credentials: { user: { type: "password" }, password: { type: "password" } },
  inputs: 1,
  outputs: 2,
  icon: "email-notify.svg",
  paletteLabel: "email notify",
  label() {
    return this.name || this._("email-notify.label-of", { to: this._(`email-notify.short.${this.to}`) });
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    return this._(index === 0 ? "email-notify.output.accepted" : "email-notify.output.unsent");
  },
  oneditprepare() {
    showMigrated(emailNotify, this, "node-input");
    showRows(emailNotify, "node-input", rows);
    followAudience(EMAIL_TEXTS);
    showChecks(emailNotify, this, "node-input");
    showPreview(this, "subject", "line");
    showPreview(this, "text", "text");
    showWordings(this, "email");
    showHints(this, "subject");
    showHints(this, "text");
  },
  oneditsave() {
    Object.assign(this, { version: emailNotify.fields.version.value });
  },
});
