import { type DemoPerson, isDemoPerson } from "./people.ts";

/** What the local run tells the process that Node-RED runs in. */
export interface Orders {
  readonly userDir: string;
  /** Preferred port of the editor; 0 for any. */
  readonly port: number;
  /** Who may sign in. */
  readonly people: readonly DemoPerson[];
}

/** What that process tells back. */
export type News =
  | { readonly news: "listening"; readonly port: number }
  /** The flows run. */
  | { readonly news: "started"; readonly port: number };

export function isOrders(message: unknown): message is Orders {
  return (
    typeof message === "object" &&
    message !== null &&
    "userDir" in message &&
    typeof message.userDir === "string" &&
    "port" in message &&
    typeof message.port === "number" &&
    "people" in message &&
    Array.isArray(message.people) &&
    message.people.every(isDemoPerson)
  );
}

export function isNews(message: unknown): message is News {
  return (
    typeof message === "object" &&
    message !== null &&
    "news" in message &&
    (message.news === "listening" || message.news === "started") &&
    "port" in message &&
    typeof message.port === "number"
  );
}
