import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { accepts, parseFilterPolicy } from "../../gateway/stand-ins/filter-policy.ts";
import { documentOf } from "../../nodes/domain/cloud-event.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import { fnol } from "../../nodes/domain/fnol.ts";
import { LANE, type Notice } from "../../nodes/domain/notice.ts";
import { suspectedLoss } from "../../nodes/domain/subscription-values.ts";
import type { TopicMessage } from "../../nodes/links/sns.ts";
import type { AwsAccountService } from "../../nodes/runtime/services.ts";
import { topicSender } from "../../nodes/sns-notify/topic-sender.ts";
import { checked } from "../domain/cloud-events.ts";
import { lines, registerWith } from "../domain/register-tables.ts";

const PAGE = readFileSync("docs/insurers.md", "utf8");
const ARN = "arn:aws:sns:ap-south-1:123456789012:lockers-bima";
const { register } = registerWith({
  "subscriptions.csv": lines(
    "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address",
    `S-1,Bima Ltd,P-77,MUM01,,theft-suspected,,,C-1,no,topic,${ARN}`,
  ),
});
const people = { id: "register", problems: [], register, onChange: () => () => {} };

function notice(told: string, site: string, locker: string | null): Notice {
  const event: LockerEvent = {
    ...{ id: "MUM01-U07-1-0123456789ab", site, unit: "MUM01-U07", locker, at: 0, receivedAt: 0 },
    type: "forced",
    clock: "sntp",
    ...{ occurred: { earliest: 0, latest: 0 }, late: false, marks: [], boot: 1, seq: 1, uptime: 1 },
    ...{ door: null, tamper: false, data: {} },
  };
  const [subscription] = register.subscriptions;
  assert.ok(subscription);
  const document = documentOf(
    fnol(suspectedLoss(event, null, null), subscription, register, "Etc/UTC"),
    "fnol",
  );
  return {
    ...{ key: "k", node: "n", route: "r", channel: "topic", lane: LANE.insurer, class: told, site, locker },
    subject: { kind: "event", id: event.id },
    recipient: { kind: "subscriber", id: "S-1" },
    severity: told.startsWith("closure-") ? "notice" : "alarm",
    ...{ drill: false, template: { text: "In words." }, values: {}, document, createdAt: 0, overdueAt: 0 },
  };
}

/** What SNS is given of a notice. */
async function published(one: Notice): Promise<TopicMessage> {
  const messages: TopicMessage[] = [];
  const account: Pick<AwsAccountService, "rates" | "sns"> = {
    rates: { sms: 1, topic: 1 },
    sns: {
      publishSms: () => Promise.reject(new Error("no SMS")),
      async publishTopic(topic, all) {
        assert.equal(topic, ARN);
        messages.push(...all);
        return all.map(() => ({ accepted: { messageId: "m" } }));
      },
      close: () => Promise.resolve(),
    },
  };
  await topicSender("r", account, people).send(
    [{ position: 1, attempts: 0, notice: one }],
    new AbortController().signal,
  );
  return messages[0] ?? assert.fail("nothing was published");
}

describe("an insurer who subscribes to the bank's topic by the command in docs/insurers.md", () => {
  const [, attributes = ""] = /--attributes '(.+)'/.exec(PAGE) ?? [];
  const { FilterPolicy }: { readonly FilterPolicy: string } = JSON.parse(attributes);
  const policy = parseFilterPolicy(FilterPolicy);
  const CLASSES = [
    ...["theft-suspected", "theft-confirmed", "police-report", "theft-unfounded", "closure-surrendered"],
    ...[
      "closure-break-open",
      "closure-branch-closing",
      "closure-branch-shifting",
      "closure-monitoring-suspended",
    ],
  ];

  for (const told of CLASSES) {
    for (const site of ["MUM01", "BER01"]) {
      const wanted =
        ["theft-confirmed", "police-report", "theft-unfounded"].includes(told) && site === "MUM01";
      it(`${wanted ? "is" : "is not"} sent ${told} of ${site}, as the policy says`, async () => {
        const { attributes: given } = await published(notice(told, site, null));
        assert.equal(accepts(policy, given), wanted);
        assert.equal(
          accepts(parseFilterPolicy(JSON.stringify({ class: [told], site: [site] })), given),
          true,
        );
      });
    }
  }

  it("can choose by locker, by severity and by id", async () => {
    const { attributes: given } = await published(notice("theft-confirmed", "MUM01", "MUM01-0001"));
    for (const [wanted, filter] of [
      [true, { locker: ["MUM01-0001"] }],
      [false, { locker: ["MUM01-0002"] }],
      [true, { severity: ["alarm"], id: [{ prefix: "MUM01-U07-" }] }],
      [false, { severity: ["notice"] }],
    ] as const)
      assert.equal(accepts(parseFilterPolicy(JSON.stringify(filter)), given), wanted, JSON.stringify(filter));
  });

  it("gets the document by queue and web service, and prose by e-mail and SMS", async () => {
    const { text, perProtocol } = await published(notice("theft-suspected", "MUM01", "MUM01-0001"));
    assert.equal(checked(text).type, "bank.lockers.theft.suspected.v1");
    assert.deepEqual(perProtocol, { email: "In words.", sms: "In words." });
  });

  it("finds the topic named in every command, and the command that ends it", () => {
    for (const command of ["aws sns subscribe", "aws sns list-subscriptions-by-topic", "aws sns unsubscribe"])
      assert.ok(PAGE.includes(command), command);
    for (const [arn] of PAGE.matchAll(/arn:aws:sns:[\w:-]+/g)) assert.ok(arn.startsWith(ARN), arn);
  });
});
