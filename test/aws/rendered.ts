import type { Template, Value } from "./template.ts";

/** What AWS fills in. */
export const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::Region": "ap-south-1",
  "AWS::AccountId": "123456789012",
};

/** The names in a text of Fn::Sub that are to be filled in; `${!x}` stays `${x}`. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = ""]) => name);
}

/** A resource's Ref or attribute, which only AWS knows: a name that says what it stands for. */
const made = (resource: string, attribute = "Ref") => `<${resource}.${attribute}>`;

/**
 * A value as it is after deployment.
 * @throws Error for a name that is neither a parameter, a resource nor one of AWS's own
 */
export function rendered(
  template: Template,
  parameters: Readonly<Record<string, string>>,
  value: Value | undefined,
): Value {
  function named(name: string): string {
    const [resource = "", attribute] = name.split(/\.(.*)/s, 2);
    if (resource in template.Resources) return made(resource, attribute);
    const known = parameters[name] ?? template.Parameters[name]?.Default ?? PSEUDO[name];
    if (known === undefined) throw new Error(`${name} is neither a parameter nor a resource`);
    return known;
  }

  function text(of: Value | undefined): string {
    if (typeof of !== "string") throw new Error(`a name was expected: ${JSON.stringify(of)}`);
    return of;
  }

  function within(inner: Value | undefined): Value {
    if (inner === undefined || typeof inner !== "object" || inner === null) return inner ?? null;
    if (Array.isArray(inner)) return inner.map(within);
    const [[name, argument] = ["", undefined], ...more] = Object.entries(inner);
    if (more.length === 0) {
      if (name === "Ref") return named(text(argument));
      if (name === "Fn::GetAtt" && Array.isArray(argument)) return named(argument.join("."));
      if (name === "Fn::Sub")
        return text(argument)
          .replace(/\$\{([^!}][^}]*)\}/g, (_, found: string) => named(found))
          .replaceAll("${!", "${");
    }
    return Object.fromEntries(Object.entries(inner).map(([key, item]) => [key, within(item)]));
  }
  return within(value);
}
