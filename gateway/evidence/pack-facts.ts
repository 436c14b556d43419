import { hash } from "node:crypto";
import * as v from "valibot";
import { isDay } from "../../nodes/domain/day-report-clock.ts";
import { CHAIN, LEDGER_ID } from "../../nodes/domain/ledger.ts";
import { PACK_FORMAT } from "./pack-format.ts";

const WORD = v.string();
const MAYBE = v.nullable(WORD);
const DAY = v.nullable(v.pipe(WORD, v.check(isDay)));
const TIME = v.pipe(v.number(), v.safeInteger(), v.minValue(-8.64e15 + 1e9), v.maxValue(8.64e15 - 1e9));
const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const CHAIN_ID = v.pipe(WORD, v.regex(CHAIN));
const ZONE = v.pipe(
  WORD,
  v.check((name) => isZone(name)),
);

const DEVICE = v.strictObject({
  unit: WORD,
  /** As the contract between unit and gateway has it: one name for both, and the CN of the certificate. */
  thingName: WORD,
  firmware: MAYBE,
  boot: v.nullable(COUNT),
  lastSeq: v.nullable(COUNT),
  /** Milliseconds since 1970. */
  lastSeenAt: v.nullable(TIME),
  /** True where the register lists the locker under it now. */
  listed: v.boolean(),
});

const PERSON = v.strictObject({
  kind: v.picklist(["hirer", "contact"]),
  reference: WORD,
  role: MAYBE,
  name: WORD,
  phones: v.array(WORD),
  emails: v.array(WORD),
});

const WITHHELD = v.strictObject({
  site: CHAIN_ID,
  n: COUNT,
  kind: WORD,
  why: v.picklist(["remark", "person"]),
});

const FACTS = v.strictObject({
  format: v.literal(PACK_FORMAT),
  /** Milliseconds since 1970. */
  madeAt: TIME,
  /** Version of this package. */
  version: WORD,
  ledger: v.pipe(WORD, v.regex(LEDGER_ID)),
  locker: v.pipe(WORD, v.regex(/^[A-Za-z0-9-]{2,32}$/)),
  sites: v.array(v.strictObject({ id: CHAIN_ID, name: MAYBE })),
  timeZone: ZONE,
  timeZoneFrom: v.picklist(["register", "decisions", "gateway"]),
  /** ISO dates by the clock of the time zone, both inclusive; null: all. */
  fromDay: DAY,
  toDay: DAY,
  /** The same as moments, from `from` on and before `to`. */
  from: v.nullable(TIME),
  to: v.nullable(TIME),
  masked: v.boolean(),
  by: MAYBE,
  purpose: MAYBE,
  /** Where the ledger of the gateway has the record of this export; null where it was not told. */
  recorded: v.nullable(v.strictObject({ id: WORD, site: CHAIN_ID, n: COUNT, at: TIME })),
  devices: v.array(DEVICE),
  /** Null where the pack is masked. From the register, which is no part of the ledger. */
  people: v.nullable(v.array(PERSON)),
  /** Records of the locker whose content is left out of a masked pack; more of them are only counted. */
  withheld: v.array(WITHHELD),
  withheldInAll: COUNT,
});

/** What a pack says beside the ledger: what was asked for, by whom, and what was known when it was made. */
export type PackFacts = v.InferOutput<typeof FACTS>;
export type PackDevice = v.InferOutput<typeof DEVICE>;
export type PackPerson = v.InferOutput<typeof PERSON>;
export type Withheld = v.InferOutput<typeof WITHHELD>;

/** Records that were withheld and are named one by one. */
export const WITHHELD_NAMED = 1000;

/** The facts in a manifest; null where it holds none that this version understands. */
export function factsIn(value: unknown): PackFacts | null {
  const { success, output } = v.safeParse(FACTS, value);
  return success ? output : null;
}

/** Shows damage, not forgery: anybody can compute it. */
export function factsSum(facts: PackFacts): string {
  return hash("sha256", `${PACK_FORMAT} facts\n${JSON.stringify(facts)}`);
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
