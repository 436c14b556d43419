import { dirname, join } from "node:path";
import type { NodeAPI, NodeDef } from "node-red";
import { Dispatcher } from "../journal/dispatcher.ts";
import type { Journal } from "../journal/journal.ts";
import type { Outbox } from "../journal/outbox.ts";
import type { SetAside } from "../journal/set-aside.ts";
import { openJournal, type WorkerJournal } from "../journal/worker-journal.ts";
import { AlarmWays } from "./alarm-ways.ts";
import { forgetRemoved, isConfigured } from "./backlog.ts";
import { CheckpointFolder } from "./checkpoint-folder.ts";
import { systemClock } from "./clock.ts";
import { flowsParts } from "./configuration-digest.ts";
import { DayProof } from "./day-proof.ts";
import { Emergency } from "./emergency.ts";
import { ExportRequests } from "./export-requests.ts";
import { IncidentDesk } from "./incident-desk.ts";
import { LedgerKeeper } from "./ledger-keeper.ts";
import { TheftDesk } from "./theft-desk.ts";

/** The process's one journal with its outbox, shared by every node that opened it. */
export interface Store {
  readonly journal: Journal;
  readonly outbox: Outbox;
  /** For alarms that the journal could not take. */
  readonly emergency: Emergency;
  readonly keeper: LedgerKeeper;
  /** For alarms about what a node of ours could not do. */
  readonly alarms: AlarmWays;
  /** Sees that the hirers are told of each opening on its day. */
  readonly proof: DayProof;
  /** The open incidents, and what is done with them. */
  readonly desk: IncidentDesk;
  /** What officers say about thefts. */
  readonly thefts: TheftDesk;
  /** Tells of the journal that was set aside last: now, where it is known, and at each opening of the file. */
  onSetAside(listener: (aside: SetAside) => void): () => void;
  /** Call once from the node's `close`; the last release stops the outbox and closes the journal. */
  release(): Promise<void>;
}

/** The part of Node-RED that a store needs; without the rest the ledger does not hear of other flows. */
export interface StoreHost {
  readonly settings: { readonly userDir?: string | undefined };
  readonly events?: Pick<NodeAPI["events"], "on" | "off">;
  readonly nodes?: Pick<NodeAPI["nodes"], "eachNode">;
  readonly log?: Pick<NodeAPI["log"], "warn">;
}

interface Shared {
  readonly journal: WorkerJournal;
  readonly outbox: Outbox;
  readonly emergency: Emergency;
  readonly keeper: LedgerKeeper;
  readonly alarms: AlarmWays;
  readonly proof: DayProof;
  readonly desk: IncidentDesk;
  readonly thefts: TheftDesk;
  /** Stops listening to the flows. */
  readonly deaf: () => void;
  users: number;
}

/** They outlive the stores: what waits in memory waits through a deploy. */
const emergencies = new Map<string, Emergency>();
const open = new Map<string, Shared>();
/** Files that were released last and are being closed: the next opening waits for that. */
const closing = new Map<string, Promise<void>>();

/**
 * The store of the user directory. Opening never fails: where the file cannot be used, calls reject with
 * LockerError `journal-unavailable` and a sentence.
 */
export function openStore(red: StoreHost): Store {
  const file = join(red.settings.userDir ?? ".", "smart-lockers", "journal.sqlite");
  const shared = open.get(file) ?? begin(file, red);
  open.set(file, shared);
  shared.users += 1;
  let released: Promise<void> | null = null;
  return {
    journal: shared.journal,
    outbox: shared.outbox,
    emergency: shared.emergency,
    keeper: shared.keeper,
    alarms: shared.alarms,
    proof: shared.proof,
    desk: shared.desk,
    thefts: shared.thefts,
    onSetAside: (listener) => shared.journal.onSetAside(listener),
    release() {
      released ??= release(file, shared);
      return released;
    },
  };
}

function begin(file: string, red: StoreHost): Shared {
  const journal = openJournal({ file, clock: systemClock, after: closing.get(file) ?? Promise.resolve() });
  const outbox = new Dispatcher({ journal, clock: systemClock, random: Math.random });
  journal.onEnqueue((notices) => outbox.enqueued(notices));
  journal.onSetAside(({ name }) => outbox.setAside(name));
  const emergency = emergencies.get(file) ?? new Emergency(systemClock);
  emergencies.set(file, emergency);
  emergency.resume();
  const keeper = new LedgerKeeper({
    journal,
    checkpoints: new CheckpointFolder(join(dirname(file), "checkpoints")),
    exports: new ExportRequests(join(dirname(file), "exports")),
    clock: systemClock,
    warn: (sentence) => red.log?.warn(`[smart-lockers] ${sentence}`),
  });
  keeper.start();
  journal.onSetAside(() => keeper.begunAnew());
  const desk = new IncidentDesk(journal, systemClock);
  journal.onSetAside(() => desk.readAgain());
  const thefts = new TheftDesk(journal, systemClock);
  journal.onSetAside(() => thefts.readAgain());
  const alarms = new AlarmWays();
  const proof = new DayProof({
    ...{ journal, alarms, clock: systemClock },
    warn: (sentence) => red.log?.warn(`[smart-lockers] ${sentence}`),
  });
  proof.start();
  journal.onSetAside(() => proof.begunAnew());
  return {
    journal,
    outbox,
    emergency,
    keeper,
    alarms,
    proof,
    desk,
    thefts,
    deaf: listen(red, journal, keeper, desk, thefts),
    users: 0,
  };
}

/**
 * Tells the ledger of each start of other flows than before, and the desk and the journal of the nodes that are left.
 */
function listen(
  { events, nodes }: StoreHost,
  journal: WorkerJournal,
  keeper: LedgerKeeper,
  desk: IncidentDesk,
  thefts: TheftDesk,
): () => void {
  const started = () => {
    const all: NodeDef[] = [];
    nodes?.eachNode((node) => all.push(node));
    if (all.length === 0) return;
    keeper.configured(flowsParts(all));
    const ids = new Set(all.map(({ id }) => id));
    const isHeld = (node: string) => isConfigured(node, ids);
    desk.flowsStarted(isHeld);
    thefts.flowsStarted(all);
    // Where the journal takes nothing now the next start looks again.
    forgetRemoved(journal, isHeld).catch(() => undefined);
  };
  events?.on("flows:started", started);
  return () => events?.off("flows:started", started);
}

async function release(file: string, shared: Shared): Promise<void> {
  shared.users -= 1;
  if (shared.users > 0) return;
  open.delete(file);
  shared.deaf();
  shared.desk.stop();
  shared.thefts.stop();
  const before = closing.get(file);
  const end = shared.outbox
    .stop()
    .then(() => shared.proof.stop())
    .then(() => shared.keeper.stop())
    .then(() => shared.journal.close())
    // Unless the nodes are back already.
    .then(() => (open.has(file) ? undefined : shared.emergency.rest()))
    .then(() => before)
    .finally(() => {
      if (closing.get(file) === end) closing.delete(file);
    });
  closing.set(file, end);
  await end;
}
