import { writeSync } from "node:fs";
import { LANE, type Notice } from "../../nodes/domain/notice.ts";
import type { Subscription } from "../../nodes/domain/register.ts";
import { Subscribers } from "../../nodes/domain/subscription-scope.ts";
import { ClosureDiary } from "../../nodes/insurer-feed/closure-news.ts";
import { openJournal, type WorkerJournal } from "../../nodes/journal/worker-journal.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { TheftDesk } from "../../nodes/runtime/theft-desk.ts";
import { closingBank } from "./closing-bank.ts";

export const FEED = "feed";
export const INCIDENTS = 40;

/** A closure as sns-notify and email-notify keep it. */
export function closureNotice(id: string, { id: subscription }: Subscription): Notice {
  return {
    key: `closure|${id}|${subscription}`,
    subject: { kind: "closure", id },
    ...{
      node: "notify",
      route: "email:a:b",
      channel: "email",
      lane: LANE.insurer,
      class: "closure-surrendered",
    },
    recipient: { kind: "subscriber", id: subscription },
    ...{ severity: "notice", site: "MUM01", locker: null, drill: false, template: { text: "" }, values: {} },
    ...{ createdAt: 0, overdueAt: Number.MAX_SAFE_INTEGER },
  };
}

/** Looks once at a register whose branch closes `round` days later than at first. */
export async function lookAt(journal: WorkerJournal, round: number): Promise<void> {
  const { register, problems } = closingBank(round);
  const subscribers = new Subscribers(register);
  const enqueued: Promise<unknown>[] = [];
  const diary = new ClosureDiary({
    ...{ node: FEED, journal, clock: systemClock, register: { register, problems } },
    ...{ subscribers: () => subscribers, today: () => "2026-11-23", days: () => "2026-11-23" },
    tell: (news) => {
      for (const { notice, subscription } of news)
        enqueued.push(journal.enqueue([closureNotice(notice.id, subscription)]));
    },
  });
  await diary.look();
  await Promise.all(enqueued);
}

/**
 * Run as a process of its own: until it is killed it lets an officer say things about incidents, and moves the day on
 * which a branch closes. Says on stdout, a file, what was committed.
 */
const [, script = "", file = "", first = "0"] = process.argv;
if (script.endsWith("theft-writer.ts")) await write();

async function write(): Promise<void> {
  const journal = openJournal({ file, clock: systemClock });
  const desk = new TheftDesk(journal, systemClock);
  desk.flowsStarted([{ id: FEED, type: "insurer-feed" }]);
  for (let round = Number(first); ; round += 1) {
    const incident = `I-${round % INCIDENTS}`;
    const theft = await desk.get(incident);
    const act = theft?.stage === "suspected" || theft?.stage === "unfounded" ? "confirm" : "unfounded";
    const { steps } = await desk.act({ do: act, incident, by: "asha", remark: `${round}` });
    writeSync(1, `theft ${incident} ${steps.length}\n`);
    await lookAt(journal, round);
    writeSync(1, `closure ${round}\n`);
  }
}
