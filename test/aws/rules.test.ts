import assert from "node:assert/strict";
import eventSchema from "../../firmware/contract/event.schema.json" with { type: "json" };
import { checkMessage } from "../../nodes/domain/contract.ts";
import { topicFor } from "../../nodes/domain/parse-topic.ts";
import { listed, policyDocument } from "./iot-policy.ts";
import { rendered } from "./rendered.ts";
import { readTemplate, type Template, type Value } from "./template.ts";

const HERE = { Site: "MUM01", Unit: "MUM01-U07", ControlRoomEmail: "a@b.example", Email: "a@b.example" };
/** Functions of AWS IoT SQL that the rules use; the number of arguments. */
const FUNCTIONS: Readonly<Record<string, number>> = { topic: 1, timestamp: 0, parse_time: 3 };

interface Rule {
  readonly RuleName: string;
  readonly TopicRulePayload: {
    readonly Sql: string;
    readonly AwsIotSqlVersion: string;
    readonly RuleDisabled: boolean;
    readonly Actions: readonly Action[];
    readonly ErrorAction: Action;
  };
}
type Action = Readonly<Record<string, Readonly<Record<string, Value>>>>;

function ruleOf(template: Template, name: string): Rule {
  return JSON.parse(JSON.stringify(rendered(template, HERE, template.Resources[name]?.Properties)));
}

/** A statement of AWS IoT SQL, taken apart: SELECT a, b AS c [FROM 'filter'] [WHERE condition]. */
function sqlParts(sql: string) {
  const [, select = "", from, where] =
    /^SELECT (.+?)(?: FROM '([^']+)')?(?: WHERE (.+))?$/s.exec(sql.trim()) ?? [];
  const columns = columnsOf(select).map((column) => {
    const [, expression = "", as] = /^(.+?)(?: AS (\w+))?$/s.exec(column) ?? [];
    return { expression, name: as ?? expression };
  });
  return { columns, from, where };
}

/** Cut at the commas that stand outside of texts and parentheses. */
function columnsOf(select: string): readonly string[] {
  const columns = [""];
  let quoted = false;
  let depth = 0;
  for (const character of select) {
    if (character === "'") quoted = !quoted;
    else if (!quoted && character === "(") depth += 1;
    else if (!quoted && character === ")") depth -= 1;
    if (character === "," && !quoted && depth === 0) columns.push("");
    else columns[columns.length - 1] += character;
  }
  return columns.map((column) => column.trim());
}

/** What an expression reads of the event, and the functions it calls. */
function reads(expression: string): readonly string[] {
  const bare = expression.replaceAll(/'[^']*'/g, "''");
  const called = /(\w+)\(([^()]*)\)/;
  // Innermost calls first; a call that was looked at becomes a text.
  for (let rest = bare, found = called.exec(rest); found; found = called.exec(rest)) {
    const [call, name = "", argument = ""] = found;
    assert.equal(argument === "" ? 0 : argument.split(",").length, FUNCTIONS[name], call);
    rest = rest.replace(call, "''");
  }
  const words = bare.replaceAll(/\w+(?=\()/g, "").match(/[A-Za-z_]\w*/g) ?? [];
  return words.filter((word) => !["AND", "OR", "NOT"].includes(word));
}

const REPLIES = topicFor("MUM01", "MUM01-U07", "reply-event");
const toSns = (role: string, topic: string) => ({
  action: { Sns: { TargetArn: `<${topic}.Ref>`, RoleArn: `<${role}.Arn>`, MessageFormat: "RAW" } },
  may: [["sns:Publish"], [`<${topic}.Ref>`]],
});
const CASES = [
  { file: "site.yaml", rule: "FallbackSos", role: "FallbackRole", ...toSns("FallbackRole", "Sos") },
  { file: "classic.yaml", rule: "OpeningRule", role: "RuleRole", ...toSns("RuleRole", "Openings") },
  {
    file: "classic.yaml",
    rule: "AnswerRule",
    role: "AnswerRole",
    action: { Republish: { Topic: REPLIES, Qos: 1, RoleArn: "<AnswerRole.Arn>" } },
    may: [["iot:Publish"], [`arn:aws:iot:ap-south-1:123456789012:topic/${REPLIES}`]],
  },
];

for (const { file, rule, role, action, may } of CASES) {
  describe(`the rule ${rule} in ${file}`, () => {
    const template = readTemplate(`gateway/aws/${file}`);
    const { TopicRulePayload: payload, RuleName } = ruleOf(template, rule);
    const { columns, where = "" } = sqlParts(payload.Sql);

    it("is on, and in the newest SQL", () => {
      assert.equal(payload.RuleDisabled, false);
      assert.equal(payload.AwsIotSqlVersion, "2016-03-23");
      assert.match(RuleName, /^[A-Za-z0-9_]+$/);
    });

    it("reads nothing that an event does not have, and names each column once", () => {
      const fields = new Set(Object.keys(eventSchema.properties));
      const read = [...columns.map(({ expression }) => expression), where].flatMap(reads);
      assert.ok(read.includes("seq"));
      assert.deepEqual(
        read.filter((field) => !fields.has(field)),
        [],
      );
      const names = columns.map(({ name }) => name);
      assert.deepEqual(names, [...new Set(names)]);
      for (const name of names) assert.match(name, /^\w+$/);
    });

    it("tells whom it is to tell, and keeps in the queue what cannot be told", () => {
      assert.deepEqual(payload.Actions, [action]);
      assert.deepEqual(payload.ErrorAction, {
        Sqs: { QueueUrl: "<Failures.Ref>", RoleArn: `<${role}.Arn>`, UseBase64: false },
      });
    });

    it("may do that and nothing else, and only this rule may", () => {
      const { AssumeRolePolicyDocument, Policies } = JSON.parse(
        JSON.stringify(rendered(template, HERE, template.Resources[role]?.Properties)),
      );
      const allowed = Policies.flatMap((policy: { PolicyDocument: Value }) =>
        policyDocument(policy.PolicyDocument).Statement.map(({ Action, Resource }) => [
          listed(Action),
          listed(Resource),
        ]),
      );
      assert.deepEqual(allowed, [may, [["sqs:SendMessage"], ["<Failures.Arn>"]]]);
      assert.deepEqual(AssumeRolePolicyDocument.Statement, [
        {
          Effect: "Allow",
          Principal: { Service: "iot.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": `arn:aws:iot:ap-south-1:123456789012:rule/${RuleName}` },
          },
        },
      ]);
    });
  });
}

