import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { namesIn, PSEUDO, rendered } from "./rendered.ts";
import { missingAttributes, problemsOf } from "./resource-schemas.ts";
import { readTemplate, within } from "./template.ts";

const FOLDER = "gateway/aws";
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".yaml"));

/** Whether AWS would take them, as far as its published schemas say; none of this asks AWS. */
for (const file of files) {
  describe(`${FOLDER}/${file}`, function () {
    // The schemas of all of AWS take a second to load.
    this.timeout(20_000);
    const template = readTemplate(`${FOLDER}/${file}`);
    const values = [...within(JSON.parse(JSON.stringify(template)))];

    /** What a function of CloudFormation is given, wherever it stands. */
    function asked(name: string): readonly string[] {
      return values
        .filter(([path]) => path.endsWith(`.${name}`))
        .map(([, found]) => (Array.isArray(found) ? found.join(".") : String(found)));
    }

    it("says what it is for, and of each parameter and output what it means", () => {
      assert.equal(template.AWSTemplateFormatVersion, "2010-09-09");
      assert.match(template.Description ?? "", /^\S.{40,900}$/);
      for (const [name, { Description }] of Object.entries({ ...template.Parameters, ...template.Outputs })) {
        assert.ok(Description, name);
      }
    });

    for (const [name, resource] of Object.entries(template.Resources)) {
      it(`${name} is as AWS publishes ${resource.Type}`, () => {
        assert.deepEqual(problemsOf(name, resource), []);
      });
    }

    it("refers to nothing that does not exist", () => {
      const known = new Set([
        ...Object.keys(template.Parameters),
        ...Object.keys(template.Resources),
        ...Object.keys(PSEUDO),
      ]);
      const references = [...asked("Ref"), ...asked("Fn::Sub").flatMap(namesIn)].map(
        (name) => name.split(".")[0] ?? "",
      );
      assert.ok(references.length > 5);
      assert.deepEqual(
        references.filter((name) => !known.has(name)),
        [],
      );
    });

    it("asks its resources only for what they can tell", () => {
      const attributes = asked("Fn::GetAtt").map((text): readonly [string, string] => {
        const [resource = "", attribute = ""] = text.split(/\.(.*)/s, 2);
        return [resource, attribute];
      });
      assert.ok(attributes.length > 0);
      assert.deepEqual(missingAttributes(template, attributes), []);
    });

    it("uses every parameter and condition, and knows every condition it uses", () => {
      const used = new Set([...asked("Ref"), ...asked("Fn::Sub").flatMap(namesIn)]);
      assert.deepEqual(
        Object.keys(template.Parameters).filter((name) => !used.has(name)),
        [],
      );
      const conditions = Object.values(template.Resources).flatMap(({ Condition }) => Condition ?? []);
      assert.deepEqual([...new Set(conditions)], Object.keys(template.Conditions ?? {}));
    });

    it("takes the parameters' own defaults", () => {
      for (const [name, parameter] of Object.entries(template.Parameters)) {
        const { Default, AllowedPattern, AllowedValues } = parameter;
        assert.ok(AllowedPattern ?? AllowedValues, `${name} takes anything`);
        if (Default === undefined) continue;
        if (AllowedPattern !== undefined) assert.match(Default, new RegExp(AllowedPattern), name);
        assert.ok(AllowedValues?.includes(Default) ?? true, name);
      }
    });

    it("gives no permission by a wildcard, to everything or to everybody", () => {
      const parameters = {
        Site: "MUM01",
        Unit: "MUM01-U07",
        Email: "a@b.example",
        ControlRoomEmail: "a@b.example",
        Insurer: "bima",
        InsurerAccount: "210987654321",
      };
      const filled = [
        ...within(rendered(template, parameters, JSON.parse(JSON.stringify(template.Resources)))),
      ];
      const actions = filled.filter(([path]) => /\.Action(\[\d+\])?$/.test(path));
      assert.ok(actions.length > 3);
      for (const [path, action] of actions) assert.doesNotMatch(JSON.stringify(action), /\*/, path);
      for (const [path, value] of filled) {
        if (!/\.(Resource|Principal)(\[\d+\]|\.\w+)?$/.test(path) || typeof value !== "string") continue;
        assert.notEqual(value, "*", path);
        assert.doesNotMatch(value, /:(topic|topicfilter|client|rule)\/\*$/, path);
      }
    });

    it("holds no name, number or key of anybody", () => {
      const text = JSON.stringify(template);
      assert.doesNotMatch(text, /\b(AKIA|ASIA)[A-Z0-9]{16}\b|BEGIN (RSA |EC )?PRIVATE|:\d{12}:/);
    });
  });
}

describe("the check of the templates", function () {
  this.timeout(20_000);

  it("would find what AWS refuses", () => {
    assert.deepEqual(problemsOf("X", { Type: "AWS::SNS::Topics" }), ["X: there is no AWS::SNS::Topics"]);
    const rule = { TopicRulePayload: { Actions: [{ Sns: { TargetArn: "a" } }], Sql: 1, Rule: true } };
    assert.deepEqual(problemsOf("X", { Type: "AWS::IoT::TopicRule", Properties: rule }), [
      "X.TopicRulePayload.Actions[0].Sns.RoleArn is missing",
      "X.TopicRulePayload.Sql must be a text",
      "X.TopicRulePayload.Rule does not exist",
    ]);
  });
});
