import { defineConfig, type FieldProblem, isEnv } from "../config/define.ts";
import { choice, credential, nodeRef, number, text, textarea, version } from "../config/fields.ts";
import { matching } from "../config/matching.ts";
import { needed, templateProblems } from "../config/notice.ts";
import { problem } from "../config/problem.ts";
import { EMAIL_TEXTS } from "../domain/default-texts.ts";
import { MIGRATIONS } from "./migrations.ts";

/** An address, alone or in angle brackets after a name. */
const SENDER = /^([^<>"\r\n]*<[^\s@<>",;]+@[^\s@<>",;]+>|[^\s@<>",;]+@[^\s@<>",;]+)$/;

export const emailNotify = defineConfig({
  fields: {
    name: text({ max: 80 }),
    via: choice(["smtp", "ses"], "smtp"),
    /** For `ses`. */
    account: nodeRef("aws-account", { required: false }),
    host: text({ check: matching(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.:-]+)$/, "email-notify.check.host") }),
    port: number({ value: 587, min: 1, max: 65_535, integer: true }),
    security: choice(["starttls", "tls"], "starttls"),
    from: text({ required: true, max: 320, check: matching(SENDER, "email-notify.check.from") }),
    register: nodeRef("locker-register"),
    to: choice(["hirers", "contact", "control-room", "subscriber"], "hirers"),
    /** Role of the contacts, for `contact`. */
    role: text({ max: 80 }),
    /** For `hirers`: the texts by the language of each, or those below for all. */
    wording: choice(["languages", "own"], "languages"),
    subject: text({ value: EMAIL_TEXTS.hirers.subject, max: 300 }),
    text: textarea({ value: EMAIL_TEXTS.hirers.text }),
    perSecond: number({ value: 14, min: 1, max: 10_000, integer: true }),
    version: version(MIGRATIONS),
  },
  credentials: {
    user: credential({ max: 320 }),
    password: credential(),
  },
  rule(values): readonly FieldProblem[] {
    const { to = "hirers", via, role, host, user, password, subject, text: message, wording } = values;
    return [
      ...(via === "smtp" && !isEnv(host) ? needed("host", host) : []),
      ...(via === "ses" && (values.account === "" || values.account === "_ADD_")
        ? [{ field: "via", problem: problem("email-notify.check.account") }]
        : []),
      ...(via === "smtp" && user ? needed("password", password) : []),
      ...(to === "contact" && !isEnv(role) ? needed("role", role) : []),
      // Where the texts by language are used, these are not.
      ...(to === "hirers" && wording !== "own"
        ? []
        : [
            ...(isEnv(subject) ? [] : needed("subject", subject)),
            ...(isEnv(message) ? [] : needed("text", message)),
            ...templateProblems({ subject, text: message }, to),
          ]),
    ];
  },
});
