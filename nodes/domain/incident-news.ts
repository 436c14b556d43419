import type { Incident } from "./incident.ts";

/**
 * What is new about an incident, in a few words that go between its priority and its summary; empty for a new one,
 * which is all news.
 * @param until local time at which it comes off the shelf
 */
export function newsOf(incident: Incident, until: string): string {
  const { change, state, tier, count, acknowledged, shelved, reset } = incident;
  switch (change) {
    case "raised":
      return "";
    case "renewed":
      return "happened again";
    case "counted":
      return `${count} events so far`;
    case "escalated":
      return `nobody has acknowledged it, tier ${tier}`;
    case "repeated":
      return "still nobody has acknowledged it";
    case "returned":
      return state === "returned" ? "back to normal, not acknowledged" : "back to normal";
    case "acknowledged":
      return `acknowledged${byWhom(acknowledged)}`;
    case "shelved":
      return `shelved${byWhom(shelved)} until ${until}`;
    case "unshelved":
    case "resumed":
      return "not shelved any more";
    case "reset":
      return `reset${byWhom(reset)}`;
  }
}

function byWhom(deed: Incident["reset"]): string {
  return deed === null ? "" : ` by ${deed.by}`;
}
