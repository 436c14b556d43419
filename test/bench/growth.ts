import type { BenchBed } from "./bench-bed.ts";
import { makeJournal } from "./big-journal.ts";
import { type Gateway, smartLockers } from "./contestants.ts";
import type { Grown } from "./figures.ts";
import type { Plan } from "./plan.ts";
import { median } from "./statistics.ts";
import { Trial } from "./trial.ts";

/** What an event costs as more lockers are known, and with a journal that is full. */
export async function growth(
  bed: BenchBed,
  plan: Plan,
  tell: (line: string) => void,
): Promise<readonly Grown[]> {
  const { lockers, events, rounds } = plan.growth;
  const [fewest = 1] = lockers;
  const userDir = bed.newFolder();
  tell(`a journal of ${events} events is made`);
  await makeJournal(userDir, events, fewest);
  const cases: readonly { lockers: number; events: number }[] = [
    ...lockers.map((known) => ({ lockers: known, events: 0 })),
    { lockers: fewest, events },
  ];
  const measured = cases.map((): { perSecond: number; cpuUs: number }[] => []);
  let inJournal = events;
  for (let round = 1; round <= rounds; round += 1) {
    for (const [index, each] of cases.entries()) {
      tell(`growth, round ${round}: ${each.lockers} lockers known, ${each.events} events in the journal`);
      const gateway: Gateway = { units: each.lockers };
      const full = each.events > 0;
      const found = await costOf(
        bed,
        plan,
        full ? { ...gateway, journal: { userDir, events: inJournal } } : gateway,
      );
      if (full) inJournal += found.events;
      measured[index]?.push(found);
    }
  }
  return cases.map((each, index) => ({
    ...each,
    perSecond: median((measured[index] ?? []).map(({ perSecond }) => perSecond)),
    cpuUs: median((measured[index] ?? []).map(({ cpuUs }) => cpuUs)),
  }));
}

async function costOf(bed: BenchBed, plan: Plan, gateway: Gateway) {
  const contestant = await smartLockers(bed, gateway);
  const trial = new Trial(bed, contestant);
  try {
    const { perSecond, cpuUs } = await trial.saturate(plan.warmUp, plan.growth.saturateMs);
    return { perSecond, cpuUs: cpuUs ?? Number.NaN, events: trial.arrived };
  } finally {
    trial.end();
    await contestant.stop();
  }
}
