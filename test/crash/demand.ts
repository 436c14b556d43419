import type { Bank, Desk } from "./bank.ts";
import type { Hours } from "./hours.ts";

/** Something a unit recorded, and so must tell the gateway until it is answered. */
export interface SentEvent {
  /** As the gateway names it: `{unit}-{seq}-{12 hex digits}`. */
  readonly id: string;
  readonly unit: string;
  readonly site: string;
  readonly locker: string | null;
  readonly seq: number;
  readonly type: string;
  /** By the unit's clock, milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds of the run. */
  readonly recordedAt: number;
}

export type Channel = "sms" | "topic" | "email";
/** Whom a notice is for; each has a lane of its own in the outbox. */
export type Party = "hirer" | "control-room" | "insurer" | "branch";

/** One notice that one recipient must receive. */
export interface Demand {
  readonly event: string;
  readonly party: Party;
  readonly channel: Channel;
  readonly address: string;
  /**
   * By which wires it comes. There is an order only along the same ones: within the hours an alarm passes one
   * node more than outside of them, and so one of 16:00:00 can overtake one of 15:59:59.
   */
  readonly way: string;
}

/** An alarm at whatever hour, as "alarm at any hour" of the bundled flow says. */
const ALARMS: ReadonlySet<string> = new Set(["forced", "duress", "tamper", "held-open", "access-denied"]);
/** What a branch looks after itself. */
const SERVICE: ReadonlySet<string> = new Set(["battery-low", "power"]);

/**
 * The notices that the bundled flows' rules demand of one event, by what README.md and the flows' comments
 * promise. Written anew here, from the harness's own bank and hours: a mistake of the product must not hide
 * behind the same mistake here.
 */
export function demandsOf(event: SentEvent, bank: Bank, hours: Hours): readonly Demand[] {
  const { id, site, locker, type, at } = event;
  const outside = !hours.isOpen(at);
  const demands: Demand[] = [];
  // What a branch looks after itself passes no calendar, and each type of it leaves by an output of its own.
  const alarmWay = outside && !SERVICE.has(type) ? "outside" : type;
  const demand = (party: Party, channel: Channel, addresses: readonly string[]) => {
    // Hirers have one way for every opening.
    const way = party === "hirer" ? "" : alarmWay;
    for (const address of addresses) demands.push({ event: id, party, channel, address, way });
  };
  const demandOfDesks = (party: Party, desks: readonly Desk[]) => {
    for (const { phones, emails, topics } of desks) {
      // A branch manager is told by mail alone.
      if (party === "control-room") demand(party, "sms", phones);
      if (party === "control-room") demand(party, "topic", topics);
      demand(party, "email", emails);
    }
  };

  if (type === "opened") {
    for (const { lockers, phones, emails } of bank.hirers) {
      if (locker === null || !lockers.includes(locker)) continue;
      demand("hirer", "sms", phones);
      demand("hirer", "email", emails);
    }
  }
  if (ALARMS.has(type) || (type === "opened" && outside)) {
    demandOfDesks("control-room", desksOf(bank, "control-room", site));
  }
  if (SERVICE.has(type)) demandOfDesks("branch", desksOf(bank, "branch-manager", site));
  if (type === "forced" || (type === "opened" && outside)) {
    for (const { channel, address } of insurersOf(bank, site, locker)) demand("insurer", channel, [address]);
  }
  return demands;
}

/**
 * What the gateway finds out by itself (a unit offline, missing numbers, that it was behind) is something that the
 * harness cannot foresee. But once anybody of a control room or a branch was told of it, all of it must be.
 * @param event id of the event, which begins with the unit or, for the gateway's own, with `gateway`; what became of
 *   an incident begins with `update`
 * @param told address of somebody who was told
 * @returns none where it was not their business; where an insurer was told, what is due to that one only, because the
 *   site is known by the control room alone
 */
export function demandsOfDerived(event: string, told: string, bank: Bank): readonly Demand[] {
  const derived = (party: Party, channel: Channel, addresses: readonly string[]): Demand[] =>
    addresses.map((address) => ({ event, party, channel, address, way: "derived" }));
  const insurersAt = (site: string) => (event.startsWith(MASS_OPENING) ? insurersOf(bank, site, null) : []);
  const desk = bank.desks.find(({ phones, emails, topics }) =>
    [phones, emails, topics].flat().includes(told),
  );
  if (desk === undefined) {
    const insurer = sitesOf(bank)
      .flatMap(insurersAt)
      .find(({ address }) => address === told);
    return insurer === undefined ? [] : derived("insurer", insurer.channel, [told]);
  }
  const { role } = desk;
  const unit = bank.units.find((one) => event.startsWith(`${one.unit}-`));
  // How an open incident stands is told by mail alone.
  const isUpdate = /^update\d+-/.test(event);
  if (unit === undefined && !event.startsWith("gateway-") && !isUpdate) return [];
  const desks = desksOf(bank, role, unit?.site ?? desk.site);
  if (!desks.includes(desk)) return [];
  const ofDesks = desks.flatMap(({ phones, emails, topics }) => {
    const mails = derived(PARTY[role], "email", emails);
    return role === "control-room" && !isUpdate
      ? [...derived(PARTY[role], "sms", phones), ...derived(PARTY[role], "topic", topics), ...mails]
      : mails;
  });
  // Of a desk for all sites that have none of their own, one site is left in the bank.
  const [site] = sitesOf(bank).filter((one) => desksOf(bank, "control-room", one).includes(desk));
  const insurers = site === undefined ? [] : insurersAt(site);
  return [...ofDesks, ...insurers.flatMap(({ channel, address }) => derived("insurer", channel, [address]))];
}

/** Many lockers of one site opened at once: the only one of the gateway's own alarms that insurers are told of. */
const MASS_OPENING = "gateway-mass-opening-";

function sitesOf(bank: Bank): readonly string[] {
  return [...new Set(bank.units.map(({ site }) => site))];
}

/**
 * Whom a suspected theft is told.
 * @param locker null where it is about the whole site, and so about each locker there
 */
function insurersOf({ insurers, units }: Bank, site: string, locker: string | null) {
  const concerned = new Set(
    locker === null ? units.filter((unit) => unit.site === site).flatMap((unit) => unit.lockers) : [locker],
  );
  return insurers.filter(({ sites, lockers, classes, until, withdrawn }) => {
    const covered =
      (sites.length === 0 || sites.includes(site)) &&
      (lockers.length === 0 || lockers.some((one) => concerned.has(one)));
    return covered && classes.includes("theft-suspected") && until === "" && !withdrawn;
  });
}

const PARTY = { "control-room": "control-room", "branch-manager": "branch" } as const;

/** A site's own, or those for every site. */
function desksOf(bank: Bank, role: Desk["role"], site: string | null): readonly Desk[] {
  const named = bank.desks.filter((desk) => desk.role === role);
  const own = named.filter((desk) => desk.site === site);
  return own.length > 0 ? own : named.filter((desk) => desk.site === null);
}
