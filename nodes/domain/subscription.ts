import type { Access } from "./access.ts";
import type { LockerEvent } from "./event.ts";
import type { Closure, NoticeClass, Register, SubscribedClass, Subscription } from "./register.ts";
import type { TheftStage } from "./theft.ts";

/**
 * Which insurer hears of what. Nothing is told without a consent, after its withdrawal, outside of its dates
 * or beyond its scope. Theft is only ever suspected here: a person confirms it.
 */

/** `msg.payload` of a closure that insurer-feed announces. */
export interface ClosureNotice {
  readonly kind: "closure";
  /** The same for the same notice, whenever and by whichever node it is told; a change or a withdrawal is another one. */
  readonly id: string;
  readonly site: string;
  /** Null where the whole site closes. */
  readonly locker: string | null;
  readonly closure: Closure;
  /** `changed`: it takes effect on another day, or is of another kind, than was told before. */
  readonly news: "announced" | "changed" | "withdrawn";
  /** Id of the notice that this one replaces or withdraws; null for the first. */
  readonly refersTo: string | null;
  /** When it became news, milliseconds since 1970. */
  readonly at: number;
}

/** The closure a message announces, or null where it is about something else. */
export function closureOf(msg: { readonly payload?: unknown }): ClosureNotice | null {
  return isClosureNotice(msg.payload) ? msg.payload : null;
}

const NEWS: ReadonlySet<unknown> = new Set([
  "announced",
  "changed",
  "withdrawn",
] satisfies ClosureNotice["news"][]);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isClosureNotice(value: unknown): value is ClosureNotice {
  return (
    isRecord(value) &&
    value.kind === "closure" &&
    typeof value.id === "string" &&
    typeof value.site === "string" &&
    (value.locker === null || typeof value.locker === "string") &&
    isRecord(value.closure) &&
    typeof value.closure.kind === "string" &&
    typeof value.closure.announced === "string" &&
    typeof value.closure.effective === "string" &&
    NEWS.has(value.news) &&
    (value.refersTo === null || typeof value.refersTo === "string") &&
    typeof value.at === "number"
  );
}

/**
 * Who is told of what an officer said: those who subscribed to it, and, that it is unfounded, those who were told of it
 * before.
 */
export function classesOfTheft({ stage, isAutomatic, steps }: TheftClasses): readonly SubscribedClass[] {
  switch (stage) {
    case "suspected":
      return ["theft-suspected"];
    case "confirmed":
      return ["theft-confirmed"];
    case "police-report":
      return ["police-report"];
    case "unfounded": {
      const said = new Set(steps.map((step) => step.stage));
      return [
        ...(isAutomatic ? (["theft-suspected"] as const) : []),
        ...(said.has("confirmed") ? (["theft-confirmed"] as const) : []),
        ...(said.has("police-report") ? (["police-report"] as const) : []),
      ];
    }
  }
}

interface TheftClasses {
  readonly stage: TheftStage;
  /** True where the gateway told of a suspicion by itself. */
  readonly isAutomatic: boolean;
  readonly steps: readonly { readonly stage: TheftStage }[];
}

const MESSAGE_CLASS: Readonly<Record<TheftStage, NoticeClass>> = {
  suspected: "theft-suspected",
  confirmed: "theft-confirmed",
  "police-report": "police-report",
  unfounded: "theft-unfounded",
};

/** The class that a message about a stage is of. */
export function classOfStage(stage: TheftStage): NoticeClass {
  return MESSAGE_CLASS[stage];
}

/** What an event means to an insurer; null for what is none of an insurer's business. */
export function classOf(event: LockerEvent, access: Access | null): "theft-suspected" | null {
  const suspicious =
    event.type === "forced" ||
    event.type === "mass-opening" ||
    (event.type === "opened" && access?.inside === false);
  return suspicious ? "theft-suspected" : null;
}

export function classOfClosure({ kind }: Closure): SubscribedClass {
  return `closure-${kind}`;
}

/**
 * True while something may be told to the subscriber at all. Ask again at the moment of sending, with the
 * subscription as the register has it then, so that a withdrawal stops even what is already on its way.
 */
export function mayReceive({ consent, withdrawn }: Subscription): boolean {
  return consent !== "" && !withdrawn;
}

/**
 * True where the subscription covers a day.
 * @param date ISO date, local to the site, of what is told; `since` and `until` include their day
 */
export function isWanted(subscription: Subscription, date: string): boolean {
  const { since, until } = subscription;
  return mayReceive(subscription) && (since === null || since <= date) && (until === null || date <= until);
}

/** Days after its announcement and its effect for which a closure still counts as news. */
const CLOSURE_NEWS_DAYS = 92;

/** The ISO date of this moment, local to a site. */
export type Today = (site: string) => string;

/** The closures of the register that insurers may be told of. */
export function announcedClosures(register: Register, today: Today): AnnouncedClosure[] {
  const found: AnnouncedClosure[] = [];
  const consider = (site: string, locker: string | null, closure: Closure) => {
    const date = today(site);
    if (closure.announced > date || !isNews(closure, date)) return;
    const id = `${site}:${locker ?? "*"}:${closure.kind}:${closure.effective}`;
    found.push({ id, site, locker, closure });
  };
  for (const [site, closure] of register.siteClosures) consider(site, null, closure);
  for (const { id, site, closure } of register.lockers.values()) if (closure) consider(site, id, closure);
  return found;
}

/** A closure that insurers may be told of. */
export type AnnouncedClosure = Pick<ClosureNotice, "id" | "site" | "locker" | "closure">;

/** Old closures stay in the register as a record and are not told again at every start. */
export function isNews({ announced, effective }: Closure, today: string): boolean {
  return daysBetween(announced > effective ? announced : effective, today) <= CLOSURE_NEWS_DAYS;
}

const DAY_MS = 86_400_000;

/** Days from one ISO date to another; negative where the other lies before it. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}
