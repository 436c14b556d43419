import assert from "node:assert/strict";

/** The part of AWS IoT SQL that the rules use, as its reference describes it. */

type Body = Readonly<Record<string, unknown>>;

interface Column {
  readonly expression: string;
  readonly name: string;
}

/** Functions and how many arguments they take. */
const FUNCTIONS: Readonly<Record<string, readonly number[]>> = {
  topic: [1],
  timestamp: [0],
  parse_time: [2, 3],
};
/** A call whose arguments hold no further call. */
const CALL = /(\w+)\(([^()]*)\)/;

/** A statement taken apart: SELECT a, b AS c [FROM 'filter'] [WHERE condition]. */
export function sqlParts(sql: string) {
  const [, select = "", from, where] =
    /^SELECT (.+?)(?: FROM '([^']+)')?(?: WHERE (.+))?$/s.exec(sql.trim()) ?? [];
  const columns = cut(select).map((column): Column => {
    const [, expression = "", as] = /^(.+?)(?: AS (\w+))?$/s.exec(column) ?? [];
    return { expression, name: as ?? expression };
  });
  return { columns, from, where };
}

/** Cut at the commas that stand outside of texts and parentheses. */
function cut(text: string): readonly string[] {
  const parts = [""];
  let quoted = false;
  let depth = 0;
  for (const character of text) {
    if (character === "'") quoted = !quoted;
    else if (!quoted && character === "(") depth += 1;
    else if (!quoted && character === ")") depth -= 1;
    if (character === "," && !quoted && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

/** The fields of the event that an expression reads. A call of what does not exist fails the test. */
export function reads(expression: string): readonly string[] {
  let rest = expression.replaceAll(/'[^']*'/g, "''");
  const fields: string[] = [];
  // Innermost calls first; a call that was looked at becomes a text.
  for (let found = CALL.exec(rest); found; found = CALL.exec(rest)) {
    const [call, name = "", argument = ""] = found;
    const given = argument === "" ? [] : argument.split(",");
    assert.ok(FUNCTIONS[name]?.includes(given.length), call);
    fields.push(...(argument.match(/[A-Za-z_]\w*/g) ?? []));
    rest = rest.replace(call, "''");
  }
  fields.push(...(rest.match(/[A-Za-z_]\w*/g) ?? []));
  return fields.filter((word) => !["AND", "OR", "NOT"].includes(word));
}

/**
 * What the rule's actions get of a message, or null where the condition does not hold.
 * @param topic as topic() sees it, which is without $aws/rules/{rule}
 * @param now milliseconds since 1970
 */
export function tell(sql: string, topic: string, body: Body, now: number): Body | null {
  const { columns, where } = sqlParts(sql);
  const value = (expression: string): unknown => {
    const [, name, inner = ""] = /^(\w+)\((.*)\)$/s.exec(expression) ?? [];
    if (name !== undefined)
      return call(
        name,
        cut(inner)
          .filter((part) => part !== "")
          .map(value),
        topic,
        now,
      );
    if (/^'.*'$/s.test(expression)) return expression.slice(1, -1);
    return /^\d+$/.test(expression) ? Number(expression) : body[expression];
  };
  const holds = (condition: string) =>
    condition.split(" OR ").some((equation) => {
      const [left = "", right = ""] = equation.split(" = ");
      return value(left) !== undefined && value(left) === value(right);
    });
  if (where !== undefined && !holds(where)) return null;
  const told = columns.map(({ name, expression }) => [name, value(expression)] as const);
  // What is undefined is left out.
  return Object.fromEntries(told.filter(([, found]) => found !== undefined));
}

function call(name: string, given: readonly unknown[], topic: string, now: number): unknown {
  switch (name) {
    case "topic":
      return topic.split("/")[Number(given[0]) - 1];
    case "timestamp":
      return now;
    default: {
      const [, at, zone = "UTC"] = given;
      return typeof at === "number" ? `${local(at, String(zone))} ${zone}` : undefined;
    }
  }
}

/** As the pattern yyyy-MM-dd HH:mm:ss writes it. */
function local(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(at);
}
