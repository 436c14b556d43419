import { type ConfigOf, defineConfig, type FieldProblem, isEnv } from "../config/define.ts";
import { choice, nodeRef, text, textarea, version } from "../config/fields.ts";
import { matching } from "../config/matching.ts";
import { needed, templateProblems } from "../config/notice.ts";
import { problem } from "../config/problem.ts";
import { SMS_TEXTS } from "../domain/default-texts.ts";
import { checkDltText, DLT_VARIABLES } from "../domain/dlt.ts";
import { DLT_ID, SENDER_ID, SMS_MAX_CHARACTERS } from "../domain/sms.ts";
import { topicArnFault } from "../domain/topic-arn.ts";
import { MIGRATIONS } from "./migrations.ts";

function topicArn(value: string): string | null {
  switch (topicArnFault(value)) {
    case "malformed":
      return problem("sns-notify.check.topic");
    case "fifo":
      return problem("sns-notify.check.fifo");
    case null:
      return null;
  }
}

function dltTextProblem(value: string): string | null {
  const found = checkDltText(value);
  switch (found?.fault) {
    case undefined:
      return null;
    case "unknown-tag":
      return problem("sns-notify.check.dlt-tag", {
        tag: found.tag,
        known: Object.keys(DLT_VARIABLES)
          .map((tag) => `{#${tag}#}`)
          .join(", "),
      });
    case "open-tag":
      return problem("sns-notify.check.dlt-open");
  }
}

export const snsNotify = defineConfig({
  fields: {
    name: text({ max: 80 }),
    account: nodeRef("aws-account"),
    register: nodeRef("locker-register"),
    to: choice(["hirers", "contact", "control-room", "subscriber", "topic"], "hirers"),
    /** Role of the contacts, for `contact`. */
    role: text({ max: 80 }),
    /** ARN, for `topic`. */
    topic: text({ check: topicArn }),
    /** For `hirers`: the texts by the language of each, or the text below for all. */
    wording: choice(["languages", "own"], "languages"),
    text: textarea({ value: SMS_TEXTS.hirers.text, max: SMS_MAX_CHARACTERS }),
    subject: text({ value: SMS_TEXTS.hirers.subject, max: 300 }),
    smsText: textarea({ max: SMS_MAX_CHARACTERS }),
    emailText: textarea({ max: 8000 }),
    httpsText: textarea({ max: 8000 }),
    senderId: text({ check: matching(SENDER_ID, "sns-notify.check.sender-id") }),
    /** India: DLT template that the text is registered as. */
    templateId: text({ check: matching(DLT_ID, "sns-notify.check.dlt") }),
    /** India: as which the text is registered, with tagged variables. */
    dltText: textarea({ max: 2000, check: dltTextProblem }),
    version: version(MIGRATIONS),
  },
  rule(values): readonly FieldProblem[] {
    const { to = "hirers", role, topic, text: message } = values;
    const { subject, smsText, emailText, httpsText, wording, templateId, dltText } = values;
    const isByLanguage = to === "hirers" && wording !== "own";
    return [
      ...(to === "contact" && !isEnv(role) ? needed("role", role) : []),
      ...(to === "topic" && !isEnv(topic) ? needed("topic", topic) : []),
      ...(isByLanguage || isEnv(message) ? [] : needed("text", message)),
      // SNS looks at the registration by its id only.
      ...(dltText && !isByLanguage && !isEnv(templateId) ? needed("templateId", templateId) : []),
      ...templateProblems(
        // Hirers get SMS only; what the other fields hold is not used then.
        // Where the texts by language are used, this one is not.
        isByLanguage
          ? {}
          : to === "hirers"
            ? { text: message }
            : { text: message, subject, smsText, emailText, httpsText },
        to,
      ),
    ];
  },
});

export type SnsNotifyConfig = ConfigOf<typeof snsNotify>;
