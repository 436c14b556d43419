import { randomBytes } from "node:crypto";

/** Somebody who may sign in to the demonstration, with a password made for this run. */
export interface DemoPerson {
  readonly user: string;
  readonly password: string;
  /** As in Node-RED's adminAuth. */
  readonly permissions: "*" | readonly string[];
}

/**
 * A bank's people as its settings.js would name them: one who keeps the rules and says what was a theft, one who acts on
 * alarms, one at the counter who registers visits, one who looks.
 */
export interface DemoPeople {
  readonly officer: DemoPerson;
  readonly operator: DemoPerson;
  readonly counter: DemoPerson;
  readonly viewer: DemoPerson;
}

export function demoPeople(): DemoPeople {
  return {
    officer: person("officer", "*"),
    operator: person("operator", ["lockers.read", "lockers.act"]),
    counter: person("counter", ["lockers.visits"]),
    viewer: person("viewer", ["lockers.read"]),
  };
}

function person(user: string, permissions: DemoPerson["permissions"]): DemoPerson {
  return { user, password: randomBytes(9).toString("base64url"), permissions };
}

export function isDemoPerson(value: unknown): value is DemoPerson {
  return (
    typeof value === "object" &&
    value !== null &&
    "user" in value &&
    typeof value.user === "string" &&
    "password" in value &&
    typeof value.password === "string" &&
    "permissions" in value &&
    (value.permissions === "*" || Array.isArray(value.permissions))
  );
}
