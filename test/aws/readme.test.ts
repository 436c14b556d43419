import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { rendered } from "./rendered.ts";
import { readTemplate } from "./template.ts";

const page = readFileSync("gateway/aws/README.md", "utf8");
const blocks = page.split("```").filter((_, index) => index % 2 === 1);

describe("gateway/aws/README.md", () => {
  it("deploys templates that are there, with parameters that they have and take", () => {
    const deployments = blocks.filter((text) => text.includes("cloudformation deploy"));
    assert.equal(deployments.length, 3);
    for (const text of deployments) {
      const [, path = ""] = /--template-file (\S+)/.exec(text) ?? [];
      const { Parameters, Resources } = readTemplate(path);
      const given = new Map(
        [...text.matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]),
      );
      assert.ok(given.size >= 2);
      for (const [name, value] of given)
        assert.match(value, new RegExp(Parameters[name]?.AllowedPattern ?? "no such parameter"), name);
      for (const [name, { Default }] of Object.entries(Parameters))
        assert.ok(Default !== undefined || given.has(name), `${path} wants ${name}`);
      const needsLeave = Object.values(Resources).some(({ Type }) => Type.startsWith("AWS::IAM::"));
      assert.equal(text.includes("CAPABILITY_IAM"), needsLeave);
    }
  });

  it("names the policies, the rule and the outputs as the template makes them", () => {
    const site = readTemplate("gateway/aws/site.yaml");
    for (const policy of ["UnitPolicy", "GatewayPolicy"]) {
      const name = rendered(site, { Site: "MUM01" }, site.Resources[policy]?.Properties?.PolicyName);
      assert.ok(page.includes(`\`${name}\``), String(name));
    }
    assert.ok(
      page.includes(`$aws/rules/${site.Parameters.FallbackRule?.Default}/lockers/v1/{site}/{unit}/event`),
    );
    assert.ok(page.includes("`FailuresUrl`") && site.Outputs?.FailuresUrl);
  });

  it("says that none of it was run, and links to nothing that is not there", () => {
    assert.match(page, /_not run here_/);
    for (const [, path = "", anchor] of page.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)) {
      const file = path === "" ? "gateway/aws/README.md" : `gateway/aws/${path}`;
      assert.ok(existsSync(file), file);
      const headings = readFileSync(file, "utf8").match(/(?<=^#+ ).+$/gm) ?? [];
      const anchors = headings.map((text) =>
        text
          .toLowerCase()
          .replaceAll(/[^\w -]/g, "")
          .replaceAll(" ", "-"),
      );
      assert.ok(anchor === "" || anchors.includes(anchor ?? ""), `${file}#${anchor}`);
    }
  });
});
