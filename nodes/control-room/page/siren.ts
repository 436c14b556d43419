import type { Sound } from "./attention.ts";

/** One tone of a pattern: Hz, and seconds after its beginning. */
interface Tone {
  readonly hz: number;
  readonly at: number;
  readonly seconds: number;
}

/**
 * Patterns that can be told apart with closed eyes, after IEC 60601-1-8: the graver, the more pulses and the
 * shorter the pause.
 */
const PATTERNS: Readonly<Record<Sound, { readonly tones: readonly Tone[]; readonly everyMs: number }>> = {
  1: {
    tones: [0, 0.2, 0.4, 0.75, 0.95].map((at, place) => ({
      hz: place % 2 === 0 ? 880 : 1175,
      at,
      seconds: 0.15,
    })),
    everyMs: 2_500,
  },
  2: { tones: [0, 0.28, 0.56].map((at) => ({ hz: 659, at, seconds: 0.2 })), everyMs: 7_500 },
  3: { tones: [523, 440].map((hz, place) => ({ hz, at: place * 0.3, seconds: 0.25 })), everyMs: 20_000 },
  // Falls, as a machine that comes to a stop.
  lost: {
    tones: [494, 370, 277, 208].map((hz, place) => ({ hz, at: place * 0.38, seconds: 0.36 })),
    everyMs: 10_000,
  },
};

const LOUDNESS: Readonly<Record<Sound, number>> = { 1: 0.6, 2: 0.4, 3: 0.25, lost: 0.4 };
/** Softens the beginning and the end of a tone, seconds. */
const RAMP = 0.015;

/** Sounds an alarm for as long as it stands. A browser lets it be heard only once a person has touched the page. */
export class Siren {
  readonly #changed: () => void;
  #context: AudioContext | null = null;
  #sounding: Sound | null = null;
  #repeat: ReturnType<typeof setInterval> | undefined;

  /** @param changed called when `isArmed` may have changed */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get isArmed(): boolean {
    return this.#context?.state === "running";
  }

  /** Call it from what a person did. Resolves when the browser has let it, or has not. */
  async arm(): Promise<void> {
    if (this.#context === null) {
      this.#context = new AudioContext();
      this.#context.addEventListener("statechange", this.#changed);
    }
    const allowed = this.#context.resume();
    // Without a person's touch the promise waits for ever.
    await Promise.race([allowed.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1_000))]);
    this.#changed();
    this.#start();
  }

  /** What sounds from now on; null: nothing. */
  sound(sound: Sound | null): void {
    if (sound === this.#sounding) return;
    this.#sounding = sound;
    this.#start();
  }

  /** Lets a person hear one pattern once. */
  play(sound: Sound): void {
    const context = this.#context;
    if (context === null || !this.isArmed) return;
    const volume = context.createGain();
    volume.gain.value = LOUDNESS[sound];
    volume.connect(context.destination);
    for (const { hz, at, seconds } of PATTERNS[sound].tones) {
      const begin = context.currentTime + 0.02 + at;
      const end = begin + seconds;
      const envelope = context.createGain();
      envelope.gain.setValueAtTime(0, begin);
      envelope.gain.linearRampToValueAtTime(1, begin + RAMP);
      envelope.gain.setValueAtTime(1, end - RAMP);
      envelope.gain.linearRampToValueAtTime(0, end);
      envelope.connect(volume);
      const tone = context.createOscillator();
      // A triangle carries further than a sine, and hurts less than a square.
      tone.type = "triangle";
      tone.frequency.value = hz;
      tone.connect(envelope);
      tone.start(begin);
      tone.stop(end);
    }
  }

  #start(): void {
    clearInterval(this.#repeat);
    this.#repeat = undefined;
    const sound = this.#sounding;
    if (sound === null || !this.isArmed) return;
    this.play(sound);
    this.#repeat = setInterval(() => this.play(sound), PATTERNS[sound].everyMs);
  }
}
