import { hash } from "node:crypto";
import type { StatusLocker } from "./contract.ts";
import { type EventType, LATE_AFTER_MS, type LockerEvent, type Occurred } from "./event.ts";
import type { Heartbeat } from "./parse-heartbeat.ts";
import type { Rejection } from "./parse-message.ts";
import type { UnitStatus } from "./parse-status.ts";
import type { Count, Gap } from "./sequence.ts";

/** The same complaint about the same cause is one event within this time: it survives a redelivery, not a day. */
export const COMPLAINT_MS = 60 * 60_000;

/** What was known of a unit (the journal's UnitState). */
export interface KnownUnit {
  readonly online: boolean | null;
  readonly boot: number | null;
  /** When the unit itself was last heard, milliseconds since 1970. */
  readonly seenAt: number | null;
}

/** What is known now, to be written down (the journal's UnitSighting). */
export interface Sighting {
  readonly unit: string;
  readonly online: boolean;
  readonly boot: number | null;
  readonly nonce?: string;
  readonly uptime?: number;
  readonly clock?: string;
  readonly firmware?: string;
  readonly lockers?: SightedLockers;
  /** Null where it was never heard. */
  readonly seenAt: number | null;
}

/** How all lockers of the unit are, as of a number of its sequence. */
export interface SightedLockers {
  readonly seq: number;
  readonly states: readonly StatusLocker[];
  /** False where the broker kept the message: events that are known already may be newer. */
  readonly isFresh: boolean;
}

/**
 * Append the events first, write the sighting after them, acknowledge last: an interruption in between then
 * derives the same events, with the same ids, once more.
 */
export interface HealthNews {
  readonly events: readonly LockerEvent[];
  /** Null where the message says nothing new, as the last will of an older boot. */
  readonly sighting: Sighting | null;
  /** True for a last will that is news: the unit is lost unless it is back in a moment. */
  readonly left?: true;
}

const NOTHING: HealthNews = { events: [], sighting: null };

/**
 * What a status means. A last will of an older boot means nothing, and neither does an old retained message;
 * a state that was known already gives no event. A last will itself gives none: `healthOfLoss` tells of the loss.
 * @param retained true where the broker kept the message, so that it may be old
 */
export function healthOfStatus(
  status: UnitStatus,
  known: KnownUnit | null,
  receivedAt: number,
  retained: boolean,
): HealthNews {
  const { unit, boot } = status;
  const isOlder = known !== null && known.boot !== null && boot < known.boot;
  if (!status.online) {
    if (isOlder) return NOTHING;
    if (known?.online !== false) return { ...NOTHING, left: true };
    // The broker speaks here, not the unit, which was last heard before.
    return { events: [], sighting: { unit, online: false, boot, seenAt: known.seenAt } };
  }
  if (isOlder && retained) return NOTHING;
  const { nonce, firmware, reset, config, settings, lockers, seq, clock, strangers } = status;
  const data = { boot, firmware, reset, config, settings, lockers, seq, clock };
  // What the broker has kept of a unit that is told as lost says nothing new: if it is back, it is heard in a moment.
  const isLost = retained && known?.online === false && known.boot === boot;
  const news = isLost ? [] : comesOnline(status, known, receivedAt, data);
  const isOld = retained && known !== null && news.length === 0;
  return {
    events: [...news, ...complaintsOf(status, strangers, receivedAt)],
    sighting: {
      unit,
      online: !isLost,
      boot,
      nonce,
      clock,
      firmware,
      ...(isOld && !isLost ? {} : { lockers: { seq, states: lockers, isFresh: !retained } }),
      seenAt: (isOld ? known.seenAt : heardAt(known, retained ? 0 : receivedAt)) ?? receivedAt,
    },
  };
}

/**
 * A heartbeat brings a unit back that was thought lost, whichever boot it is in. It is never queued, so that one of an
 * earlier boot than the known one tells of a unit restored or exchanged, or of a second one, even if no event does.
 */
