import type { Channel, Demand, SentEvent } from "./demand.ts";

/** One message that a phone, a mailbox or a topic's reader received. Times are milliseconds of the run. */
export interface Taken {
  /** Counts up over all sinks. */
  readonly number: number;
  readonly channel: Channel;
  readonly address: string;
  /** The event it tells of, as its text says; null where no event of the run can be read from it. */
  readonly event: string | null;
  /** Which life of the gateway sent it. */
  readonly generation: number;
  /** What the sink called it in its answer. */
  readonly id: string;
  readonly at: number;
  /** When the gateway was told that it was taken; null where it was not. */
  readonly answeredAt: number | null;
  /** True where the sink itself ended the connection instead of answering. */
  readonly cut: boolean;
}

/** One process of the gateway, from its start to its end. */
export interface Life {
  readonly generation: number;
  readonly startedAt: number;
  /** Null where it was not killed. */
  readonly killedAt: number | null;
  /** The sinks' ids of all messages that its journal had down as accepted when it was killed. */
  readonly accepted: ReadonlySet<string>;
}

export interface Duplicate {
  readonly first: Taken;
  readonly again: Taken;
  /** True where the first was in flight when its process was killed, or its answer was cut off. */
  readonly inFlight: boolean;
}

export interface Reordered {
  readonly before: Taken;
  /** Tells of something earlier than the one before it. */
  readonly after: Taken;
}

export interface Findings {
  /** Different notices that arrived. */
  readonly notices: number;
  readonly lost: readonly Demand[];
  readonly unwanted: readonly Taken[];
  readonly reordered: readonly Reordered[];
  readonly duplicates: readonly Duplicate[];
}

export const noticeKey = ({ channel, address, event }: Pick<Taken, "channel" | "address" | "event">) =>
  `${channel}|${address}|${event}`;

/** Holds what arrived against what was demanded. `taken` in the order of arrival. */
export function compare(
  sent: readonly SentEvent[],
  demands: readonly Demand[],
  taken: readonly Taken[],
  lives: readonly Life[],
): Findings {
  const demanded = new Map(demands.map((demand) => [noticeKey(demand), demand]));
  const arrivals = new Map<string, Taken[]>();
  for (const one of taken) {
    const same = arrivals.get(noticeKey(one));
    if (same) same.push(one);
    else arrivals.set(noticeKey(one), [one]);
  }
  const firsts = [...arrivals.values()].flatMap(([first]) => first ?? []);
  return {
    notices: arrivals.size,
    lost: [...demanded].filter(([key]) => !arrivals.has(key)).map(([, demand]) => demand),
    unwanted: firsts.filter((one) => !demanded.has(noticeKey(one))),
    reordered: reorderedOf(sent, demanded, firsts),
    duplicates: [...arrivals.values()].flatMap((same) => duplicatesOf(same, lives)),
  };
}

/**
 * A person is told of one unit's events in their order; what comes from two units or by other wires has none, and
 * neither have lanes, where an SOS may overtake. The readers of a topic follow a locker. Each notice counts where
 * it first arrived.
 */
function reorderedOf(
  sent: readonly SentEvent[],
  demanded: ReadonlyMap<string, Demand>,
  firsts: readonly Taken[],
): readonly Reordered[] {
  const events = new Map(sent.map((event) => [event.id, event]));
  const latest = new Map<string, { readonly seq: number; readonly taken: Taken }>();
  const reordered: Reordered[] = [];
  for (const taken of firsts) {
    const event = events.get(taken.event ?? "");
    const demand = demanded.get(noticeKey(taken));
    if (event === undefined || demand === undefined) continue;
    const { channel, address } = taken;
    const place = channel === "topic" ? `${event.unit}/${event.locker}` : event.unit;
    const queue = `${channel}|${address}|${demand.party}|${demand.way}|${place}`;
    const before = latest.get(queue);
    if (before !== undefined && before.seq > event.seq)
      reordered.push({ before: before.taken, after: taken });
    else latest.set(queue, { seq: event.seq, taken });
  }
  return reordered;
}

function duplicatesOf(same: readonly Taken[], lives: readonly Life[]): readonly Duplicate[] {
  return same.slice(1).map((again, index) => {
    const first = same[index] ?? again;
    return { first, again, inFlight: wasInFlight(first, again, lives) };
  });
}

/**
 * A send is in flight from the moment its request reached the sink until the gateway has committed that it was
 * accepted; the journal that a killed process leaves behind tells which it had. Only the end of that very process,
 * or an answer that the sink cut off, excuses a repetition: a deploy, a restart, a frozen process do not.
 */
function wasInFlight(first: Taken, again: Taken, lives: readonly Life[]): boolean {
  if (first.cut) return true;
  if (again.generation === first.generation) return false;
  const life = lives.find(({ generation }) => generation === first.generation);
  return life !== undefined && life.killedAt !== null && !life.accepted.has(first.id);
}
