import assert from "node:assert/strict";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { localMoment } from "../../nodes/domain/local-moment.ts";
import { readRegister } from "../../nodes/domain/register-read.ts";
import { hirerSample } from "../../nodes/domain/sample-values.ts";
import { smsLength } from "../../nodes/domain/sms.ts";
import { render } from "../../nodes/domain/template.ts";
import { kindOf, SHIPPED_BOOK, SHIPPED_TEXTS, TEXT_KINDS, TextBook } from "../../nodes/domain/texts.ts";
import { checkHirerText } from "../../nodes/domain/texts-check.ts";
import { readTextsFile } from "../../nodes/domain/texts-read.ts";
import type { FlowMessage } from "../../nodes/runtime/message.ts";
import { type Asker, composeNotices } from "../../nodes/runtime/notices.ts";
import { incidentOf } from "./incidents.ts";
import { GOOD, lines } from "./register-tables.ts";

const AT = Date.UTC(2026, 10, 22, 4, 45);
const NOW = AT + 1000;

const OPENED: LockerEvent = {
  id: "MUM01-U07-1-a1b2c3d4e5f6",
  site: "MUM01",
  unit: "MUM01-U07",
  locker: "MUM01-0001",
  type: "opened",
  at: AT,
  receivedAt: AT,
  occurred: { earliest: AT, latest: AT },
  late: false,
  clock: "sntp",
  marks: [],
  boot: 1,
  seq: 1,
  uptime: 1,
  door: "open",
  tamper: false,
  data: {},
};

const INCIDENT = incidentOf({ id: "I-1", cause: "duress", site: "MUM01", locker: "MUM01-0001" });

const OPENED_IN_MARATHI = {
  sms: "{{siteName}}: {{locker}} opened {{type}} {{date}} {{from}} {{time}}. {{redress}}",
};

const MARATHI = {
  about: "सुमारे {{time}}",
  types: Object.fromEntries(
    Object.keys(SHIPPED_TEXTS[1]?.words.types ?? {}).map((type) => [type, `${type} (mr)`]),
  ),
  ...Object.fromEntries(
    TEXT_KINDS.map((kind) => [
      kind,
      {
        sms: `{{siteName}}: {{locker}} ${kind} {{type}} {{date}} {{from}} {{time}}. {{redress}}`,
        subject: "लॉकर {{locker}}",
        email: `{{siteName}} {{locker}} {{date}} {{from}} {{time}} {{redress}}`,
      },
    ]),
  ),
};

const HIRERS = lines(
  "hirer,locker,name,language,phones,emails",
  "H-1,MUM01-0001,Meera,hi-IN,+919820011111,meera@mail.example",
  "H-2,MUM01-0001,Arjun,en-GB,+919820033333,arjun@mail.example",
  "H-3,MUM01-0001,Nisha,mr,+919820044444,nisha@mail.example",
  "H-4,MUM01-0001,Karthik,ta,+919820055555,karthik@mail.example",
);

const marathi = readTextsFile("texts/mr.json", JSON.stringify(MARATHI));
assert.ok(marathi.own);
const { register, problems } = readRegister({ ...GOOD, "hirers.csv": HIRERS }, [marathi.own]);

function asker(channel: "sms" | "email", wording: Asker["wording"] = "languages"): Asker {
  const template = { text: "{{type}} at {{time}}", own: true } as const;
  const to = { to: "hirers", role: "", topic: "" } as const;
  return { node: "n", ...to, channels: [channel], template, wording, routeOf: () => "r" };
}

function compose(msg: Record<string, unknown>, by: Asker) {
  const access = { inside: true, reason: "", timeZone: "Asia/Kolkata" };
  const message: FlowMessage = { _msgid: "m", access, ...msg };
  return composeNotices(message, by, register, "Europe/Berlin", NOW);
}

/** All that hirers get of these events, in the order of the register. */
function told(
  events: readonly LockerEvent[],
  channel: "sms" | "email",
  more: object = {},
): readonly string[] {
  return events.flatMap((payload) =>
    compose({ payload, ...more }, asker(channel)).notices.map(
      ({ template: { subject = "", text }, values, ...notice }) =>
        JSON.stringify([
          notice.key,
          notice.severity,
          notice.lane,
          render(subject, values),
          render(text, values),
        ]),
    ),
  );
}

