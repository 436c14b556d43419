import type { KindTexts, LanguageTexts } from "./texts.ts";

/**
 * Hindi. An SMS in Devanagari has 70 places instead of 160, or 67 in each of several, so that these are short: two SMS
 * with names of common length.
 */

const END = "फ़ोन {{redress}}। संदर्भ {{eventId}}";

function email(opening: string, what: string, action: string): string {
  return `प्रिय ग्राहक,

${opening}

शाखा: {{siteName}}
लॉकर: {{locker}}
विवरण: ${what}{{#late}} (सूचना देर से मिली){{/late}}

${action}

संदर्भ {{eventId}}। यह संदेश अपने-आप भेजा गया है; कृपया इसका उत्तर न दें।`;
}

const OPERATION = "आपके सेफ़ डिपॉज़िट लॉकर के संचालन की सूचना दी जा रही है।";
const TURN_TO_US = "यदि यह न आपने किया और न आपके किसी अधिकृत व्यक्ति ने, तो कृपया तुरंत हमसे संपर्क करें: {{redress}}";

/** @param word the participle, such as "opened"; @param doubt how the SMS asks whether it was the hirer */
function operation(word: string, doubt: string): KindTexts {
  const what = `{{date}} को {{time}} बजे ${word}`;
  return {
    sms: `{{siteName}}: लॉकर {{locker}} ${what}। ${doubt} ${END}`,
    dlt: null,
    subject: `{{siteName}}: आपका लॉकर {{locker}} ${what}`,
    email: email(OPERATION, what, TURN_TO_US),
  };
}

export const HINDI_TEXTS: LanguageTexts = {
  words: {
    language: "hi",
    about: "लगभग {{time}}",
    types: {
      opened: "खोला गया",
      closed: "बंद किया गया",
      "held-open": "खुला रह गया",
      "not-closed": "समय के बाद भी खुला",
      unattended: "खुला छोड़ा गया",
      tamper: "छेड़छाड़ का संकेत",
      "tamper-cleared": "छेड़छाड़ का संकेत समाप्त",
      "access-denied": "खोलने की अनुमति नहीं मिली",
      "visit-opened": "विज़िट आरंभ",
      "visit-closed": "विज़िट समाप्त",
    },
  },
  kinds: {
    opened: operation("खोला गया", "आपने नहीं?"),
    closed: operation("बंद हुआ", "आपने नहीं?"),
    "visit-summary": {
      sms: `{{siteName}}: लॉकर {{locker}} {{date}}, {{from}}-{{time}} खुला रहा। आप नहीं? ${END}`,
      dlt: null,
      subject: "{{siteName}}: लॉकर {{locker}} पर आपकी विज़िट, {{date}}, {{from}} से {{time}} तक",
      email: email(
        "आपके सेफ़ डिपॉज़िट लॉकर पर हुई विज़िट पूरी हो चुकी है।",
        "{{date}}: {{from}} बजे खोला गया और {{time}} बजे बंद हुआ, कुल {{minutes}} मिनट",
        TURN_TO_US,
      ),
    },
    "left-open": {
      sms: `{{siteName}}: लॉकर {{locker}} {{date}} को {{time}} बजे खुला मिला। कृपया ${END}`,
      dlt: null,
      subject: "{{siteName}}: आपका लॉकर {{locker}} {{date}} को {{time}} बजे खुला मिला",
      email: email(
        "आपका सेफ़ डिपॉज़िट लॉकर खुला पाया गया; शाखा उसकी देखभाल कर रही है।",
        "{{date}} को {{time}} बजे खुला पाया गया",
        "कृपया जल्द से जल्द हमसे संपर्क करें: {{redress}}",
      ),
    },
    other: {
      sms: `{{siteName}}: लॉकर {{locker}}: {{type}}, {{date}} को {{time}} बजे। आप नहीं? ${END}`,
      dlt: null,
      subject: "{{siteName}}: आपका लॉकर {{locker}}: {{type}}, {{date}} को {{time}} बजे",
      email: email(OPERATION, "{{type}}, {{date}} को {{time}} बजे", TURN_TO_US),
    },
  },
};
