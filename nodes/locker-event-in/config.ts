import * as v from "valibot";
import { type ConfigOf, defineConfig, type FieldProblem } from "../config/define.ts";
import { list, nodeRef, number, text } from "../config/fields.ts";
import { problem } from "../config/problem.ts";
import { type EventType, UNIT_EVENT_TYPES } from "../domain/event.ts";
import { isHealth } from "../domain/event-kind.ts";
import type { WatchRules } from "../domain/watch-rules.ts";

/** What the gateway itself finds out about lockers. */
const FOUND = ["mass-opening", "repeated-denial"] as const satisfies readonly EventType[];

/** Types that leave by the first output and can be chosen; the device's health has an output of its own. */
export const LOCKER_EVENT_TYPES: readonly EventType[] = [
  ...UNIT_EVENT_TYPES.filter((type) => !isHealth(type)),
  ...FOUND,
];

const MINUTE = 60_000;
/** More is no alarm any more, but a count. */
const CROWD_MOST = 50;
const LONGEST_MINUTES = 120;
/** A unit that is lost by its last will must be told within three minutes, and the broker takes its time as well. */
const HOLD_LONGEST = 90;

const minutes = () => number({ value: 10, min: 1, max: LONGEST_MINUTES, integer: true });
const crowd = (value: number) => number({ value, min: 0, max: CROWD_MOST, integer: true });

/** Ids separated by commas or white space. */
function ids(value: string): readonly string[] {
  return value.split(/[\s,;]+/).filter((id) => id !== "");
}

const SITE_ID = /^[A-Z0-9-]{2,16}$/;
const LOCKER_ID = /^[A-Za-z0-9-]{2,32}$/;

function idsCheck(pattern: RegExp, key: string): (value: string) => string | null {
  return (value) => {
    const wrong = ids(value).find((id) => !pattern.test(id));
    return wrong === undefined ? null : problem(key, { id: wrong });
  };
}

export const lockerEventIn = defineConfig({
  fields: {
    name: text({ max: 80 }),
    link: nodeRef("mqtt-link"),
    sites: text({ check: idsCheck(SITE_ID, "locker-event-in.check.site") }),
    lockers: text({ max: 20_000, check: idsCheck(LOCKER_ID, "locker-event-in.check.locker") }),
    types: list(
      [],
      v.array(
        v.picklist(LOCKER_EVENT_TYPES, problem("locker-event-in.check.type")),
        problem("locker-event-in.check.type"),
      ),
    ),
    /** Seconds in which a unit whose last will came may come back. */
    hold: number({ value: 30, min: 0, max: HOLD_LONGEST, integer: true }),
    /** Lockers of a site within the minutes that are a mass opening; 0: off. */
    openings: crowd(5),
    openingsWithin: minutes(),
    /** Reports of refused access at one locker within the minutes; 0: off. */
    denials: crowd(3),
    denialsWithin: minutes(),
  },
  rule({ openings, denials }): readonly FieldProblem[] {
    return [...crowdOfOne("openings", openings), ...crowdOfOne("denials", denials)];
  },
});

/** One is none: a rule about it would repeat each event. */
function crowdOfOne(field: string, count: number | undefined): readonly FieldProblem[] {
  return count === 1
    ? [{ field, problem: problem("locker-event-in.check.crowd", { most: CROWD_MOST }) }]
    : [];
}

/** What the node wants to be watched for at the sites that it takes in. */
export function rulesOf(config: LockerEventInConfig): WatchRules {
  const { hold, openings, openingsWithin, denials, denialsWithin } = config;
  return {
    holdMs: hold * 1000,
    openings: { atLeast: openings, withinMs: openingsWithin * MINUTE },
    denials: { atLeast: denials, withinMs: denialsWithin * MINUTE },
  };
}

export type LockerEventInConfig = ConfigOf<typeof lockerEventIn>;

/** What a node lets through; an empty set lets everything through. */
export interface Filter {
  readonly sites: ReadonlySet<string>;
  readonly lockers: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
}

export function filterOf(config: LockerEventInConfig): Filter {
  return {
    sites: new Set(ids(config.sites)),
    lockers: new Set(ids(config.lockers)),
    types: new Set(config.types),
  };
}
