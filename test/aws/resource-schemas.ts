import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import type { Resource, Template, Value } from "./template.ts";

type Database = ReturnType<typeof loadAwsServiceSpecSync>;
type Schema = ReturnType<Database["all"]> extends unknown ? ResourceSchema : never;

/** What is used of a published resource schema. */
interface ResourceSchema {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly properties: Properties;
}
interface Property {
  readonly required?: boolean;
  readonly type: Type;
}
type Properties = Readonly<Record<string, Property>>;
type Type =
  | { readonly type: "string"; readonly allowedValues?: readonly string[] }
  | { readonly type: "integer"; readonly allowedValues?: readonly number[] }
  | { readonly type: "number" | "boolean" | "json" | "date-time" | "null" | "tag" }
  | { readonly type: "array" | "map"; readonly element: Type }
  | { readonly type: "ref"; readonly reference: { readonly $ref: string } }
  | { readonly type: "union"; readonly types: readonly Type[] };

const FUNCTIONS = new Set(["Ref", "Fn::Sub", "Fn::GetAtt", "Fn::If", "Fn::Join"]);
let loaded: Database | undefined;

/** The schema AWS publishes of a type of resource; undefined where there is no such type. */
export function schemaOf(type: string): Schema | undefined {
  loaded ??= loadAwsServiceSpecSync();
  return loaded.lookup("resource", "cloudFormationType", "equals", type)[0];
}

/** What CloudFormation would refuse of a resource's properties, one sentence each. */
export function problemsOf(name: string, resource: Resource): readonly string[] {
  const schema = schemaOf(resource.Type);
  if (schema === undefined) return [`${name}: there is no ${resource.Type}`];
  return members(name, schema.properties, resource.Properties ?? {});
}

/** Attributes that GetAtt asks of resources that do not have them. */
export function missingAttributes(template: Template, asked: readonly (readonly [string, string])[]) {
  return asked.filter(([resource, attribute]) => {
    const type = template.Resources[resource]?.Type;
    return type === undefined || !(attribute in (schemaOf(type)?.attributes ?? {}));
  });
}

function isFunction(value: Value): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && FUNCTIONS.has(names[0] ?? "");
}

function members(path: string, properties: Properties, value: Value): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [`${path} must be an object`];
  const missing = Object.entries(properties)
    .filter(([name, { required }]) => required === true && !(name in value))
    .map(([name]) => `${path}.${name} is missing`);
  const wrong = Object.entries(value).flatMap(([name, item]) => {
    const property = properties[name];
    if (property === undefined) return [`${path}.${name} does not exist`];
    return item === undefined ? [] : problems(`${path}.${name}`, property.type, item);
  });
  return [...missing, ...wrong];
}

function problems(path: string, type: Type, value: Value): readonly string[] {
  if (isFunction(value)) return [];
  switch (type.type) {
    case "string":
    case "date-time":
      if (typeof value !== "string") return [`${path} must be a text`];
      return "allowedValues" in type && type.allowedValues && !type.allowedValues.includes(value)
        ? [`${path} must be one of ${type.allowedValues.join(", ")}`]
        : [];
    case "integer":
      return Number.isInteger(value) ? [] : [`${path} must be a whole number`];
    case "number":
      return typeof value === "number" ? [] : [`${path} must be a number`];
    case "boolean":
      return typeof value === "boolean" ? [] : [`${path} must be true or false`];
    case "null":
      return value === null ? [] : [`${path} must be null`];
    case "json":
    case "tag":
      return [];
    case "array":
      return Array.isArray(value)
        ? value.flatMap((item, index) => problems(`${path}[${index}]`, type.element, item))
        : [`${path} must be a list`];
    case "map":
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([name, item]) =>
            item === undefined ? [] : problems(`${path}.${name}`, type.element, item),
          )
        : [`${path} must be an object`];
    case "ref":
      return members(path, definition(type.reference.$ref), value);
    case "union": {
      const outcomes = type.types.map((one) => problems(path, one, value));
      return outcomes.find((outcome) => outcome.length === 0) ?? outcomes[0] ?? [];
    }
  }
}

function definition(id: string): Properties {
  loaded ??= loadAwsServiceSpecSync();
  return loaded.get("typeDefinition", id).properties;
}
