import type { Clock } from "../domain/clock.ts";
import type { LockerEvent } from "../domain/event.ts";
import { eventsOfGateway } from "../domain/gateway-news.ts";
import { withMarks } from "../journal/mark.ts";
import type { SetAside } from "../journal/set-aside.ts";
import type { RegisterService } from "../runtime/services.ts";
import { AlarmWatch, type Handed } from "./alarm-watch.ts";
import type { IntakeState } from "./consumers.ts";
import { type Backlog, type Here, Outage } from "./outage.ts";

/** An older journal that lies beside the one in use is no news. */
const NEWS_MS = 30 * 24 * 60 * 60_000;

export interface JournalWatchOptions {
  readonly clock: Clock;
  /** Outlives the watch. */
  readonly handed: Handed;
  /** Whose sites are told. */
  readonly register: RegisterService;
  /** What came and is not acknowledged. */
  readonly here: () => Here;
  /** Hands an event on that is not in the journal; false where nobody is there to take it. */
  readonly fromMemory: (event: LockerEvent) => boolean;
  /** Hands events on by the journal; `whenNew` is called where it did not have them. */
  readonly store: (events: readonly LockerEvent[], whenNew?: () => void) => void;
  /** `state` is another one. */
  readonly changed: () => void;
  readonly fault: (why: string) => void;
}

/**
 * What the intake does about a journal that cannot be written, or is too slow: alarms go on from memory, the state
 * says why, and the control rooms are told of the outage, of its end, and of a journal that had to be set aside.
 */
export class JournalWatch {
  readonly #options: JournalWatchOptions;
  readonly #alarms: AlarmWatch;
  readonly #outage: Outage;
  readonly #forgetRegister: () => void;
  #refusal: string | null = null;
  #behind: Backlog | null = null;
  #aside: SetAside | null = null;

  constructor(options: JournalWatchOptions) {
    const { clock, handed, register, here, fromMemory, store, changed } = options;
    this.#options = options;
    this.#alarms = new AlarmWatch({ clock, handed, hand: fromMemory });
    this.#outage = new Outage(
      clock,
      {
        journal: (why) => {
          this.#refusal = why;
          changed();
        },
        behind: (backlog) => {
          this.#behind = backlog;
          changed();
        },
        now: (news) =>
          eventsOfGateway(news, this.#sites)
            .map((event) => fromMemory(withMarks(event, ["not-journaled"])))
            .every((taken) => taken),
        store: (news) => store(eventsOfGateway(news, this.#sites)),
      },
      here,
    );
    // Which sites there are is known once the register is read.
    this.#forgetRegister = register.onChange(() => this.#tellAside());
  }

  /** Why nothing can be stored, or how far that is behind; null where all is well. */
  get state(): IntakeState | null {
    if (this.#refusal !== null) return { state: "journal", why: this.#refusal };
    return this.#behind === null ? null : { state: "behind", ...this.#behind };
  }

  /** A message came. */
  came(): void {
    this.#outage.came();
  }

  /** An event is to be stored. */
  waits(event: LockerEvent): void {
    this.#alarms.came(event);
  }

  stored(event: LockerEvent): void {
    this.#alarms.stored(event);
    this.#outage.answered();
  }

  /** The journal refuses, and why; null: it takes again. */
  refuses(why: string | null): void {
    this.#alarms.refuses(why !== null);
    if (why === null) this.#outage.accepted();
    else this.#outage.refused(why);
  }

  /** Tells of a journal that was set aside, once for each. */
  setAside(aside: SetAside): void {
    this.#aside = aside;
    this.#tellAside();
  }

  stop(): void {
    this.#forgetRegister();
    this.#alarms.stop();
    this.#outage.stop();
  }

  #tellAside(): void {
    const aside = this.#aside;
    const at = this.#options.clock.now();
    if (aside === null || at - aside.writtenAt > NEWS_MS) return;
    const { name, why, writtenAt } = aside;
    const data = { file: name, why, writtenAt };
    const events = eventsOfGateway({ type: "journal-damaged", cause: [name], at, data }, this.#sites);
    this.#options.store(events, () => this.#options.fault(sentenceOf(aside)));
  }

  get #sites(): Iterable<string> {
    return this.#options.register.register.sites.keys();
  }
}

function sentenceOf({ name, why }: SetAside): string {
  const found =
    why === "damaged"
      ? "The journal was damaged, and a new one was begun"
      : "Another file was put in the journal's place, and is used from now on";
  return `${found}. What waited in the old one is not sent, and which events came before is not known any more. The old one is kept as smart-lockers/${name} in the user directory: keep it for recovery, and look at the disk.`;
}