export function healthOfHeartbeat(
  heartbeat: Heartbeat,
  known: KnownUnit | null,
  receivedAt: number,
): HealthNews {
  const { unit, boot, uptime } = heartbeat;
  const previousBoot = known?.boot ?? boot;
  const about = { receivedAt, occurred: at(receivedAt), data: { boot, previousBoot } };
  const back = boot < previousBoot ? [derived("restored", heartbeat, [hourOf(receivedAt)], about)] : [];
  return {
    events: [...comesOnline(heartbeat, known, receivedAt, { boot }), ...back],
    sighting: { unit, online: true, boot, uptime, seenAt: heardAt(known, receivedAt) ?? receivedAt },
  };
}

/**
 * Later each time the unit is heard, by a millisecond if need be: going offline is told apart by when the unit was
 * last heard, and a broker that kept a night of comings and goings sends them all within one millisecond.
 */
function heardAt(known: KnownUnit | null, receivedAt: number): number | null {
  return known === null || known.seenAt === null ? null : Math.max(receivedAt, known.seenAt + 1);
}

/** A unit heard so lately, milliseconds, is not lost, whoever heard it: there may be several connections. */
const HEARD_MS = 100_000;

/** How a unit was lost (domain/watch-presence). */
export interface Loss {
  readonly unit: string;
  readonly site: string;
  readonly why: "will" | "silence";
  /** Of its last will. */
  readonly boot: number | null;
}

/**
 * What it means that a unit is lost: nothing where that was told before.
 * @param now milliseconds since 1970
 * @returns `isHere` true where the unit was heard by another way
 */
export function healthOfLoss(
  { unit, site, why, boot: left }: Loss,
  known: KnownUnit | null,
  now: number,
): HealthNews & { readonly isHere?: true } {
  if (known?.online === false) return NOTHING;
  const seenAt = known?.seenAt ?? null;
  // By the distance: a clock that was set back must not make a unit be heard for ever.
  if (why === "silence" && seenAt !== null && Math.abs(now - seenAt) < HEARD_MS) {
    return { ...NOTHING, isHere: true };
  }
  const event = offlineOf({ unit, site, why, boot: left }, known, now);
  return { events: [event], sighting: { unit, online: false, boot: event.boot, seenAt } };
}

/** That a unit is lost: the same loss gives the same id, whenever it is told. */
export function offlineOf(
  { unit, site, why, boot: left }: Loss,
  known: Pick<KnownUnit, "boot" | "seenAt"> | null,
  now: number,
): LockerEvent {
  const boot = left ?? known?.boot ?? null;
  const seenAt = known?.seenAt ?? null;
  const occurred = { earliest: Math.min(seenAt ?? now, now), latest: now };
  const data = { boot, why: seenAt === null && why === "silence" ? "never" : why };
  const cause = [boot ?? "", seenAt ?? "never"];
  return derived("offline", { site, unit, boot }, cause, { receivedAt: now, occurred, data });
}

interface Sender {
  readonly site: string;
  readonly unit: string;
  readonly boot: number | null;
}

function comesOnline(
  sender: Sender & { readonly boot: number },
  known: KnownUnit | null,
  receivedAt: number,
  data: Readonly<Record<string, unknown>>,
): readonly LockerEvent[] {
  if (known?.online === true && known.boot === sender.boot) return [];
  const cause = [sender.boot, known?.boot ?? "", known?.seenAt ?? ""];
  return [derived("online", sender, cause, { receivedAt, occurred: at(receivedAt), data })];
}

function complaintsOf(
  status: UnitStatus,
  strangers: readonly string[],
  receivedAt: number,
): readonly LockerEvent[] {
  if (strangers.length === 0) return [];
  const cause = [...strangers, hourOf(receivedAt)];
  const data = { lockers: strangers };
  return [derived("unknown-locker", status, cause, { receivedAt, occurred: at(receivedAt), data })];
}

/**
 * What the journal's answer to `append` means: missing numbers before the event, a number that was used before, a
 * count from another point, a clock that cannot be believed. A duplicate gives the same ids as the first time. Two
 * units of one name contradict each other with every event: that is an alarm once an hour, and so are replays.
 */
