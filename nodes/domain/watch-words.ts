import type { LockerEvent } from "./event.ts";

/** Of whom, and what, an alarm tells that the gateway itself has found. */
export interface Words {
  /** How its sentence begins, before " at " and the site; left out: as that of any event. */
  readonly whose?: string;
  readonly what: string;
}

/** More are only counted in a sentence. */
const NAMED = 5;

/** The words of what the gateway has found; null for what a unit reported, and what needs no other words. */
export function wordsOfFound({ type, data }: Pick<LockerEvent, "type" | "data">): Words | null {
  const { by, why, cause, count, over, minutes, seconds } = data;
  switch (type) {
    case "mass-opening":
      if (count === undefined) return null;
      return {
        whose: `${count} lockers`,
        what: `were opened within ${minutes} minutes (${named(data.lockers, count)})`,
      };
    case "repeated-denial":
      if (count === undefined) return null;
      return { what: `refused access again and again (${count} reports within ${minutes} minutes)` };
    case "mass-offline":
      if (over === true) {
        return { whose: "The units", what: "are heard again; those that are not are told singly" };
      }
      if (cause === "link") return LINK;
      return count === undefined ? null : { whose: `${count} units`, what: unitsOffline(data.units, count) };
    case "offline":
      return why === "never"
        ? { what: "was never heard since it was registered: what happens there goes unseen" }
        : null;
    case "held-open":
      return by === "gateway"
        ? { what: `was open when its unit was lost, and was not seen to be closed within ${seconds} s` }
        : null;
    case "closed":
      return by === "gateway" ? { what: "was found closed when its unit was back" } : null;
    case "not-told":
      return data.notTold === undefined ? null : notTold(data);
    case "clock-suspect":
      return data.clock === "none" && data.minutes !== undefined
        ? { what: "does not know the time, because its clock was never set" }
        : null;
    default:
      return null;
  }
}

const LINK: Words = {
  whose: "The gateway",
  what: "hears no unit, because its own connection is down: what happens there goes unseen until it is back",
};

function unitsOffline(units: unknown, count: unknown): string {
  return `are offline at once (${named(units, count)}): what happens there goes unseen until they are back`;
}

function notTold(data: LockerEvent["data"]): Words {
  const { notTold: count, openings, day, sms, email, missing } = data;
  const all = Number(sms) + Number(email);
  const noAddress = Number(data.noAddress ?? 0);
  const address = noAddress > 0 ? `; for ${noAddress} of them the register has no number or address` : "";
  const flow =
    missing === all && noAddress < all ? ", and no flow had asked for one: see that one tells hirers" : "";
  return {
    whose: `${count} of ${openings} openings of ${day}`,
    what: `were not told to every hirer by SMS and by e-mail, both: tell them by hand (${sms} SMS and ${email} e-mails were not accepted${flow}${address}), as found`,
  };
}

function named(given: unknown, count: unknown): string {
  const ids = Array.isArray(given) ? given.slice(0, NAMED).map(String) : [];
  const more = Number(count) - ids.length;
  return more > 0 ? `${ids.join(", ")} and ${more} more` : ids.join(", ");
}
