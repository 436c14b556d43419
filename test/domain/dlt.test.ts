import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkDltText,
  type DltVariable,
  dltDifference,
  dltDifferenceWords,
  TAKES,
} from "../../nodes/domain/dlt.ts";
import { hirerSample } from "../../nodes/domain/sample-values.ts";
import { render } from "../../nodes/domain/template.ts";
import { SHIPPED_TEXTS, TEXT_KINDS } from "../../nodes/domain/texts.ts";

const REGISTERED =
  "{#alphanumeric#}: locker {#alphanumeric#} opened on {#alphanumeric#} at {#alphanumeric#}. Not you? Call {#cbn#}. Ref {#alphanumeric#}";
const SMS =
  "Example Bank, Mumbai Fort: locker XX0001 opened on 22 Nov 2026 at 10:15. Not you? Call 1800 123 4567. Ref 4211-a1b2c3d4e5f6";

describe("a registered text", () => {
  const texts: readonly (readonly [text: string, fault: object | null])[] = [
    ["", null],
    ["no variable at all", null],
    [REGISTERED, null],
    ["{#var#}{#numeric#}{#number#}{#alphanumeric#}{#url#}{#urlott#}{#cbn#}{#email#}", null],
    ["{#name#}", { fault: "unknown-tag", tag: "name" }],
    ["{#VAR#}", { fault: "unknown-tag", tag: "VAR" }],
    ["{##}", { fault: "unknown-tag", tag: "" }],
    ["{#constructor#}", { fault: "unknown-tag", tag: "constructor" }],
    ["a {#var", { fault: "open-tag" }],
    ["a var#}", { fault: "open-tag" }],
  ];
  for (const [text, fault] of texts)
    it(`${JSON.stringify(text)} is ${fault === null ? "right" : JSON.stringify(fault)}`, () =>
      assert.deepEqual(checkDltText(text), fault));
});

describe("an SMS against its registered text", () => {
  it("is as registered, word for word", () => {
    assert.equal(dltDifference(SMS, REGISTERED), null);
    assert.equal(dltDifference("a\r\nb", "a\nb"), null, "line ends are one");
    assert.equal(dltDifference("", ""), null);
  });

  const variables: readonly (readonly [
    tag: DltVariable,
    right: readonly string[],
    wrong: readonly string[],
  ])[] = [
    ["var", ["", "a", "a b: ₹5", "x".repeat(30)], ["x".repeat(31), "a\nb"]],
    ["numeric", ["5", "0".repeat(40)], ["", "5 5", "5a", "0".repeat(41), "५"]],
    ["number", ["42"], ["", "4.2"]],
    [
      "alphanumeric",
      ["a", "22 Nov 2026", "10:15", "Example Bank, Mumbai Fort", "नवंबर", "4211-a1b2", "x".repeat(40)],
      ["", "x".repeat(41), "a@b.example", "a\nb", "₹5", "a?b"],
    ],
    ["url", ["https://bank.example/a?b=1", "bank.example"], ["", "bank", "https://bank. example"]],
    ["urlott", ["https://play.example/x"], ["play"]],
    ["cbn", ["18001234567", "1800 123 4567", "+91 22 6600 0000"], ["", "12", "call us", "1".repeat(21)]],
    ["email", ["a.b@bank.example"], ["", "a.bank.example", "@bank.example", "a@b c.example"]],
  ];
  for (const [tag, right, wrong] of variables) {
    it(`{#${tag}#} takes ${TAKES[tag]}`, () => {
      for (const value of right) assert.equal(dltDifference(`<${value}>`, `<{#${tag}#}>`), null, value);
      for (const value of wrong) assert.notEqual(dltDifference(`<${value}>`, `<{#${tag}#}>`), null, value);
    });
  }

  it("may hold several variables beside each other, for longer values", () => {
    assert.equal(dltDifference("x".repeat(60), "{#var#}{#var#}"), null);
    assert.notEqual(dltDifference("x".repeat(61), "{#var#}{#var#}"), null);
    assert.equal(dltDifference("a to b to c", "{#alphanumeric#} to {#alphanumeric#}"), null, "whichever way");
  });

  const differences: readonly (readonly [sms: string, registered: string, words: RegExp])[] = [
    [
      SMS.replace("opened on", "opened at"),
      REGISTERED,
      /^from character \d+ of the SMS on, where the words " opened on "/,
    ],
    [SMS.replace(". Ref", " Ref"), REGISTERED, /^from character 102 .* where the words "\. Ref "/],
    [`${SMS}.?`, REGISTERED, /where the registered text has ended$/],
    [`Dear ${"x".repeat(41)}: locker`, REGISTERED, /variable 1, \{#alphanumeric#\}|": locker "/],
    ["OTP 12a", "OTP {#numeric#} is", /^from character 7 .* where the words " is"/],
    [
      "OTP x",
      "OTP {#numeric#}",
      /^from character 5 .* where variable 1, \{#numeric#\}, is registered, which takes up to 40 digits/,
    ],
    ["opened", "opened on", /^from character 7 .* the words "opened on"/],
    ["Opened", "opened", /^from character 1 /],
  ];
  for (const [sms, registered, words] of differences) {
    it(`says where ${JSON.stringify(sms.slice(0, 60))} differs, and nothing of what it holds`, () => {
      const found = dltDifference(sms, registered);
      assert.ok(found);
      const said = dltDifferenceWords(found);
      assert.match(said, words);
      assert.doesNotMatch(said, /Example|XX0001|4567|a1b2/);
    });
  }

  it("is what a text filled in with anything of the right kinds is, and is not with one character more", () => {
    const fixed = fc.stringMatching(/^[a-z :.]{0,8}$/);
    const value = {
      numeric: fc.stringMatching(/^\d{1,40}$/),
      alphanumeric: fc.stringMatching(/^[A-Za-z0-9 .:-]{1,40}$/),
      var: fc.stringMatching(/^[ -~]{0,30}$/),
    };
    const variable = fc
      .constantFrom("numeric", "alphanumeric", "var")
      .chain((tag) => value[tag].map((filled) => ({ tag, filled })));
    fc.assert(
      fc.property(fc.array(fc.tuple(fixed, variable), { maxLength: 6 }), fixed, (parts, end) => {
        const registered = `${parts.map(([text, { tag }]) => `${text}{#${tag}#}`).join("")}${end}`;
        const filled = `${parts.map(([text, one]) => text + one.filled).join("")}${end}`;
        assert.equal(dltDifference(filled, registered), null);
        assert.notEqual(dltDifference(`${filled}\n`, registered), null);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes no longer however hard it is to tell the variables apart", () => {
    const registered = `${"{#alphanumeric#} ".repeat(40)}!`;
    const began = performance.now();
    assert.notEqual(dltDifference("a ".repeat(800), registered), null);
    // A backtracking match of the same would not end.
    assert.ok(performance.now() - began < 5000);
  });

  it("can be what the package's own SMS are, each with the tags its values need", () => {
    const tags: Readonly<Record<string, string>> = { redress: "{#cbn#}", minutes: "{#numeric#}" };
    for (const { words, kinds } of SHIPPED_TEXTS)
      for (const kind of TEXT_KINDS) {
        const registered = kinds[kind].sms.replace(
          /\{\{(\w+)\}\}/g,
          (_, name: string) => tags[name] ?? "{#alphanumeric#}",
        );
        assert.equal(
          dltDifference(render(kinds[kind].sms, hirerSample(words, kind)), registered),
          null,
          kind,
        );
      }
  });
});
