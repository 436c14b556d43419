import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import type { Notice } from "../domain/notice.ts";
import { Dispatcher } from "../journal/dispatcher.ts";
import type { IncidentChange, IncidentRequest } from "../journal/journal.ts";
import type { OutboxNews, Sender } from "../journal/outbox.ts";
import { openJournal, type WorkerJournal } from "../journal/worker-journal.ts";

/** Notices that wait in memory at most: what a broker hands on without an acknowledgement is bounded, too. */
const WAITING_AT_MOST = 1000;
/** A store that nothing happened in for so long is given up, with what it knows of incidents. */
const IDLE_MS = 60 * 60_000;
/** How long what waits is kept for nodes that a deploy takes away. */
const AWAY_MS = 60_000;

interface Opened {
  readonly journal: WorkerJournal;
  readonly outbox: Dispatcher;
  /** How to take each sender and listener away again. */
  readonly ends: Map<object, () => void>;
}

interface Listening {
  readonly node: string;
  readonly listener: (news: OutboxNews) => void;
}

/**
 * Alarms that do not wait for a disk: incidents and notices in memory, sent by the same senders as all others. It is
 * started when the first one comes, and nothing of it outlives the process; what it told comes again, through the
 * journal, when that can be written.
 */
export class Emergency {
  readonly #clock: Clock;
  readonly #openMemory: typeof openJournal;
  readonly #senders = new Set<Sender>();
  readonly #listening = new Set<Listening>();
  #opened: Opened | null = null;
  #cancel: Cancel = () => {};

  /** @param openMemory opens the journal in memory */
  constructor(clock: Clock, openMemory = openJournal) {
    this.#clock = clock;
    this.#openMemory = openMemory;
  }

  /** True while it is started. */
  get isOpen(): boolean {
    return this.#opened !== null;
  }

  /** Takes part in sending, as in `Outbox`. Returns how to stop. */
  addSender(sender: Sender): () => void {
    this.#senders.add(sender);
    if (this.#opened) this.#opened.ends.set(sender, this.#opened.outbox.addSender(sender));
    return () => this.#remove(this.#senders, sender);
  }

  /** Tells the node what became of its notices, as in `Outbox`. Returns how to stop listening. */
  onNews(node: string, listener: (news: OutboxNews) => void): () => void {
    const listening = { node, listener };
    this.#listening.add(listening);
    if (this.#opened) this.#opened.ends.set(listening, this.#opened.outbox.onNews(node, listener));
    return () => this.#remove(this.#listening, listening);
  }

  /** As in `Journal`. */
  raise(request: IncidentRequest): Promise<IncidentChange> {
    return this.#open().journal.raise(request);
  }

  /** @throws LockerError `journal-unavailable` when too many wait already */
  async enqueue(notices: readonly Notice[]): Promise<void> {
    const { journal } = this.#open();
    if ((await waiting(journal)) + notices.length > WAITING_AT_MOST) throw tooMany();
    await journal.enqueue(notices);
  }

  /** The nodes are back. */
  resume(): void {
    if (this.#opened) this.#open();
  }

  /** The nodes were stopped. What waits is kept for a minute, in case a deploy brings them back. */
  async rest(): Promise<void> {
    const opened = this.#opened;
    if (opened === null) return;
    this.#cancel();
    if (await isEmpty(opened.journal)) await this.#close(opened);
    else this.#cancel = this.#clock.after(AWAY_MS, () => void this.#close(opened));
  }

  #open(): Opened {
    this.#cancel();
    this.#cancel = this.#clock.after(IDLE_MS, () => void this.#idle());
    if (this.#opened) return this.#opened;
    const journal = this.#openMemory({ file: null, clock: this.#clock });
    const outbox = new Dispatcher({ journal, clock: this.#clock, random: Math.random });
    journal.onEnqueue((notices) => outbox.enqueued(notices));
    const opened: Opened = { journal, outbox, ends: new Map() };
    for (const sender of this.#senders) opened.ends.set(sender, outbox.addSender(sender));
    for (const one of this.#listening) opened.ends.set(one, outbox.onNews(one.node, one.listener));
    this.#opened = opened;
    return opened;
  }

  async #idle(): Promise<void> {
    const opened = this.#opened;
    if (opened === null) return;
    if (await isEmpty(opened.journal)) await this.#close(opened);
    else this.#open();
  }

  async #close(opened: Opened): Promise<void> {
    if (this.#opened === opened) this.#opened = null;
    try {
      await opened.outbox.stop();
      await opened.journal.close();
    } catch {
      // Nothing in it was to be kept; nobody waits for this who could do anything about it.
    }
  }

  #remove<T extends object>(from: Set<T>, one: T): void {
    from.delete(one);
    this.#opened?.ends.get(one)?.();
    this.#opened?.ends.delete(one);
  }
}

/** False also where that cannot be told now: it is looked at again. */
function isEmpty(journal: WorkerJournal): Promise<boolean> {
  return waiting(journal).then(
    (count) => count === 0,
    () => false,
  );
}

async function waiting(journal: WorkerJournal): Promise<number> {
  const counts = await journal.outboxCounts();
  return counts.reduce((sum, { state, count }) => (state === "waiting" ? sum + count : sum), 0);
}

function tooMany(): LockerError {
  return new LockerError(
    "journal-unavailable",
    `The journal cannot be written, and ${WAITING_AT_MOST} alarms wait in memory to be sent. This one is told when the journal can be written again.`,
  );
}
