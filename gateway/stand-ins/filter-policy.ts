/**
 * Subscription filter policies of scope MessageAttributes, in the operators that a bank's policies need: exact
 * text, `prefix`, `suffix`, `anything-but` and `exists`. Others are refused when the policy is set, so that
 * nothing is let through or held back by a rule this stand-in does not know.
 */
export type FilterPolicy = Readonly<Record<string, readonly Condition[]>>;

type Condition =
  | { readonly is: "equal"; readonly text: string }
  | { readonly is: "prefix" | "suffix"; readonly text: string }
  | { readonly is: "anything-but"; readonly texts: readonly string[] }
  | { readonly is: "exists"; readonly exists: boolean };

/** @throws Error with SNS's wording for what is wrong */
export function parseFilterPolicy(json: string): FilterPolicy {
  let policy: unknown;
  try {
    policy = JSON.parse(json);
  } catch {
    throw new Error("Invalid parameter: FilterPolicy: failed to parse JSON.");
  }
  if (!isRecord(policy)) throw new Error("Invalid parameter: FilterPolicy: failed to parse JSON.");
  const keys = Object.entries(policy);
  if (keys.length > 5) throw new Error("Invalid parameter: FilterPolicy: Filter policy is too complex");
  return Object.fromEntries(
    keys.map(([name, conditions]) => {
      if (!Array.isArray(conditions) || conditions.length === 0) {
        throw new Error(
          `Invalid parameter: FilterPolicy: "${name}" must be an object or an array with conditions`,
        );
      }
      return [name, conditions.map((condition: unknown) => parseCondition(name, condition))];
    }),
  );
}

function parseCondition(name: string, condition: unknown): Condition {
  if (typeof condition === "string") return { is: "equal", text: condition };
  if (isRecord(condition)) {
    const [operator, ...more] = Object.entries(condition);
    if (operator !== undefined && more.length === 0) {
      const [is, value] = operator;
      if ((is === "prefix" || is === "suffix") && typeof value === "string") return { is, text: value };
      if (is === "exists" && typeof value === "boolean") return { is, exists: value };
      if (is === "anything-but") {
        const texts = Array.isArray(value) ? value : [value];
        if (texts.every((text) => typeof text === "string")) return { is, texts };
      }
    }
  }
  throw new Error(
    `Invalid parameter: FilterPolicy: this stand-in does not know the condition ${JSON.stringify(condition)} of "${name}"`,
  );
}

/** All names must hold, and for each name one of its conditions. */
export function accepts(policy: FilterPolicy, attributes: Readonly<Record<string, string>>): boolean {
  return Object.entries(policy).every(([name, conditions]) =>
    conditions.some((condition) => holds(condition, attributes[name])),
  );
}

function holds(condition: Condition, text: string | undefined): boolean {
  if (condition.is === "exists") return condition.exists === (text !== undefined);
  if (text === undefined) return false;
  switch (condition.is) {
    case "equal":
      return text === condition.text;
    case "prefix":
      return text.startsWith(condition.text);
    case "suffix":
      return text.endsWith(condition.text);
    case "anything-but":
      return !condition.texts.includes(text);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
