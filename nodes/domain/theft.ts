import { LockerError } from "./errors.ts";
import type { Cause, Deed, Incident } from "./incident.ts";
import { moment } from "./incident-act.ts";

/**
 * From a suspicion to a claim. The gateway only ever suspects; that it was a theft, that the police know of it, or that
 * there was none, is said by a named officer of the bank.
 */
export type TheftStage = "suspected" | "confirmed" | "police-report" | "unfounded";

/** One thing that a named officer said. */
export interface TheftStep extends Deed {
  readonly stage: TheftStage;
}

/** What the police gave the bank: in India the First Information Report (FIR). */
export interface PoliceReport {
  readonly number: string;
  readonly station: string;
  /** ISO date. */
  readonly date: string;
}

/** What the bank says about one incident. */
export interface TheftCase {
  /** Id of the incident. */
  readonly incident: string;
  readonly site: string;
  /** Null where it concerns the whole site (many lockers at once). */
  readonly locker: string | null;
  readonly stage: TheftStage;
  /** When the incident was raised, milliseconds since 1970. */
  readonly suspectedAt: number;
  /** In order; empty while it is only suspected. */
  readonly steps: readonly TheftStep[];
  /** The last one told. */
  readonly policeReport: PoliceReport | null;
  /** True while no insurer-feed is there to tell the last steps: the first that comes tells them. */
  readonly untold: boolean;
}

interface Said {
  /** How many steps the case had when the officer looked at it; without it nothing is compared. */
  readonly seen?: number;
}

export type TheftAct =
  | (Said & {
      readonly do: "confirm" | "unfounded";
      /** Id of the incident. */
      readonly incident: string;
      /** Sign-in name, 1 to BY_LONGEST characters. */
      readonly by: string;
      /** Why, in 1 to REMARK_LONGEST characters; in the ledger only. */
      readonly remark: string;
    })
  | (Said & {
      readonly do: "police-report";
      readonly incident: string;
      readonly by: string;
      readonly remark: string;
      readonly report: PoliceReport;
    });

/**
 * What may turn out to be a theft: a locker that was open when it should not have been, was broken open, or had a
 * person forced to open it. A unit that is offline is none, whatever the thieves did to it: its locker tells.
 */
const CAUSES: ReadonlySet<Cause> = new Set<Cause>([
  "forced",
  "opened-outside-hours",
  "opened",
  "mass-opening",
  "no-visit",
  "unattended",
  "held-open",
  "not-closed",
  "tamper",
  "duress",
]);

export function canBeTheft({ cause, drill }: Pick<Incident, "cause" | "drill">): boolean {
  return drill !== true && CAUSES.has(cause);
}

/** The case of an incident about which nobody has said anything yet; null where it can be no theft. */
export function suspectedIn(incident: Incident): TheftCase | null {
  if (!canBeTheft(incident)) return null;
  const { id, site, locker, raisedAt } = incident;
  const about = { incident: id, site, locker, suspectedAt: raisedAt };
  return { ...about, stage: "suspected", steps: [], policeReport: null, untold: false };
}

/**
 * The case after what an officer said; the same object where they say the same once more, as with a button pressed
 * twice.
 * @param remark of the case's last step; null where it has none, or that was erased
 * @param now milliseconds since 1970
 * @throws LockerError `theft-refused`
 */
export function advanced(before: TheftCase, act: TheftAct, remark: string | null, now: number): TheftCase {
  const stage = STAGES[act.do];
  const last = before.steps.at(-1);
  const isSame = last?.stage === stage && last.by === act.by && remark === act.remark;
  if (isSame && (act.do !== "police-report" || equal(before.policeReport, act.report))) return before;
  check(before, act);
  const steps = [...before.steps, { stage, by: act.by, at: now }];
  const policeReport = act.do === "police-report" ? act.report : before.policeReport;
  return { ...before, stage, steps, policeReport };
}

const STAGES: Readonly<Record<TheftAct["do"], TheftStage>> = {
  confirm: "confirmed",
  "police-report": "police-report",
  unfounded: "unfounded",
};

/** What can be said next. A report to the police is corrected by another one. */
const NEXT: Readonly<Record<TheftStage, readonly TheftAct["do"][]>> = {
  suspected: ["confirm", "unfounded"],
  confirmed: ["police-report", "unfounded"],
  "police-report": ["police-report", "unfounded"],
  unfounded: ["confirm"],
};

/** What an officer can say about a case as it stands. */
export function nextActs({ stage }: Pick<TheftCase, "stage">): readonly TheftAct["do"][] {
  return NEXT[stage];
}

function check(before: TheftCase, act: TheftAct): void {
  if (!NEXT[before.stage].includes(act.do)) throw refusedTheft(`${standing(before)} ${LEFT[before.stage]}`);
  if (act.seen !== undefined && act.seen !== before.steps.length)
    throw refusedTheft(
      `${standing(before)} That was said after you had opened this, and insurers are told of it. Close this, look at it, and say then what is so.`,
    );
  if (
    act.do === "police-report" &&
    equal(before.policeReport, act.report) &&
    before.stage === "police-report"
  )
    throw refusedTheft(`${standing(before)} It says the same. To correct it, send the one that is right.`);
}

const LEFT: Readonly<Record<TheftStage, string>> = {
  suspected: "Confirm it first, or say that it is unfounded.",
  confirmed: "What is left is the report to the police, or to say that it is unfounded after all.",
  "police-report": "What is left is to correct that report, or to say that it is unfounded after all.",
  unfounded: "If it was a theft after all, confirm it first.",
};

function standing({ stage, steps }: TheftCase): string {
  const last = steps.at(-1);
  if (last === undefined) return "So far this theft is only suspected, and nobody has confirmed it.";
  return `${last.by} ${SAID[stage]} at ${moment(last.at)}.`;
}

const SAID: Readonly<Record<TheftStage, string>> = {
  suspected: "suspected it",
  confirmed: "confirmed this theft",
  "police-report": "wrote down the report to the police",
  unfounded: "said that this is unfounded",
};

/** @param reason ends the sentence: how the case stands, and what can be done */
export function refusedTheft(reason: string): LockerError {
  return new LockerError("theft-refused", `That was not done. ${reason}`);
}

function equal(one: PoliceReport | null, other: PoliceReport): boolean {
  return one?.number === other.number && one.station === other.station && one.date === other.date;
}
