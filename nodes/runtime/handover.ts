import type { Cancel, Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import { ATTEMPTS, type Journal, type OpenDelivery, SUSPECT_ATTEMPTS } from "../journal/journal.ts";
import type { Tags } from "./passages.ts";
import type { Settlement } from "./settlement.ts";

/** Events read from the journal at once. */
const PAGE = 256;
/** While the flow has so many in hand, those that are read again wait. */
const IN_HAND = 512;
/** A flow that has so many in hand cannot follow: what comes then waits in the journal, not in memory. */
const LIVE_IN_HAND = 4000;
/** Positions that are remembered as new; further ones count as sent again. */
const FRESH_KEPT = 100_000;
/** A flow may keep messages for hours: it is not waited for longer than this. */
const WAIT_MS = 1000;
/** Nor longer than this where the last wait was in vain: what comes new, an alarm perhaps, waits behind all of it. */
const WAIT_AGAIN_MS = 100;
const LOOK_MS = 10;
/** Between events of which one may have ended the process: long enough for the others to be settled. */
const SUSPECT_MS = 2000;
const RETRY_MS = 1000;

/** What stands beside the payload in an event's message. */
export interface EventTags extends Partial<Tags> {
  /** The event may have gone this way before. */
  readonly resent?: true;
}

/** A node that events set out from. Its functions must not throw. */
export interface Receiver {
  /** Id of the node, the same after a deploy. */
  readonly id: string;
  /** Whether it still lets an event through. */
  wants(event: LockerEvent): boolean;
  event(event: LockerEvent, tags: EventTags): void;
  fault(why: string): void;
}

/** The part of the journal that says what is open. */
export type HandoverJournal = Pick<Journal, "openDeliveries">;
/** The part of the settlement that events pass. */
export type Passing = Pick<Settlement, "pass" | "isOpen" | "moving">;

export interface HandoverServices<R extends Receiver> {
  readonly journal: HandoverJournal;
  readonly settlement: Passing;
  readonly clock: Clock;
  /** Gives up an event that was tried too often; resolves when that is written. */
  readonly giveUp: (receiver: R, open: OpenDelivery) => Promise<void>;
}

/**
 * Hands events to one node that they set out from, in order: after a start or a deploy first those that the journal
 * still has open, page by page, then each as it comes.
 */
export class Handover<R extends Receiver> {
  readonly #services: HandoverServices<R>;
  #receiver: R | null = null;
  /** `waiting`: the flows have not started, or the node is away. What comes then is found in the journal. */
  #state: "waiting" | "catching-up" | "live" = "waiting";
  /** Everything up to here was found in the journal. */
  #through = 0;
  /** The newest event that came while it could not be handed over at once. */
  #newest = 0;
  /** Those that came then: they are not sent again but for the first time. */
  readonly #fresh = new Set<number>();
  /** Up to where the journal was looked through, and from where it is to be once more. */
  #after = 0;
  #back = Number.POSITIVE_INFINITY;
  /** Something older than what is being handed over may have been cut short, and comes first then. */
  #cut = false;
  /** The flow ended with nothing while it was waited for. */
  #keeps = false;
  #cancel: Cancel = () => {};

  constructor(services: HandoverServices<R>) {
    this.#services = services;
  }

  get receiver(): R | null {
    return this.#receiver;
  }

  /** True while the flows run that the node is part of. */
  get isReady(): boolean {
    return this.#receiver !== null && this.#state !== "waiting";
  }

  /** Nothing is handed over before `catchUp`. */
  take(receiver: R): void {
    this.#receiver = receiver;
    this.#stop();
  }

  /** The node is stopped. */
  leave(): void {
    this.#receiver = null;
    this.#stop();
  }

  /** An event that was stored just now. */
  event(event: LockerEvent, position: number): void {
    if (this.#state === "live" && this.#isFull) {
      // What came before is on its way: to look for it each time would cost the more, the more the flow holds.
      this.#after = position - 1;
      this.#follow();
    }
    if (this.#state !== "live") {
      this.#newest = Math.max(this.#newest, position);
      if (position <= this.#after) this.#back = Math.min(this.#back, position - 1);
      if (this.#fresh.size < FRESH_KEPT) this.#fresh.add(position);
      return;
    }
    if (position > this.#through) this.#pass(event, position, false);
  }

  /** The flows have started: what a deploy cut short goes before what was not handed over yet. */
  begin(): void {
    this.#cut = true;
    this.catchUp();
  }

  /** Sends what is open and not on its way, oldest first, and from then on everything at once. */
  catchUp(): void {
    this.#back = 0;
    if (this.#state !== "catching-up") this.#follow();
  }

  #follow(): void {
    if (this.#receiver === null) return;
    this.#state = "catching-up";
    void this.#catchUp(this.#receiver);
  }

  /** Another journal is used now, which counts its events anew. */
  renumbered(): void {
    this.#through = 0;
    this.#newest = 0;
    this.#fresh.clear();
    this.#back = 0;
  }

  get #isFull(): boolean {
    return this.#receiver !== null && this.#services.settlement.moving(this.#receiver.id) >= LIVE_IN_HAND;
  }

  async #catchUp(receiver: R): Promise<void> {
    const { journal } = this.#services;
    const goesOn = () => this.#receiver === receiver && this.#state === "catching-up";
    while (goesOn()) {
      this.#after = Math.min(this.#after, this.#back);
      this.#back = Number.POSITIVE_INFINITY;
      this.#cut = false;
      const newest = this.#newest;
      const page = await journal.openDeliveries(receiver.id, this.#after, PAGE).catch(() => null);
      if (!goesOn()) return;
      if (page === null) {
        await this.#pause(RETRY_MS);
        continue;
      }
      const { settlement } = this.#services;
      const left = page.items.filter(({ position }) => !settlement.isOpen(receiver.id, position));
      if (left.length > 0) await this.#room(receiver);
      for (const open of left) {
        if (goesOn() && !this.#cut) await this.#again(receiver, open);
      }
      if (!goesOn()) return;
      if (this.#cut) continue;
      this.#after = page.through;
      // Where none came since it was asked, the newest one is in this journal, or was in one that was set aside.
      const isNewest = page.through >= this.#newest || newest === this.#newest;
      if (page.isAll && isNewest && this.#back > page.through) {
        this.#through = page.through;
        this.#fresh.clear();
        this.#state = "live";
        return;
      }
      if (left.some(isSuspect)) await this.#pause(SUSPECT_MS);
    }
  }

  async #again(receiver: R, open: OpenDelivery): Promise<void> {
    const { giveUp } = this.#services;
    const { event, position, attempts, isDamaged } = open;
    if (attempts >= ATTEMPTS || isDamaged) {
      // Where it cannot be written now, the next start tries again.
      await giveUp(receiver, open).catch(() => undefined);
      return;
    }
    this.#pass(event, position, !this.#fresh.delete(position));
  }

  #pass(event: LockerEvent, position: number, resent: boolean): void {
    const { settlement } = this.#services;
    const receiver = this.#receiver;
    if (receiver === null || settlement.isOpen(receiver.id, position)) return;
    settlement.pass(receiver.id, position, (tags) => {
      // What the node does not want any more, since its filters were changed, is over at once.
      if (receiver.wants(event)) receiver.event(event, resent ? { ...tags, resent } : tags);
    });
  }

  /** Waits until the flow has room for more. */
  async #room(receiver: R): Promise<void> {
    const { clock, settlement } = this.#services;
    const before = settlement.moving(receiver.id);
    const end = clock.monotonic() + (this.#keeps ? WAIT_AGAIN_MS : WAIT_MS);
    while (settlement.moving(receiver.id) > IN_HAND && clock.monotonic() < end) await this.#pause(LOOK_MS);
    this.#keeps = before > IN_HAND && settlement.moving(receiver.id) >= before;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#services.clock.after(ms, resolve);
      this.#cancel = () => {
        cancel();
        resolve();
      };
    });
  }

  #stop(): void {
    this.#state = "waiting";
    this.#cancel();
  }
}

/** True for what is sent although it may end the process. */
function isSuspect({ attempts }: OpenDelivery): boolean {
  return attempts >= SUSPECT_ATTEMPTS && attempts < ATTEMPTS;
}
