import * as v from "valibot";
import { type ConfigOf, defineConfig } from "../config/define.ts";
import { list, nodeRef, text } from "../config/fields.ts";
import { problem } from "../config/problem.ts";
import { UNIT_EVENT_TYPES, type UnitEventType } from "../domain/event.ts";
import { isHealth } from "../domain/event-kind.ts";

/** Types that leave by the first output and can be chosen; the device's health has an output of its own. */
export const LOCKER_EVENT_TYPES: readonly UnitEventType[] = UNIT_EVENT_TYPES.filter(
  (type) => !isHealth(type),
);

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
  },
});

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
