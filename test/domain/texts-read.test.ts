import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { problemText } from "../../nodes/domain/register-read.ts";
import { SHIPPED_TEXTS, TEXT_KINDS, TextBook } from "../../nodes/domain/texts.ts";
import { readTextsFile } from "../../nodes/domain/texts-read.ts";

const [ENGLISH] = SHIPPED_TEXTS;
const GOOD_SMS = "{{siteName}} {{locker}} {{date}} {{time}} {{redress}}";
const DLT = { template: "1707161234567890123" };
const KEPT = "Until then the one that was right stays in use.";
const PACKAGE = "Until then the text of the package is used.";

function said(fields: unknown, file = "texts/hi.json"): readonly string[] {
  const text = typeof fields === "string" ? fields : JSON.stringify(fields);
  return readTextsFile(file, text).problems.map(problemText);
}

describe("a file of texts in a language", () => {
  it("is right where it is whole", () => {
    const types = Object.fromEntries(
      Object.keys(SHIPPED_TEXTS[1]?.words.types ?? {}).map((name) => [name, "x"]),
    );
    const { own, problems } = readTextsFile(
      "texts/de-AT.json",
      JSON.stringify({
        $schema: "x",
        about: "gegen {{time}}",
        types,
        ...ENGLISH?.kinds,
        opened: { ...ENGLISH?.kinds.opened, dlt: DLT },
      }),
    );
    assert.deepEqual(problems.map(problemText), []);
    assert.equal(own?.words.language, "de-AT");
    assert.deepEqual(own?.kinds.opened?.dlt, { ...DLT, text: "" });
  });

  it("of a language of the package may hold a single part", () => {
    assert.deepEqual(said({}), []);
    assert.deepEqual(said({ opened: { sms: GOOD_SMS } }), []);
    assert.deepEqual(said(`\uFEFF${JSON.stringify({ about: "करीब {{time}}" })}`), []);
  });

  const faults: readonly (readonly [what: string, fields: unknown, ...said: readonly (string | RegExp)[]])[] =
    [
      [
        "no JSON",
        '{\n"about": "x",\n}',
        /^texts\/hi\.json, line 3: The file is not JSON: look for a missing comma/,
      ],
      ["half a file", '{"about": "x', /^texts\/hi\.json, line 1: The file is not JSON/],
      ["a brace that is open", '{\n"opened":', /^texts\/hi\.json, line 2: The file is not JSON/],
      ["a list", [], /^texts\/hi\.json: The file does not hold texts/],
      [
        "a name of no text",
        { open: {} },
        "texts/hi.json, open: There is nothing of this name: write about, types, opened, closed, visit-summary, left-open, other.",
      ],
      [
        "a time without {{time}}",
        { about: "about" },
        /about: Write a short text in quote marks that holds \{\{time\}\} once/,
      ],
      ["words that are none", { types: [] }, /types: Write \{ and \}/],
      ["a type that is none", { types: { open: "x" } }, /types\.open: There is no such type of event/],
      ["a word that is a text", { types: { opened: "{{date}}" } }, /types\.opened: Write one or a few words/],
      [
        "a text for a kind",
        { opened: "x" },
        /opened: Write \{ and \}, and between them sms, subject and email/,
      ],
      ["a part of another name", { opened: { text: "x" } }, /opened\.text: There is nothing of this name/],
      [
        "a number",
        { opened: { sms: 1 } },
        `texts/hi.json, opened.sms: Write the text in quote marks. ${PACKAGE}`,
      ],
      [
        "a long text",
        { opened: { subject: "x".repeat(301) } },
        /opened\.subject: The text is too long: use at most 300/,
      ],
      [
        "an unknown value",
        { opened: { sms: `${GOOD_SMS} {{name}}` } },
        /opened\.sms: There is no value \{\{name\}\} for hirers: use site, siteName/,
      ],
      [
        "a value for staff",
        { opened: { sms: `${GOOD_SMS} {{unit}}` } },
        /There is no value \{\{unit\}\} for hirers/,
      ],
      [
        "an open section",
        { opened: { sms: `${GOOD_SMS}{{#late}}` } },
        /Each \{\{#late\}\} or \{\{\^late\}\} needs one \{\{\/late\}\} after it/,
      ],
      ["an open tag", { opened: { sms: `${GOOD_SMS}{{date` } }, /A pair of braces is open/],
      ["single braces", { opened: { sms: `${GOOD_SMS}{date}` } }, /Write \{\{date\}\} with two braces/],
      ["another text", { opened: { sms: "{{>x}}" } }, /There is no other text to include/],
      [
        "no redress",
        { opened: { sms: "{{siteName}} {{locker}} {{date}} {{time}}" } },
        /does not say where the hirer can turn to, .* write \{\{redress\}\}/,
      ],
      [
        "a branch in a section",
        { opened: { email: "{{#late}}{{siteName}}{{/late}} {{locker}} {{date}} {{time}} {{redress}}" } },
        /does not say the branch/,
      ],
      [
        "a visit without its beginning",
        { "visit-summary": { sms: GOOD_SMS } },
        /does not say when the visit began/,
      ],
      [
        "a link",
        { opened: { sms: `${GOOD_SMS} https://bank.example` } },
        /holds a link, which a hirer's message must not/,
      ],
      [
        "a word of an alarm",
        { opened: { subject: "SOS {{locker}}" } },
        /The text says "SOS": no hirer's message may hint at an alarm/,
      ],
      ["the same in Hindi", { opened: { sms: `${GOOD_SMS} अलार्म` } }, /The text says "अलार्म"/],
      [
        "insurance",
        { opened: { email: `${GOOD_SMS} Insure it!` } },
        /The text says "Insure": a bank's message to a hirer offers no insurance/,
      ],
      [
        "a DLT id that is none",
        { opened: { dlt: { template: "12" } } },
        /opened\.dlt\.template: Write the template's id .* Until then the SMS goes out without its DLT template/,
      ],
      ["a DLT text alone", { opened: { dlt: { text: "x" } } }, /opened\.dlt\.template: Write \{ and \}/],
      [
        "a DLT variable that is none",
        { opened: { dlt: { ...DLT, text: "{#date#}" } } },
        /opened\.dlt\.text: There is no variable \{#date#\}: .* \{#var#\}, \{#numeric#\}/,
      ],
      [
        "an open DLT variable",
        { opened: { dlt: { ...DLT, text: "{#var" } } },
        /The mark of a variable is open/,
      ],
      [
        "a text that is not as registered",
        { opened: { sms: GOOD_SMS, dlt: { ...DLT, text: "Dear {#var#}" } } },
        /opened\.dlt\.text: With invented values the SMS is not as registered, from character 1 of the SMS on, where the words "Dear " are registered\. SMS that differ are not sent/,
      ],
      [
        "the package's text, which is not as registered",
        { opened: { dlt: { ...DLT, text: "Dear {#var#}" } } },
        /With invented values the SMS is not as registered/,
      ],
    ];
  for (const [what, fields, ...expected] of faults) {
    it(`that holds ${what} is reported by its file and name`, () => {
      const sentences = said(fields);
      assert.equal(sentences.length, expected.length, sentences.join("\n"));
      for (const [index, one] of expected.entries()) {
        if (typeof one === "string") assert.equal(sentences[index], one);
        else assert.match(sentences[index] ?? "", one);
      }
    });
  }

  it("is named for its language", () => {
    for (const name of [
      "texts/marathi language.json",
      "texts/.json",
      "texts/123456789.json",
      "texts/zzz-zz-zz.json",
    ])
      assert.match(said({}, name).join(), /The file's name is no language: call it by a language tag/, name);
    assert.equal(readTextsFile("texts/HI-in.json", "{}").own?.words.language, "hi-IN");
  });

  it("may be copied from the help of locker-register", () => {
    const help = readFileSync("nodes/locker-register/locales/en-US/locker-register.md", "utf8");
    const json = /```json\n(.*?)```/s.exec(help)?.[1] ?? "";
    assert.deepEqual(
      said(json, "texts/mr.json").map((sentence) => sentence.replace(/: .*/, "")),
      ["texts/mr.json, types", ...TEXT_KINDS.slice(1).map((kind) => `texts/mr.json, ${kind}`)],
      "nothing but what it leaves out",
    );
  });

  it("of another language says of all that is missing that it is told in English", () => {
    const sentences = said({ opened: { sms: GOOD_SMS } }, "texts/mr.json");
    assert.deepEqual(
      sentences.map((sentence) => sentence.replace(/: .*/, "")),
      [
        "texts/mr.json, about",
        "texts/mr.json, types",
        "texts/mr.json, opened.subject",
        "texts/mr.json, opened.email",
        ...TEXT_KINDS.slice(1).map((kind) => `texts/mr.json, ${kind}`),
      ],
    );
    for (const sentence of sentences) assert.match(sentence, /English|about 10:15/);
  });

  it("that was right keeps each text that is not right any more, and takes up the others", () => {
    const right = { opened: { sms: `A ${GOOD_SMS}`, dlt: DLT }, closed: { sms: `B ${GOOD_SMS}` } };
    const { own } = readTextsFile("texts/hi.json", JSON.stringify(right));
    const spoilt = { opened: { sms: "A {{name}}", dlt: {} }, closed: { sms: `C ${GOOD_SMS}` } };
    const again = readTextsFile("texts/hi.json", JSON.stringify(spoilt), own);
    assert.equal(again.own?.kinds.opened?.sms, right.opened.sms);
    assert.equal(again.own?.kinds.opened?.dlt?.template, DLT.template);
    assert.equal(again.own?.kinds.closed?.sms, spoilt.closed.sms);
    assert.equal(again.problems.length, 2);
    for (const { problem } of again.problems) assert.ok(problem.endsWith(KEPT), problem);
  });

  it("takes nothing from the texts in use, whatever it holds", () => {
    const key = fc.constantFrom(
      "about",
      "types",
      "sms",
      "email",
      "subject",
      "dlt",
      "text",
      "__proto__",
      "constructor",
      ...TEXT_KINDS,
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(GOOD_SMS, "{{#late}}", "{{=<% %>=}}", "{{time}}", "{#var#}", DLT.template, ""),
        fc.string({ unit: "grapheme" }),
        fc.double(),
        fc.constant(null),
        fc.array(tie("any"), { maxLength: 3 }),
        fc.dictionary(key, tie("any"), { maxKeys: 6 }),
      ),
    })).any;
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { maxKeys: 8 }),
        fc.constantFrom("en", "hi", "mr"),
        (fields, language) => {
          const { own } = readTextsFile(`texts/${language}.json`, JSON.stringify(fields));
          const book = new TextBook(own === null ? [] : [own]);
          for (const tag of ["en", "hi", "mr"])
            for (const kind of TEXT_KINDS) {
              assert.match(book.wording(tag, kind, "sms").template.text, /redress/);
              assert.match(book.wording(tag, kind, "email").template.text, /redress/);
            }
        },
      ),
      { numRuns: 500 },
    );
  });
});