describe("the package's texts for hirers", () => {
  for (const { words, kinds } of SHIPPED_TEXTS) {
    for (const kind of TEXT_KINDS) {
      it(`in ${words.language} of the kind ${kind} say what they must, and nothing that they must not`, () => {
        const { sms, subject, email } = kinds[kind];
        assert.equal(checkHirerText(sms, "sms", kind), null);
        assert.equal(checkHirerText(subject, "subject", kind), null);
        assert.equal(checkHirerText(email, "email", kind), null);
        const values = hirerSample(words, kind);
        for (const text of [sms, subject, email])
          assert.doesNotMatch(render(text, values), /[{}]| {2}|\n{3}|MUM01-0001/);
        const { encoding, segments, used } = smsLength(render(sms, values));
        const expected = words.language === "en" ? ["GSM-7", 1] : ["UCS-2", 2];
        assert.deepEqual([encoding, segments], expected, `${used} places`);
      });
    }
  }

  it("fit one SMS in English with longer names, too, whatever is told of most", () => {
    for (const kind of ["opened", "closed", "left-open"] as const) {
      const values = { ...hirerSample(SHIPPED_TEXTS[0]?.words ?? assert.fail(), kind) };
      const longer = { siteName: "Example Co-operative Bank, Andheri West", redress: "+91 22 6600 0000" };
      const text = SHIPPED_TEXTS[0]?.kinds[kind].sms ?? "";
      assert.equal(smsLength(render(text, { ...values, ...longer })).segments, 1, kind);
    }
  });
});

describe("each hirer", () => {
  it("is told in the own language, where there are texts in it, and else in English", () => {
    const texts = told([OPENED], "sms").map((one) => JSON.parse(one)[4]);
    assert.deepEqual(texts, [
      "Fort Branch: लॉकर XX0001 22 नवंबर 2026 को 10:15 बजे खोला गया। आपने नहीं? फ़ोन +91 22 6600 0000। संदर्भ 1-a1b2c3d4e5f6",
      "Fort Branch: locker XX0001 opened on 22 Nov 2026 at 10:15. Not you? Call +91 22 6600 0000. Ref 1-a1b2c3d4e5f6",
      `Fort Branch: XX0001 opened opened (mr) ${localMoment(AT, "Asia/Kolkata", "mr").date}  10:15. +91 22 6600 0000`,
      "Fort Branch: locker XX0001 opened on 22 Nov 2026 at 10:15. Not you? Call +91 22 6600 0000. Ref 1-a1b2c3d4e5f6",
    ]);
    assert.deepEqual(compose({ payload: OPENED }, asker("sms")).replaced, ["ta"]);
    assert.deepEqual(
      problems.map(({ line, column }) => `${line} ${column}`),
      ["5 language"],
    );
  });

  it("is told by one text where the node has its own, in English words as before", () => {
    const { notices, replaced } = compose({ payload: OPENED }, asker("sms", "own"));
    assert.equal(notices.length, 4);
    assert.equal(replaced, undefined);
    for (const { template, values } of notices)
      assert.equal(render(template.text, values), "opened at 10:15");
  });

  it("is told a time that is not sure as about so, in the own language", () => {
    const unsure = { ...OPENED, occurred: { earliest: AT - 600_000, latest: AT } };
    const [hindi, english, other] = told([unsure], "sms").map((one) => JSON.parse(one)[4]);
    assert.match(hindi, /को लगभग 10:15 बजे/);
    assert.match(english, /at about 10:15\./);
    assert.match(other, /सुमारे 10:15\./);
  });

  it("is told of a visit that is over in one message, and of a locker found open by whatever found it", () => {
    const closed: LockerEvent = { ...OPENED, type: "closed", door: "closed" };
    const visit = { summary: { openedAt: AT - 780_000, closedAt: AT, minutes: 13 } };
    const [hindi, english] = told([closed], "sms", { visit }).map((one) => JSON.parse(one)[4]);
    assert.match(hindi, /22 नवंबर 2026, 10:02-10:15 खुला रहा।/);
    assert.match(english, /locker XX0001 visited on 22 Nov 2026, 10:02 to 10:15 \(13 min\)\./);
    const overnight = {
      summary: { openedAt: AT - 86_400_000, closedAt: AT, minutes: 1440, uncertain: true },
    };
    const [, late] = told([closed], "sms", { visit: overnight }).map((one) => JSON.parse(one)[4]);
    assert.match(late, /visited on 22 Nov 2026, 21 Nov 2026 about 10:15 to 10:15/);
    for (const wrong of [{}, { summary: null }, { summary: { openedAt: "x", minutes: 1 } }, "over"]) {
      const [, plain] = told([closed], "sms", { visit: wrong }).map((one) => JSON.parse(one)[4]);
      assert.match(plain, /locker XX0001 closed on/);
    }
    for (const type of ["held-open", "not-closed", "unattended"] as const) {
      const [first, second] = told([{ ...OPENED, type }], "sms").map((one) => JSON.parse(one)[4]);
      assert.match(first, /खुला मिला/);
      assert.match(second, /was found open on 22 Nov 2026 at 10:15/);
    }
    assert.deepEqual(
      (["opened", "tamper", "visit-opened"] as const).map((type) => kindOf(type, true)),
      ["opened", "other", "other"],
      "only a closing ends a visit",
    );
  });

  for (const channel of ["sms", "email"] as const) {
    it(`gets by ${channel}, of a forced opening and of one under duress, byte for byte what any other gives`, () => {
      const plain = told([OPENED], channel);
      assert.equal(plain.length, 4);
      const forced: LockerEvent = { ...OPENED, id: "MUM01-U07-2-b", type: "forced" };
      const duress: LockerEvent = { ...OPENED, id: "MUM01-U07-3-c", type: "duress" };
      assert.deepEqual(told([forced, OPENED], channel), plain);
      assert.deepEqual(told([duress, OPENED], channel), plain);
      assert.deepEqual(told([OPENED, forced, duress], channel), plain);
      assert.deepEqual(
        told([{ ...OPENED, door: null, tamper: true, data: { reason: "bolt" } }], channel),
        plain,
      );
      assert.deepEqual(told([OPENED], channel, { incident: INCIDENT, drill: false }), plain);
    });
  }

  it("is not told what the bank says of an incident, a theft or a visit that is too long", () => {
    const types = [
      "incident-changed",
      "no-visit",
      "still-inside",
      "theft-confirmed",
      "police-report",
    ] as const;
    for (const type of [...types, "theft-unfounded"] as const) {
      const { notices, problems: said } = compose({ payload: { ...OPENED, type } }, asker("sms"));
      assert.deepEqual([notices, said], [[], []], type);
    }
  });
});

