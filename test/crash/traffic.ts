import type { Fleet } from "../../firmware/simulator/fleet.ts";
import type { Random } from "../../firmware/simulator/random.ts";

/** What happens at lockers, and how often among a hundred events. */
const SHARES = [
  ["opened", 56],
  ["closed", 19],
  ["forced", 4],
  ["tamper", 4],
  ["duress", 3],
  ["held-open", 4],
  ["access-denied", 4],
  ["battery-low", 4],
  ["power", 2],
] as const;

type Happening = (typeof SHARES)[number][0];

/**
 * Lets things happen at random lockers at random moments, as many a second as told in the long run.
 * @returns how to stop
 */
export function startTraffic(fleet: Fleet, rate: number, random: Random): () => void {
  const lockers = fleet.lockers;
  let timer: NodeJS.Timeout;
  const next = () => {
    // The pauses of a Poisson process.
    timer = setTimeout(
      () => {
        happen(fleet, lockers[random.integer(0, lockers.length - 1)] ?? "", happening(random));
        next();
      },
      (-Math.log(1 - random.next()) * 1_000) / rate,
    );
  };
  next();
  return () => clearTimeout(timer);
}

function happening(random: Random): Happening {
  let left = random.next() * 100;
  for (const [what, share] of SHARES) {
    left -= share;
    if (left < 0) return what;
  }
  return "opened";
}

function happen(fleet: Fleet, locker: string, what: Happening): void {
  const unit = fleet.unitOf(locker);
  switch (what) {
    case "opened":
      unit.open(locker);
      return;
    case "closed":
      unit.closeDoor(locker);
      return;
    case "forced":
      unit.force(locker);
      return;
    case "tamper":
      unit.tamper(locker);
      return;
    case "duress":
    case "held-open":
    case "access-denied":
      unit.record(what, locker);
      return;
    case "battery-low":
      unit.record(what, null, { percent: 18 });
      return;
    case "power":
      unit.record(what, null, { mains: false });
  }
}
