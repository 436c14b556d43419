import type { Closure, Register, Subscription } from "./register.ts";
import { announcedClosures, type ClosureNotice, classOfClosure, isNews, type Today } from "./subscription.ts";
import type { Subscribers } from "./subscription-scope.ts";

/** What one subscriber was last told of the closure of one place. */
export interface ToldClosure {
  /** Id of the subscription. */
  readonly subscription: string;
  /** Counts up from 1 with each notice about this place. */
  readonly n: number;
  readonly notice: ClosureNotice;
}

/** By `keyOfTold`. */
export type ToldClosures = ReadonlyMap<string, ToldClosure>;

/** A notice, and whom to tell. */
export interface ClosureNews {
  readonly notice: ClosureNotice;
  readonly subscription: Subscription;
}

export interface ClosureTelling {
  /** What is other than it was; null: it is of no interest any more. To be kept before anybody is told. */
  readonly changes: ReadonlyMap<string, ToldClosure | null>;
  /** All that is news, whether it was told before or not: the same notice is kept once. */
  readonly news: readonly ClosureNews[];
  /** The same as of before the changes: what a change refers to is told first. */
  readonly before: readonly ClosureNews[];
}

export interface Asked {
  readonly register: Register;
  readonly subscribers: Subscribers;
  readonly told: ToldClosures;
  /** True where faulty rows may hide closures: then none is taken for withdrawn. */
  readonly isDoubtful: boolean;
  readonly today: Today;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What subscribers are to be told of closures: each announced one once, each change of its date or kind as a notice that
 * refers to the one before, and its withdrawal, where its row was emptied before its day.
 */
export function closureTelling({
  register,
  subscribers,
  told,
  isDoubtful,
  today,
  now,
}: Asked): ClosureTelling {
  const changes = new Map<string, ToldClosure | null>();
  const wanting = ({ site, locker, closure }: Pick<ClosureNotice, "site" | "locker" | "closure">) =>
    subscribers.of({ class: classOfClosure(closure), site, locker, date: today(site) });

  const current = new Set<string>();
  for (const { id, site, locker, closure } of announcedClosures(register, today)) {
    for (const subscription of wanting({ site, locker, closure })) {
      const key = keyOfTold(subscription.id, site, locker);
      current.add(key);
      const before = told.get(key);
      if (before !== undefined && isSame(before.notice, closure)) continue;
      const news = before === undefined || before.notice.news === "withdrawn" ? "announced" : "changed";
      changes.set(
        key,
        following(before, subscription.id, { kind: "closure", id, site, locker, closure, news, at: now }),
      );
    }
  }

  for (const [key, one] of told) {
    if (current.has(key)) continue;
    const { notice, subscription } = one;
    const date = today(notice.site);
    const isOver = !isNews(notice.closure, date);
    if (isOver || register.subscription(subscription) === undefined) {
      if (isOver) changes.set(key, null);
      continue;
    }
    if (notice.news === "withdrawn" || isDoubtful || notice.closure.effective <= date) continue;
    if (!isGone(notice, register) || !wanting(notice).some(({ id }) => id === subscription)) continue;
    changes.set(key, following(one, subscription, { ...notice, news: "withdrawn", at: now }));
  }

  const newsOf = (all: ReadonlyMap<string, ToldClosure | null>): readonly ClosureNews[] =>
    [...all.values()].flatMap((one) => {
      if (one === null) return [];
      const subscription = wanting(one.notice).find(({ id }) => id === one.subscription);
      return subscription === undefined ? [] : [{ notice: one.notice, subscription }];
    });
  return { changes, news: newsOf(new Map([...told, ...changes])), before: newsOf(told) };
}

export function keyOfTold(subscription: string, site: string, locker: string | null): string {
  return `${subscription}|${site}|${locker ?? "*"}`;
}

/** What the journal gives back; null where that is none. */
export function toldFrom(value: string): ToldClosure | null {
  const given: unknown = JSON.parse(value);
  return isTold(given) ? given : null;
}

function following(
  before: ToldClosure | undefined,
  subscription: string,
  notice: Omit<ClosureNotice, "refersTo">,
): ToldClosure {
  const n = (before?.n ?? 0) + 1;
  const { site, locker, closure } = notice;
  const id = idOf(site, locker, closure);
  return {
    ...{ subscription, n },
    notice: { ...notice, id: n === 1 ? id : `${id}#${n}`, refersTo: before?.notice.id ?? null },
  };
}

export function idOf(site: string, locker: string | null, { kind, effective }: Closure): string {
  return `${site}:${locker ?? "*"}:${kind}:${effective}`;
}

function isSame({ news, closure }: ClosureNotice, { kind, effective }: Closure): boolean {
  return news !== "withdrawn" && closure.kind === kind && closure.effective === effective;
}

/** The place is in the register, and its closure is not, or is of another kind that this subscriber does not want. */
function isGone(
  { site, locker, closure }: ClosureNotice,
  { sites, siteClosures, lockers }: Register,
): boolean {
  const place = locker === null ? sites.get(site) : lockers.get(locker);
  const now = locker === null ? siteClosures.get(site) : lockers.get(locker)?.closure;
  return place !== undefined && now?.kind !== closure.kind;
}

function isTold(given: unknown): given is ToldClosure {
  if (typeof given !== "object" || given === null) return false;
  const { subscription, n, notice }: Record<string, unknown> = { ...given };
  const isNotice = typeof notice === "object" && notice !== null;
  return typeof subscription === "string" && Number.isSafeInteger(n) && isNotice;
}
