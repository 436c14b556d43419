import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DLT_VARIABLES } from "../../nodes/domain/dlt.ts";
import { CLASS_NAMES } from "../../nodes/domain/register-closure.ts";

function helpOf(node: string): string {
  return readFileSync(new URL(`../../nodes/${node}/locales/en-US/${node}.md`, import.meta.url), "utf8");
}

describe("the help, for who has nothing else", () => {
  for (const name of CLASS_NAMES.split(", "))
    it(`of locker-register names ${name}, which a subscription may have`, () => {
      assert.ok(helpOf("locker-register").includes(`\`${name}\``));
    });

  for (const tag of Object.keys(DLT_VARIABLES))
    it(`of sns-notify names {#${tag}#}, which a registered text may have`, () => {
      assert.ok(helpOf("sns-notify").includes(`{#${tag}#}`));
    });
});
