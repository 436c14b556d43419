import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { type Daylight, hoursAhead, isNight } from "./branch-clock.ts";
import { announceSurrender } from "./demo-bank.ts";
import type { LocalRun } from "./local-run.ts";
import type { Action, PageMessage, PageState } from "./page-state.ts";
import { Tracer } from "./trace.ts";

const KEPT = 300;

/** What the unit reports; the others concern its cable and the bank's papers. */
const EVENTFUL: ReadonlySet<Action> = new Set(["open", "close", "force", "tamper", "clear-tamper"]);

/** The branch as the page shows it: what its lockers look like, what happened last, and what may be done. */
export class Branch {
  readonly #run: LocalRun;
  readonly #tracer = new Tracer();
  readonly #forced = new Set<string>();
  readonly #surrendered = new Set<string>();
  readonly #messages: PageMessage[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #stops: readonly (() => void)[];

  constructor(run: LocalRun) {
    this.#run = run;
    this.#stops = [
      run.fleet.observe({
        sent: (unit, { type }) => type !== "boot" && this.#tracer.sent(unit.id),
        answered: (unit) => {
          this.#tracer.stored(unit.id);
          this.#changed();
        },
        changed: () => this.#changed(),
      }),
      run.audience.onReceived((message) => {
        this.#tracer.received(message);
        this.#messages.push({ ...message, hoursAhead: hoursAhead(run.timeZone) });
        if (this.#messages.length > KEPT) this.#messages.shift();
        this.#changed();
      }),
    ];
  }

  /** The newest messages, oldest first. */
  get messages(): readonly PageMessage[] {
    return this.#messages;
  }

  get state(): PageState {
    const { register, fleet, audience, editor, timeZone } = this.#run;
    const [site] = register.sites.values();
    return {
      branch: { id: site?.id ?? "", name: site?.name ?? "" },
      hoursAhead: hoursAhead(timeZone),
      daylight: isNight(timeZone, Date.now()) ? "night" : "day",
      editorUrl: editor.url,
      lockers: [...fleet.units.values()].flatMap((unit) =>
        unit.lockerStates.map(({ locker, door, tamper }) => ({
          id: locker,
          unit: unit.id,
          door,
          forced: this.#forced.has(locker),
          tamper,
          surrendered: this.#surrendered.has(locker),
          online: unit.online,
          held: unit.queued,
          hirers: register.hirersOf(locker).map(({ id }) => id),
        })),
      ),
      listeners: audience.listeners.map(({ id, party, name, lockers, channels }) => ({
        id,
        party,
        name,
        lockers,
        phone: readable(channels.find(({ channel }) => channel === "sms")?.address),
      })),
      trace: this.#tracer.trace,
    };
  }

  /** Called whenever the state has changed; returns how to stop. */
  onChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @throws RangeError for a locker that is not of the branch */
  async act(action: Action, locker: string): Promise<void> {
    const unit = this.#run.fleet.unitOf(locker);
    if (EVENTFUL.has(action)) this.#tracer.begin(unit.id, locker, action);
    else if (action !== "mend") this.#tracer.end();
    switch (action) {
      case "open":
        unit.open(locker);
        break;
      case "close":
        this.#forced.delete(locker);
        unit.closeDoor(locker);
        break;
      case "force":
        this.#forced.add(locker);
        unit.force(locker);
        break;
      case "tamper":
        unit.tamper(locker);
        break;
      case "clear-tamper":
        unit.clearTamper(locker);
        break;
      case "cut":
        await unit.goOffline();
        break;
      case "mend":
        unit.goOnline();
        break;
      case "surrender":
        announceSurrender(this.#run.userDir, locker, this.#today());
        this.#surrendered.add(locker);
    }
    this.#changed();
  }

  async setDaylight(daylight: Daylight): Promise<void> {
    await this.#run.setDaylight(daylight);
    this.#changed();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#watchers.clear();
  }

  /** ISO date at the branch. */
  #today(): string {
    return new Date(Date.now() + hoursAhead(this.#run.timeZone) * 3_600_000).toISOString().slice(0, 10);
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** `+91 81234 56701`, as people write it. */
function readable(phone: string | undefined): string | null {
  if (phone === undefined) return null;
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;
}
