import { type Bank, makeBank } from "../crash/bank.ts";

/** The part of the crash harness's bank that one unit serves: its four lockers, with single and joint hirers. */
export function oneUnitBank(): Bank {
  const { units, hirers, desks, insurers } = makeBank();
  const unit = units.slice(0, 1);
  const served = new Set(unit.flatMap(({ lockers }) => lockers));
  return {
    units: unit,
    hirers: hirers.filter(({ lockers }) => lockers.every((locker) => served.has(locker))),
    desks: desks.filter(({ site }) => site === null || unit.some((one) => one.site === site)),
    insurers: insurers.filter(
      ({ sites, lockers }) =>
        lockers.length === 0 && (sites.length === 0 || sites.includes(unit[0]?.site ?? "")),
    ),
  };
}