export function healthOfAppended({
  event,
  gap,
  before,
}: {
  readonly event: LockerEvent;
  readonly gap: Gap | null;
  readonly before: Count | null;
}): readonly LockerEvent[] {
  const { occurred, receivedAt, locker, boot, marks } = event;
  const found: LockerEvent[] = [];
  if (marks.length === 0) return found;
  const data = { eventId: event.id, eventType: event.type, seq: event.seq };
  if (marks.includes("sequence-gap")) {
    const missing = { ...data, ...gap };
    found.push(derived("sequence-gap", event, [event.id], { receivedAt, occurred, data: missing }));
  }
  if (marks.includes("replayed")) {
    const cause = [locker ?? "", hourOf(receivedAt)];
    found.push(derived("replayed", event, cause, { receivedAt, occurred, data, locker }));
  }
  if (marks.includes("restored")) {
    const counts = { ...data, boot, ...(before && { previousBoot: before.boot, previousSeq: before.seq }) };
    found.push(derived("restored", event, [hourOf(receivedAt)], { receivedAt, occurred, data: counts }));
  }
  if (marks.includes("clock-suspect")) {
    const cause = [boot ?? "", hourOf(receivedAt)];
    const claim = { ...data, at: event.at, clock: event.clock };
    found.push(derived("clock-suspect", event, cause, { receivedAt, occurred, data: claim }));
  }
  return found;
}

/**
 * The alarm that an event was given up: it was on its way through the flow of a node each time the process ended
 * unexpectedly. The same event and node give the same id.
 * @param now milliseconds since 1970
 */
export function healthOfUnsettled(
  { id, site, unit, locker, boot, type }: LockerEvent,
  node: string,
  attempts: number,
  now: number,
): LockerEvent {
  return derived("unsettled", { site, unit, boot }, [id, node], {
    ...{ receivedAt: now, occurred: at(now), locker },
    data: { eventId: id, eventType: type, node, attempts },
  });
}

/**
 * The alarm that a rejected message is, when it came on the topic of a registered unit or of an unknown unit
 * at a registered site; null for any other rejection.
 */
export function healthOfRejection(
  { code, reason, topic, unit, site }: Rejection,
  payload: Uint8Array,
  receivedAt: number,
): LockerEvent | null {
  if (topic === null || site === null) return null;
  const type = code === "unknown-unit" || code === "unknown-locker" ? code : "invalid-message";
  if (unit === null && type !== "unknown-unit") return null;
  const content = hash("sha256", payload.subarray(0, CONTENT_BYTES), "hex");
  const sender = { site, unit: unit ?? topic.unit, boot: null };
  return derived(type, sender, [topic.message, payload.byteLength, content, hourOf(receivedAt)], {
    receivedAt,
    occurred: at(receivedAt),
    data: { code, reason, message: topic.message, bytes: payload.byteLength },
  });
}

/** So much of a rejected message, with its length, tells it from others. */
const CONTENT_BYTES = 4096;

function hourOf(moment: number): number {
  return Math.floor(moment / COMPLAINT_MS);
}

function at(moment: number): Occurred {
  return { earliest: moment, latest: moment };
}

/** An event of the gateway's own, whose id follows from its cause. */
export function derived(
  type: EventType,
  { site, unit, boot }: Sender,
  cause: readonly (string | number)[],
  about: Pick<LockerEvent, "receivedAt" | "occurred" | "data"> & { readonly locker?: string | null },
): LockerEvent {
  const key = hash("sha256", JSON.stringify([site, unit, type, ...cause]), "hex");
  return {
    id: `${unit}-${type}-${key.slice(0, 12)}`,
    site,
    unit,
    locker: about.locker ?? null,
    type,
    at: null,
    receivedAt: about.receivedAt,
    occurred: about.occurred,
    late: about.receivedAt - about.occurred.latest > LATE_AFTER_MS,
    clock: "none",
    marks: [],
    boot,
    seq: null,
    uptime: null,
    door: null,
    tamper: null,
    data: about.data,
  };
}