describe("the texts in use", () => {
  it("are found by a tag's language, whatever its region or script", () => {
    const book = new TextBook();
    assert.deepEqual(book.languages, ["en", "hi"]);
    for (const tag of ["hi", "hi-IN", "hi-Latn-IN", "en-GB", "en"]) assert.ok(book.knows(tag), tag);
    for (const tag of ["mr", "de-AT", "hil"]) assert.ok(!book.knows(tag), tag);
    assert.equal(book.wording("de-AT", "opened", "sms"), book.wording("en", "opened", "sms"));
    assert.equal(book.wording("hi-IN", "opened", "sms"), book.wording("hi", "opened", "sms"), "made once");
  });

  it("are the bank's own part by part, and the package's where it has none", () => {
    const own = readTextsFile(
      "texts/hi.json",
      JSON.stringify({
        opened: { dlt: { template: "1707161234567890123", text: "{#var#}" } },
        closed: { subject: "लॉकर {{locker}}" },
      }),
    ).own;
    assert.ok(own);
    const book = new TextBook([own]);
    const opened = book.wording("hi-IN", "opened", "sms").template;
    const shipped = SHIPPED_BOOK.wording("hi", "opened", "sms").template;
    assert.deepEqual(opened, { ...shipped, dltTemplateId: "1707161234567890123", dltText: "{#var#}" });
    const closed = book.wording("hi", "closed", "email").template;
    assert.deepEqual(closed, {
      ...SHIPPED_BOOK.wording("hi", "closed", "email").template,
      subject: "लॉकर {{locker}}",
    });
    assert.deepEqual(
      book.wording("en", "opened", "sms").template,
      SHIPPED_BOOK.wording("en", "opened", "sms").template,
    );
  });

  it("in a language that lacks a text are English there, in English words", () => {
    const { own } = readTextsFile("texts/mr.json", JSON.stringify({ opened: OPENED_IN_MARATHI }));
    assert.ok(own);
    const book = new TextBook([own]);
    assert.equal(book.wording("mr", "opened", "sms").words.language, "mr");
    assert.equal(book.wording("mr", "closed", "sms"), book.wording("en", "closed", "sms"));
  });

  it("are looked up again for a notice that is still to go out, in the language its values are in", () => {
    const before = SHIPPED_BOOK.wording("hi", "opened", "sms").template;
    const mended = { opened: { sms: "{{siteName}} {{locker}} {{date}} {{time}} {{redress}}" } };
    const { own } = readTextsFile("texts/hi.json", JSON.stringify(mended));
    assert.ok(own);
    const book = new TextBook([own]);
    assert.equal(book.current(before, "sms").text, mended.opened.sms);
    assert.deepEqual(book.current({ ...before, senderId: "EXBANK" }, "sms").senderId, "EXBANK");
    const gone = { text: "मराठी", wording: { language: "mr", kind: "opened" } } as const;
    assert.equal(book.current(gone, "sms"), gone, "as it was, where its language is gone");
    assert.equal(book.current({ text: "x" }, "sms").text, "x");
  });
});
