import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { CloudEvent } from "../../nodes/domain/cloud-event.ts";

const ajv = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true,
  formats: {
    date: (text: string) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && /^\d{4}-\d\d-\d\d$/.test(text),
    "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
    uri: (text: string) => URL.canParse(text),
  },
});
const SCHEMAS = new Map(
  ["fnol", "closure"].map((name) => {
    const schema: { readonly $id: string } = JSON.parse(readFileSync(`schemas/${name}.schema.json`, "utf8"));
    return [schema.$id, ajv.compile<CloudEvent>(schema)];
  }),
);

/** Attribute names that CloudEvents allows: lower case letters and digits, not more than 20. */
const ATTRIBUTE = /^[a-z0-9]{1,20}$/;

/**
 * The document that a notice carries, held against CloudEvents 1.0 (sections "Context Attributes" and "Required
 * Attributes") and the shipped schema that it names.
 */
export function checked(body: string): CloudEvent & { readonly data: Readonly<Record<string, unknown>> } {
  const event: unknown = JSON.parse(body);
  assert.ok(typeof event === "object" && event !== null && "dataschema" in event);
  const { data: _, ...context }: Record<string, unknown> = { ...event };
  for (const [name, value] of Object.entries(context)) {
    assert.match(name, ATTRIBUTE);
    assert.ok(typeof value === "string" && value !== "", name);
  }
  const validate = SCHEMAS.get(String(event.dataschema));
  assert.ok(validate, "it names a schema that is shipped");
  if (!validate(event)) assert.fail(JSON.stringify(validate.errors));
  assert.ok(Buffer.byteLength(body) < 64 * 1024, "CloudEvents: not more than 64 KiB");
  return { ...event, data: { ...event.data } };
}
