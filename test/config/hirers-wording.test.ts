import assert from "node:assert/strict";
import { type Config, type Fields, parseConfig } from "../../nodes/config/define.ts";
import { migrated } from "../../nodes/config/migrate.ts";
import { EMAIL_TEXTS, SMS_TEXTS } from "../../nodes/domain/default-texts.ts";
import { emailNotify } from "../../nodes/email-notify/config.ts";
import { snsNotify } from "../../nodes/sns-notify/config.ts";

const SMS = { account: "a", register: "r" };
const MAIL = { register: "r", host: "localhost", from: "a@b.example" };

function wordingOf(definition: Config<Fields, Fields>, saved: Readonly<Record<string, unknown>>): unknown {
  const parsed = parseConfig(definition, saved);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.config.wording;
}

describe("a notify node that was saved when there was one text for all hirers", () => {
  const sms: readonly (readonly [what: string, saved: object, wording: string])[] = [
    ["the package's text", { to: "hirers", text: SMS_TEXTS.hirers.text }, "languages"],
    ["no text", { to: "hirers" }, "languages"],
    ["nothing about whom to tell", {}, "languages"],
    ["a text of its own", { to: "hirers", text: "{{locker}} {{type}}" }, "own"],
    ["a text from the environment", { to: "hirers", text: "Mine" }, "own"],
    [
      "a text of its own, and others to tell",
      { to: "topic", topic: "arn:aws:sns:x:123456789012:a", text: "{{unit}}" },
      "languages",
    ],
    ["the package's text, registered", { to: "hirers", templateId: "1707161234567890123" }, "own"],
    ["today's choice", { to: "hirers", text: "Mine", wording: "languages", version: 2 }, "languages"],
  ];
  for (const [what, saved, wording] of sms)
    it(`with ${what} tells hirers by ${wording === "own" ? "it, as before" : "the texts by language"}`, () =>
      assert.equal(wordingOf(snsNotify, { ...SMS, ...saved }), wording));

  it("by e-mail goes by subject and text", () => {
    const { subject, text } = EMAIL_TEXTS.hirers;
    assert.equal(wordingOf(emailNotify, { ...MAIL, to: "hirers", subject, text }), "languages");
    assert.equal(wordingOf(emailNotify, { ...MAIL, to: "hirers", subject: "Mine", text }), "own");
    assert.equal(wordingOf(emailNotify, { ...MAIL, to: "hirers", subject, text: "Mine" }), "own");
    assert.equal(wordingOf(emailNotify, { ...MAIL, to: "control-room", subject, text: "Mine" }), "languages");
  });

  it("keeps all else, also what is not set", () => {
    const saved = { ...SMS, to: "hirers", text: "Mine", templateId: "1707161234567890123", x: 1 };
    assert.deepEqual(migrated(snsNotify.fields, saved), { ...saved, wording: "own", version: 2 });
  });

  it("need not fill in a text that it does not use", () => {
    assert.equal(wordingOf(snsNotify, { ...SMS, wording: "languages", text: "", version: 2 }), "languages");
    const empty = parseConfig(snsNotify, { ...SMS, wording: "own", text: "", version: 2 });
    assert.deepEqual(empty, { ok: false, problems: [{ field: "text", problem: "common.check.required" }] });
  });
});
