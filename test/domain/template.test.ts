import assert from "node:assert/strict";
import fc from "fast-check";
import Mustache from "mustache";
import type { TemplateValues } from "../../nodes/domain/notice.ts";
import { checkTemplate, oneLine, printedValues, render, shorten } from "../../nodes/domain/template.ts";

const KNOWN = ["locker", "late", "incident.id", "incident.cause"];

describe("the check of a text", () => {
  const texts: readonly (readonly [text: string, fault: object | null])[] = [
    ["", null],
    ["no value at all, 100 % {plain}", null],
    ["Locker {{locker}}", null],
    ["{{{locker}}} and {{&locker}}", null],
    ["{{ locker }}", null],
    ["{{#late}}late{{/late}}{{^late}}in time{{/late}}", null],
    ["{{#incident.id}}{{incident.cause}}{{/incident.id}}", null],
    ["{{! a remark }}", null],
    ["{{lockr}}", { fault: "unknown-value", name: "lockr" }],
    ["{{incident}}", { fault: "unknown-value", name: "incident" }],
    ["{{.}}", { fault: "unknown-value", name: "." }],
    ["{{constructor}}", { fault: "unknown-value", name: "constructor" }],
    ["{{#late}}{{name}}{{/late}}", { fault: "unknown-value", name: "name" }],
    ["{{#hidden}}x{{/hidden}}", { fault: "unknown-value", name: "hidden" }],
    ["Locker {{locker", { fault: "unclosed-tag" }],
    ["{{#late}}late", { fault: "unclosed-section", name: "late" }],
    ["late{{/late}}", { fault: "unopened-section", name: "late" }],
    ["{{#late}}{{#locker}}x{{/late}}{{/locker}}", { fault: "unclosed-section", name: "locker" }],
    ["{{>footer}}", { fault: "partial", name: "footer" }],
    ["Locker {locker}", { fault: "single-braces", name: "locker" }],
    ["{{=", { fault: "unclosed-tag" }],
  ];
  for (const [text, fault] of texts) {
    it(`takes ${JSON.stringify(text)} as ${fault === null ? "right" : JSON.stringify(fault)}`, () => {
      assert.deepEqual(checkTemplate(text, KNOWN), fault);
    });
  }
});

describe("a filled-in text", () => {
  const texts: readonly (readonly [
    text: string,
    values: Record<string, string | number | boolean>,
    filled: string,
  ])[] = [
    ["Locker {{locker}}", { locker: "XX0001" }, "Locker XX0001"],
    ["{{locker}}", { locker: "<Fort & Sons>" }, "<Fort & Sons>"],
    [
      "{{incident.cause}} {{incident.count}}",
      { "incident.cause": "forced", "incident.count": 2 },
      "forced 2",
    ],
    [
      "{{#incident.id}}{{incident.cause}}{{/incident.id}}",
      { "incident.id": "I1", "incident.cause": "forced" },
      "forced",
    ],
    ["{{^incident.id}}none{{/incident.id}}", { locker: "x" }, "none"],
    ["[{{absent}}]", {}, "[]"],
    ["[{{toString}}{{__proto__}}]", {}, "[]"],
    ["{{#late}}late{{/late}}{{^late}}in time{{/late}}", { late: false }, "in time"],
    ["{{locker}}!", { locker: "XX\r\nBcc: a\u202Eb\u2028c\u0000d" }, "XX Bcc: a b c d!"],
    ["one\ntwo {{locker}}", { locker: "x" }, "one\ntwo x"],
    ["{{locker}}", { locker: "{{late}}" }, "{{late}}"],
    ["{{=<% %>=}}<%locker%> {{late}}", { locker: "x" }, "x {{late}}"],
  ];
  for (const [text, values, filled] of texts) {
    it(`of ${JSON.stringify(text)} is ${JSON.stringify(filled)}`, () => {
      assert.equal(render(text, values), filled);
    });
  }

  it("as a subject is one line, and not too long", () => {
    assert.equal(oneLine("  Opened\r\n at\tnight ", 99), "Opened at night");
    assert.equal(oneLine("x".repeat(200), 99).length, 99);
  });

  it("is cut without halving a character", () => {
    assert.equal(shorten("ab😀", 3), "ab");
    assert.equal(shorten("ab😀", 4), "ab😀");
    assert.equal(shorten("abc", 3), "abc");
  });

  it("tells which values it prints in any case", () => {
    assert.deepEqual(printedValues("{{a}} {{a}} {{#b}}{{c}}{{/b}} {{{d}}}"), ["a", "d"]);
  });

  it("is what Mustache makes of it, whatever text the check lets through", () => {
    const names = fc.constantFrom("locker", "late", "count", "incident.id", "incident.cause");
    const plain = fc.stringMatching(/^[ \n<&'"a-c.]{0,6}$/);
    const { text } = fc.letrec<{ text: string; piece: string; section: string }>((tie) => ({
      text: fc.array(tie("piece"), { maxLength: 5 }).map((pieces) => pieces.join("")),
      piece: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        plain,
        names.map((name) => `{{${name}}}`),
        names.map((name) => `{{{ ${name} }}}{{&${name}}}{{! a remark }}`),
        tie("section"),
      ),
      section: fc
        .tuple(fc.constantFrom("#", "^"), names, tie("text"))
        .map(([mark, name, inner]) => `{{${mark}${name}}}${inner}{{/${name}}}`),
    }));
    const value = fc.oneof(fc.stringMatching(/^[ -~]{0,8}$/), fc.integer({ min: -1, max: 3 }), fc.boolean());
    const values = fc.dictionary(names, value);
    fc.assert(
      fc.property(text, values, (template, given) => {
        assert.equal(
          render(template, given),
          Mustache.render(template, membersOf(given), {}, { escape: String }),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("is split at blanks alone to make one line of it", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ \t\n\u00a0ab]{0,12}$/), (given) => {
        assert.equal(oneLine(given, 99), given.split(/\s+/).filter(Boolean).join(" "));
      }),
    );
  });
});

/** As Mustache reads names with dots: as members of an object. */
function membersOf(values: TemplateValues): object {
  const { "incident.id": id, "incident.cause": cause, ...others } = values;
  const incident = { ...(id === undefined ? {} : { id }), ...(cause === undefined ? {} : { cause }) };
  return Object.keys(incident).length === 0 ? others : { ...others, incident };
}
