import type { Audience } from "./recipients.ts";

/**
 * The texts a notify node starts with, for each audience. A hirer's message names the bank's branch, the masked
 * locker, the local date and time and where to turn to, in one SMS of 160 GSM-7 characters where the names are
 * of common length (RBI, 18 Aug 2021; facts of the domain). The control room's says what, where and how urgent
 * first; without an incident in the message it falls back to the event.
 */

export interface DefaultText {
  readonly subject: string;
  readonly text: string;
}

const URGENCY = "{{incident.urgency}} P{{incident.priority}}";
const URGENCY_IN_FULL = "{{incident.urgency}}, priority {{incident.priority}}";
/** That a new one is new needs no words. */
const NEWS = "{{#incident.news}}, {{incident.news}}{{/incident.news}}";

const STAFF_SMS =
  "{{#drill}}DRILL. {{/drill}}" +
  `{{#incident.id}}${URGENCY}${NEWS}: {{incident.summary}} Incident {{incident.id}}.{{incident.transition}}{{/incident.id}}` +
  "{{^incident.id}}{{siteName}}: {{unit}} {{locker}} {{type}} on {{date}} at {{time}}. {{reason}} Event {{eventId}}{{/incident.id}}";

const STAFF_SUBJECT =
  "{{#drill}}DRILL: {{/drill}}" +
  `{{#incident.id}}${URGENCY} {{site}}: {{incident.cause}} {{locker}}${NEWS}{{/incident.id}}` +
  "{{^incident.id}}{{siteName}}: {{locker}} {{type}}{{/incident.id}}";

const STAFF_SMS_ENTRY: DefaultText = { subject: STAFF_SUBJECT, text: STAFF_SMS };

/** For SMS and topics. */
export const SMS_TEXTS: Readonly<Record<Audience, DefaultText>> = {
  hirers: {
    subject: "",
    text: "{{siteName}}: locker {{locker}} {{type}} on {{date}} at {{time}}. Not you? Call {{redress}}. Ref {{eventId}}",
  },
  contact: STAFF_SMS_ENTRY,
  "control-room": STAFF_SMS_ENTRY,
  topic: STAFF_SMS_ENTRY,
  subscriber: {
    subject: "{{className}}: {{location}}, policy {{policy}}",
    text: "{{siteName}}, {{location}}: {{className}}. {{description}} Policy {{policy}}, reference {{eventId}}",
  },
};

const STAFF_EMAIL: DefaultText = {
  subject: STAFF_SUBJECT,
  text: `{{#drill}}This is a drill.

{{/drill}}{{#incident.id}}${URGENCY_IN_FULL}${NEWS}
{{incident.summary}}

Incident {{incident.id}}, change {{incident.transition}}: {{incident.cause}}, {{incident.count}} event(s) so far.
{{/incident.id}}Branch: {{siteName}} ({{site}})
Unit: {{unit}}
Locker: {{locker}}
What: {{type}} on {{date}} at {{time}}{{#late}} (reported late){{/late}}
{{#reason}}Why: {{reason}}
{{/reason}}
Event {{eventId}}`,
};

/** For e-mail. */
export const EMAIL_TEXTS: Readonly<Record<Audience, DefaultText>> = {
  hirers: {
    subject: "{{siteName}}: your locker {{locker}}: {{type}} on {{date}} at {{time}}",
    text: `Dear customer,

this is to tell you of an operation of your safe-deposit locker.

Branch: {{siteName}}
Locker: {{locker}}
What: {{type}} on {{date}} at {{time}}{{#late}} (reported late){{/late}}

If this was neither you nor somebody you authorised, please turn to us at once: {{redress}}

Reference {{eventId}}. This message was sent automatically; please do not reply to it.`,
  },
  contact: STAFF_EMAIL,
  "control-room": STAFF_EMAIL,
  topic: STAFF_EMAIL,
  subscriber: {
    subject: "{{className}}: {{location}}, policy {{policy}}",
    text: `To {{insurer}}, regarding policy {{policy}} (subscription {{subscription}}, consent {{consent}})

{{className}}
Branch: {{siteName}} ({{site}})
Location: {{location}}
{{#timeOfLoss}}Time of loss: {{timeOfLoss}}
{{/timeOfLoss}}{{#policeReport}}Police report: {{policeReport}}
{{/policeReport}}{{#previously}}Reported before: {{previously}}
{{/previously}}{{#effective}}Announced {{announced}}, effective {{effective}} ({{noticeDays}} days' notice)
{{/effective}}
{{description}}

Reference {{eventId}}`,
  },
};

/** What the texts for the bank's own people were before incidents had a life. */
const EARLIER: Readonly<Record<keyof DefaultText, readonly string[]>> = {
  subject: [STAFF_SUBJECT.replace(URGENCY, "SOS P{{incident.priority}}").replace(NEWS, "")],
  text: [
    STAFF_SMS.replace(`${URGENCY}${NEWS}`, "SOS P{{incident.priority}}"),
    STAFF_EMAIL.text.replace(`${URGENCY_IN_FULL}${NEWS}`, "SOS, priority {{incident.priority}}"),
  ],
};

/** True for a text that a person has not changed: the editor may replace it when the audience changes. */
export function isDefaultText(
  text: string,
  part: keyof DefaultText,
  texts: Readonly<Record<Audience, DefaultText>>,
): boolean {
  return (
    text.trim() === "" ||
    EARLIER[part].includes(text) ||
    Object.values(texts).some((entry) => entry[part] === text)
  );
}
