import assert from "node:assert/strict";
import eventSchema from "../../firmware/contract/event.schema.json" with { type: "json" };
import { checkMessage } from "../../nodes/domain/contract.ts";
import { topicFor } from "../../nodes/domain/parse-topic.ts";
import { vectors } from "../domain/contract-vectors.ts";
import { listed, policyDocument } from "./iot-policy.ts";
import { reads, sqlParts, tell } from "./iot-sql.ts";
import { rendered } from "./rendered.ts";
import { readTemplate, type Template, type Value } from "./template.ts";

const HERE = { Site: "MUM01", Unit: "MUM01-U07", ControlRoomEmail: "a@b.example", Email: "a@b.example" };
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

  const told = (name: string, topic: string) => {
    const { payload: body } = vectors("valid").find((vector) => vector.name === name) ?? {
      payload: undefined,
    };
    return tell(payload.Sql, topic, JSON.parse(new TextDecoder().decode(body)), Date.UTC(2026, 10, 22, 6, 0));
  };
  const own = topicFor("MUM01", "MUM01-U07", "event");

  it("tells what to do, of which locker, when it happened by the branch's clock, and when it came", () => {
    assert.deepEqual(told("event-forced", own), {
      sos: "The gateway did not acknowledge this alarm. Act on it, and look after the gateway.",
      ...{ type: "forced", locker: "MUM01-0001", unit: "MUM01-U07", site: "MUM01" },
      ...{
        happened: "2026-11-22 13:25:31 Asia/Kolkata",
        clock: "sntp",
        received: "2026-11-22 11:30:00 Asia/Kolkata",
      },
      ...{ door: "open", tamper: true, boot: 17, seq: 4213 },
    });
    assert.equal(told("event-tamper-of-unit", own)?.locker, null);
  });

  it("leaves the time out where the unit has none", () => {
    const boot = told("event-boot", own);
    assert.equal(boot?.happened, undefined);
    assert.equal(boot?.received, "2026-11-22 11:30:00 Asia/Kolkata");
  });

  it("tells nothing in the name of another unit", () => {
    assert.equal(told("event-forced", topicFor("MUM01", "MUM01-U08", "event")), null);
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

  it("tells of an opening and of nothing less", () => {
    const all = vectors("valid").filter(({ name }) => name.startsWith("event-"));
    const told = all.filter(({ payload: body }) =>
      tell(
        payload.Sql,
        topicFor("MUM01", "MUM01-U07", "event"),
        JSON.parse(new TextDecoder().decode(body)),
        0,
      ),
    );
    const types = told.map(({ payload: body }) => JSON.parse(new TextDecoder().decode(body)).type);
    assert.deepEqual([...new Set(types)].sort(), ["forced", "opened"]);
  });

  it("hears this unit's events, and tells of openings", () => {
    assert.equal(from, topicFor("MUM01", "MUM01-U07", "event"));
    assert.equal(where, "type = 'opened' OR type = 'forced'");
    const types: readonly string[] = eventSchema.properties.type.enum;
    for (const [, type = ""] of where.matchAll(/'([^']+)'/g)) assert.ok(types.includes(type), type);
  });
});
