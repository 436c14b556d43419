import { EMAIL_TEXTS, SMS_TEXTS } from "./default-texts.ts";
import type { KindTexts, LanguageTexts } from "./texts.ts";

const END = "Not you? Call {{redress}}. Ref {{eventId}}";

/** An e-mail that says what happened in one line. */
function email(opening: string, what: string, action: string): string {
  return `Dear customer,

${opening}

Branch: {{siteName}}
Locker: {{locker}}
What: ${what}{{#late}} (reported late){{/late}}

${action}

Reference {{eventId}}. This message was sent automatically; please do not reply to it.`;
}

const OPERATION = "this is to tell you of an operation of your safe-deposit locker.";
const TURN_TO_US =
  "If this was neither you nor somebody you authorised, please turn to us at once: {{redress}}";

function operation(word: string): KindTexts {
  const what = `${word} on {{date}} at {{time}}`;
  return {
    sms: `{{siteName}}: locker {{locker}} ${what}. ${END}`,
    dlt: null,
    subject: `{{siteName}}: your locker {{locker}}: ${what}`,
    email: email(OPERATION, what, TURN_TO_US),
  };
}

export const ENGLISH_TEXTS: LanguageTexts = {
  // What happened is called as everywhere else in the package (domain/report.ts).
  words: { language: "en", about: "about {{time}}", types: {} },
  kinds: {
    opened: operation("opened"),
    closed: operation("closed"),
    "visit-summary": {
      sms: `{{siteName}}: locker {{locker}} visited on {{date}}, {{from}} to {{time}} ({{minutes}} min). ${END}`,
      dlt: null,
      subject: "{{siteName}}: your visit to locker {{locker}} on {{date}}, {{from}} to {{time}}",
      email: email(
        "this is to tell you of a visit to your safe-deposit locker that is over.",
        "opened at {{from}} and closed at {{time}} on {{date}}, {{minutes}} minutes in all",
        TURN_TO_US,
      ),
    },
    "left-open": {
      sms: "{{siteName}}: locker {{locker}} was found open on {{date}} at {{time}}. Please call {{redress}}. Ref {{eventId}}",
      dlt: null,
      subject: "{{siteName}}: your locker {{locker}} was found open on {{date}} at {{time}}",
      email: email(
        "your safe-deposit locker was found open, and the branch looks after it.",
        "found open on {{date}} at {{time}}",
        "Please turn to us as soon as you can: {{redress}}",
      ),
    },
    other: {
      sms: SMS_TEXTS.hirers.text,
      dlt: null,
      subject: EMAIL_TEXTS.hirers.subject,
      email: EMAIL_TEXTS.hirers.text,
    },
  },
};