describe("the fallback rule", () => {
  const { TopicRulePayload: payload } = ruleOf(readTemplate("gateway/aws/site.yaml"), "FallbackSos");
  const { columns, from, where } = sqlParts(payload.Sql);
  const levels = topicFor("MUM01", "MUM01-U07", "event").split("/");
  const level = (number: number) => levels[number - 1];

  it("hears nothing but what is sent to it, for an event on the ordinary topic is the gateway's", () => {
    assert.equal(from, undefined);
  });

  it("takes site and unit from the topic, which the unit's policy vouches for, and believes no other unit", () => {
    assert.deepEqual([level(3), level(4)], ["MUM01", "MUM01-U07"]);
    assert.ok(columns.some(({ expression, name }) => expression === "topic(3)" && name === "site"));
    assert.ok(columns.some(({ expression, name }) => expression === "topic(4)" && name === "unit"));
    assert.equal(where, "unit = topic(4)");
  });

  it("says what to do", () => {
    assert.match(columns[0]?.expression ?? "", /gateway did not acknowledge this alarm/);
  });

  it("somebody hears of what it could not tell", () => {
    const { Resources } = readTemplate("gateway/aws/site.yaml");
    const alarm = Resources.FailureAlarm?.Properties;
    assert.deepEqual(alarm?.AlarmActions, [{ Ref: "Sos" }]);
    assert.deepEqual(alarm?.Dimensions, [
      { Name: "QueueName", Value: { "Fn::GetAtt": ["Failures", "QueueName"] } },
    ]);
    assert.equal(alarm?.ComparisonOperator, "GreaterThanThreshold");
    assert.equal(alarm?.Threshold, 0);
  });
});

describe("the classic rule", () => {
  const { TopicRulePayload: payload } = ruleOf(readTemplate("gateway/aws/classic.yaml"), "OpeningRule");
  const { from, where } = sqlParts(payload.Sql);

  it("is alone unless one asks for answers, which would take events from a gateway", () => {
    const { Parameters, Conditions, Resources } = readTemplate("gateway/aws/classic.yaml");
    assert.equal(Parameters.Answer?.Default, "no");
    assert.deepEqual(Conditions?.Answers, { "Fn::Equals": [{ Ref: "Answer" }, "yes"] });
    assert.equal(Resources.AnswerRule?.Condition, "Answers");
  });

  it("answers, where it is asked to, as the contract says", () => {
    const answer = ruleOf(readTemplate("gateway/aws/classic.yaml"), "AnswerRule").TopicRulePayload;
    const { columns, from: heard } = sqlParts(answer.Sql);
    assert.equal(heard, topicFor("MUM01", "MUM01-U07", "event"));
    const body = Object.fromEntries(
      columns.map(({ name, expression }) => [
        name,
        expression === "seq" ? 4211 : JSON.parse(expression.replaceAll("'", '"')),
      ]),
    );
    assert.deepEqual(checkMessage("reply-event", body), { ok: true, body });
  });

  it("hears this unit's events, and tells of openings", () => {
    assert.equal(from, topicFor("MUM01", "MUM01-U07", "event"));
    assert.equal(where, "type = 'opened' OR type = 'forced'");
    const types: readonly string[] = eventSchema.properties.type.enum;
    for (const [, type = ""] of where.matchAll(/'([^']+)'/g)) assert.ok(types.includes(type), type);
  });
});
