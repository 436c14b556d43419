import assert from "node:assert/strict";
import { filterFor, topicFor } from "../../nodes/domain/parse-topic.ts";
import { allows, type Client, type PolicyDocument, policyDocument } from "./iot-policy.ts";
import { rendered } from "./rendered.ts";
import { readTemplate } from "./template.ts";

const UP = ["event", "status", "heartbeat", "reply"] as const;
const DOWN = ["command", "config", "reply-event"] as const;
const UNIT = "MUM01-U07";
const arn = (kind: string, name: string) => `arn:aws:iot:ap-south-1:123456789012:${kind}/${name}`;
const own = (message: (typeof UP | typeof DOWN)[number]) => topicFor("MUM01", UNIT, message);

const site = readTemplate("gateway/aws/site.yaml");
const classic = readTemplate("gateway/aws/classic.yaml");
const LONGEST = {
  Site: "A-SITE-OF-16-LTS",
  Unit: "U".repeat(32),
  FallbackRule: "r".repeat(64),
  Rule: "lockers",
};
const HERE = { Site: "MUM01", Unit: UNIT, ControlRoomEmail: "a@b.example", Email: "a@b.example" };

function policy(of: "unit" | "gateway" | "classic", parameters: Readonly<Record<string, string>> = HERE) {
  const template = of === "classic" ? classic : site;
  const name = of === "unit" ? "UnitPolicy" : of === "gateway" ? "GatewayPolicy" : "Policy";
  const document = template.Resources[name]?.Properties?.PolicyDocument;
  return policyDocument(rendered(template, parameters, document));
}

for (const whose of ["unit", "classic"] as const) {
  describe(`the policy of a unit in ${whose === "unit" ? "site" : whose}.yaml`, () => {
    const document: PolicyDocument = policy(whose);
    const unit: Client = { thing: UNIT, attributes: ["PersistentConnect", "LastWill"] };
    const may = (action: string, kind: string, name: string, client = unit) =>
      allows(document, client, `iot:${action}`, arn(kind, name));

    it("lets it connect under its own name, with a session that stays and a last will", () => {
      assert.equal(may("Connect", "client", UNIT), true);
    });

    it("lets nobody connect under another name, nor with a certificate that is no thing's", () => {
      assert.equal(may("Connect", "client", "MUM01-U08"), false);
      assert.equal(may("Connect", "client", "locker-gateway"), false);
      assert.equal(may("Connect", "client", UNIT, { thing: null }), false);
      assert.equal(may("Connect", "client", UNIT, { thing: UNIT, attributes: ["Other"] }), false);
    });

    for (const message of UP) {
      it(`lets it publish ${own(message)}, and nobody else's`, () => {
        assert.equal(may("Publish", "topic", own(message)), true);
        assert.equal(may("Publish", "topic", topicFor("MUM01", "MUM01-U08", message)), false);
        assert.equal(may("Publish", "topic", topicFor("PNQ02", UNIT, message)), false);
        assert.equal(may("RetainPublish", "topic", own(message)), message === "status");
      });
    }

    for (const message of DOWN) {
      it(`lets it hear ${own(message)}, nobody else's, and publish there never`, () => {
        assert.equal(may("Subscribe", "topicfilter", own(message)), true);
        assert.equal(may("Receive", "topic", own(message)), true);
        assert.equal(may("Subscribe", "topicfilter", topicFor("MUM01", "MUM01-U08", message)), false);
        assert.equal(may("Receive", "topic", topicFor("MUM01", "MUM01-U08", message)), false);
        assert.equal(may("Publish", "topic", own(message)), false);
      });
    }

    it("lets it listen to nothing else", () => {
      for (const filter of [
        "#",
        "lockers/#",
        "lockers/v1/+/+/event",
        `lockers/v1/MUM01/${UNIT}/#`,
        own("event"),
      ])
        assert.equal(may("Subscribe", "topicfilter", filter), false, filter);
    });

    it("keeps to what AWS takes: 2,048 characters without blanks, with the longest names", () => {
      const longest = JSON.stringify(policy(whose, { ...HERE, ...LONGEST })).replaceAll(/\s/g, "");
      assert.ok(longest.length <= 2_048, `${longest.length}`);
    });
  });
}

describe("the policy of a unit in site.yaml, for the gateway that does not answer", () => {
  const document = policy("unit");
  const may = (topic: string) => allows(document, { thing: UNIT }, "iot:Publish", arn("topic", topic));

  it("lets it tell its own alarms to the fallback rule, and to no other", () => {
    assert.equal(may(`$aws/rules/lockers_sos/${own("event")}`), true);
    assert.equal(may(`$aws/rules/lockers_sos/${topicFor("MUM01", "MUM01-U08", "event")}`), false);
    assert.equal(may(`$aws/rules/other/${own("event")}`), false);
    assert.equal(may(`$aws/rules/lockers_sos/${own("status")}`), false);
    assert.equal(may(`$aws/things/${UNIT}/shadow/update`), false);
  });
});

describe("the policy of the gateway in site.yaml", () => {
  const gateway: Client = { thing: "locker-gateway", attributes: ["PersistentConnect"] };
  const document = policy("gateway");
  const may = (action: string, kind: string, name: string) =>
    allows(document, gateway, `iot:${action}`, arn(kind, name));

  it("lets it connect under its own name, with a session that stays", () => {
    assert.equal(may("Connect", "client", "locker-gateway"), true);
    assert.equal(may("Connect", "client", UNIT), false);
  });

  it("lets it hear what every unit says, by the filters it subscribes to", () => {
    for (const message of UP) {
      assert.equal(may("Subscribe", "topicfilter", filterFor(message)), true);
      assert.equal(may("Receive", "topic", own(message)), true);
    }
    assert.equal(may("Subscribe", "topicfilter", "#"), false);
    assert.equal(may("Subscribe", "topicfilter", "lockers/#"), false);
  });

  it("lets it answer, ask and configure the units of its site, and never speak as one", () => {
    for (const message of DOWN) {
      assert.equal(may("Publish", "topic", own(message)), true);
      assert.equal(may("Publish", "topic", topicFor("PNQ02", UNIT, message)), false);
      assert.equal(may("RetainPublish", "topic", own(message)), message === "config");
    }
    for (const message of UP) assert.equal(may("Publish", "topic", own(message)), false, message);
  });

  it("keeps to what AWS takes: 2,048 characters without blanks", () => {
    const longest = JSON.stringify(policy("gateway", { ...HERE, ...LONGEST })).replaceAll(/\s/g, "");
    assert.ok(longest.length <= 2_048, `${longest.length}`);
  });
});
