import type { Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import { giveUp } from "./give-up.ts";
import { type EventTags, Handover, type Receiver } from "./handover.ts";
import { Perseverance } from "./persevere.ts";
import type { Settlement } from "./settlement.ts";
import type { Store } from "./store.ts";

export interface SourceOptions {
  /** Id of the node, the same after a deploy. */
  readonly id: string;
  readonly store: Pick<Store, "journal" | "alarms" | "onSetAside">;
  readonly settlement: Pick<Settlement, "join" | "setAside" | "pass" | "isOpen" | "moving">;
  readonly clock: Clock;
  /**
   * Sends the event into the flow, at once: put the tags into its message. Must not throw. With `resent` it may have
   * gone this way before.
   */
  event(event: LockerEvent, tags: EventTags): void;
  /** Takes a sentence about an event that is given up. */
  fault(why: string): void;
}

/** What a node has that events of its own set out from. */
export interface EventSource {
  /**
   * Commits an event and sends it into the flow. Nothing is lost from then on: what is not settled when the process
   * ends or a deploy stops the flow is sent again. While the journal refuses it is asked again, and what comes later
   * waits behind it.
   * @param others ids of further sources that append the same event, so that it is committed once for all of them
   * @throws LockerError `journal-unavailable` where the node was stopped before the journal took it
   */
  append(event: LockerEvent, others?: readonly string[]): Promise<void>;
  /** Sends an event into the flow that the journal has committed for this node together with something else. */
  committed(event: LockerEvent, position: number): void;
  /** Sends what the journal has opened for this node of events that it had stored long before. */
  reopened(): void;
  /** Resolves when all that is under way is written. What is open is sent again when the node is back. */
  close(): Promise<void>;
}

/**
 * Makes a node a source of journaled events, by the same rules as locker-event-in: they come in order from the moment
 * all flows have started, are counted until they are settled, and sent again until then; one that ends the process
 * each time is given up with an alarm. What is open for a node that is removed is closed.
 */
export function openSource({ id, store, settlement, clock, event, fault }: SourceOptions): EventSource {
  const { journal } = store;
  const receiver: Receiver = { id, wants: () => true, event, fault };
  const perseverance = new Perseverance(clock);
  const handover = new Handover<Receiver>({
    ...{ journal, settlement, clock },
    giveUp: (_, open) => giveUp(receiver, open, clock.now(), journal, (alarm) => store.alarms.tell(alarm)),
  });
  handover.take(receiver);
  const leaveSettlement = settlement.join({
    ...{ id, journal },
    started: () => handover.begin(),
    renumbered: () => handover.renumbered(),
  });
  const forgetAside = store.onSetAside(({ name }) => settlement.setAside(name));
  /** The newest that the journal has refused so far. */
  let refused: Promise<void> = Promise.resolve();
  const underWay = new Set<Promise<void>>();

  return {
    append(one, others = []) {
      const stored = refused.then(async () => {
        const ask = () => journal.append(structuredClone(one), [id, ...others]);
        const appended = await perseverance.ask(ask, () => {
          refused = stored.catch(() => undefined);
        });
        if (appended.result === "stored") handover.event(appended.event, appended.position);
        else if (handover.isReady && !settlement.isOpen(id, appended.position)) handover.catchUp();
      });
      const ended = stored.catch(() => undefined).then(() => void underWay.delete(ended));
      underWay.add(ended);
      return stored;
    },
    committed: (one, position) => handover.event(one, position),
    reopened() {
      if (handover.isReady) handover.catchUp();
    },
    async close() {
      perseverance.stop();
      handover.leave();
      forgetAside();
      await Promise.all(underWay);
      await leaveSettlement();
    },
  };
}
