const FIRST_MS = 500;
/** While a provider is out of order it is tried at least this often: so soon after its return an SOS goes out. */
export const LONGEST_ROUND_MS = 15_000;
/** What fails within this time was refused; what takes longer met with silence. */
const PROMPT_MS = 1_000;
/** So many rounds of silence before another notice is tried after one, too. */
const PATIENT_ROUNDS = 5;

/** Which notice is tried while a provider seems out of order: the most urgent one, or one beside it. */
export type Opinion = "first" | "second";

/** What one request showed of its provider. Times are monotonic milliseconds. */
export interface Showing {
  /** Null: it was made while all seemed well. */
  readonly opinion: Opinion | null;
  /** True where the provider took or refused something, so that it works; false where all must be tried again. */
  readonly answered: boolean;
  readonly startedAt: number;
  readonly endedAt: number;
  /** From 0 to below 1. */
  readonly random: number;
}

/**
 * Whether the provider of a route seems out of order, and when to try it next. Meanwhile one notice at a time is
 * tried, the most urgent one, ever more seldom; the others wait untouched. So the SOS go first when the provider is
 * back, and nobody waits for a retry that was set for much later. As it may be that notice which fails and not the
 * provider, a second opinion is wanted after it from another one.
 */
export class Outage {
  #failing = false;
  #mended = false;
  #second = false;
  #rounds = 0;
  #patience = PATIENT_ROUNDS;
  #next = 0;
  #answeredAt = Number.NEGATIVE_INFINITY;

  get failing(): boolean {
    return this.#failing;
  }

  /** True from the end of an outage until `over`: first of all come those whose retry was set for later. */
  get mended(): boolean {
    return this.#mended;
  }

  over(): void {
    this.#mended = false;
  }

  /** True while another notice than the one that failed should be tried, as soon as there is one. */
  get wantsSecond(): boolean {
    return this.#second;
  }

  /** How many milliseconds until the most urgent notice is tried again. */
  wait(at: number): number {
    return Math.max(this.#next - at, 0);
  }

  /** A request begins. */
  began(opinion: Opinion | null): void {
    if (opinion !== null) this.#second = false;
  }

  ended(showing: Showing): void {
    const { opinion, answered, startedAt, endedAt } = showing;
    if (answered) {
      this.#answeredAt = endedAt;
      this.#works(opinion);
      return;
    }
    // One of several under way says nothing new, and nothing of a provider that meanwhile served another.
    if (opinion === null && (this.#failing || this.#answeredAt > startedAt)) return;
    this.#fails(showing);
  }

  #works(opinion: Opinion | null): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.#second = false;
    this.#rounds = 0;
    // Where the second one went through, the first fails by itself and keeps the retry that was set for it.
    this.#mended = opinion === "first";
    if (opinion !== null) this.#patience = opinion === "first" ? PATIENT_ROUNDS : 1;
  }

  #fails({ opinion, startedAt, endedAt, random }: Showing): void {
    this.#failing = true;
    if (opinion === "second") return;
    this.#rounds += 1;
    const limit = Math.min(LONGEST_ROUND_MS, FIRST_MS * 2 ** (this.#rounds - 1));
    this.#next = endedAt + Math.ceil((limit * (1 + random)) / 2);
    this.#second = endedAt - startedAt < PROMPT_MS || this.#rounds >= this.#patience;
  }
}
