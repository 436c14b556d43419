import type { PageMessage } from "../page-state.ts";

/** One SOS, by however many channels it came. */
export interface Alarm {
  readonly messages: readonly PageMessage[];
  readonly priority: string | null;
  readonly text: string;
  /** The beginning of its id, enough to speak of it. */
  readonly incident: string | null;
}

const INCIDENT = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
/** As the bundled flow words it; whoever rewords it sees the text as it is. */
const WORDED = /^(?:DRILL\. )?SOS P(\d)(?:, [^:]*)?: (.*?)(?: Incident \S+)?$/s;

/** Messages about the same incident, or with the same words, are one alarm; newest first. */
export function alarmsOf(messages: readonly PageMessage[]): readonly Alarm[] {
  const alarms = new Map<string, PageMessage[]>();
  for (const message of messages) {
    const key = INCIDENT.exec(message.text)?.[0] ?? message.text;
    alarms.set(key, [...(alarms.get(key) ?? []), message]);
  }
  return [...alarms.values()].map(alarmOf).reverse();
}

function alarmOf(messages: readonly PageMessage[]): Alarm {
  const [shortest] = messages.map(({ text }) => text).sort((a, b) => a.length - b.length);
  const [, priority = null, worded] = WORDED.exec(shortest ?? "") ?? [];
  return {
    messages,
    priority,
    text: worded ?? shortest ?? "",
    incident: INCIDENT.exec(shortest ?? "")?.[0].slice(0, 8) ?? null,
  };
}
