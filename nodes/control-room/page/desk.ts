import type { BoardIncident, StreamMessage } from "../protocol.ts";
import { type Hush, type Incidents, type News, neighbour, newsBetween, sounding } from "./attention.ts";
import { heard, NOTHING_TOLD, type Told } from "./board-state.ts";
import { choices } from "./choices.ts";
import { type Hearing, Line } from "./line.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { Requests } from "./requests.ts";
import type { Session } from "./session.ts";
import { Siren } from "./siren.ts";
import { Store } from "./store.ts";

/** A hushed alarm sounds again after this, milliseconds. */
const HUSH_MS = 60_000;
const NOBODY: Incidents = new Map();

/** All that one signed-in person sees and hears: the line to the gateway, what it told, the siren. */
export class Desk {
  readonly session: Session;
  readonly requests: Requests;
  readonly siren: Siren;
  /** Null until the first board is whole. */
  readonly picture = new Store<Picture | null>(null);
  readonly hearing = new Store<Hearing>({ state: "connecting" });
  /** Whether the browser lets alarms be heard. */
  readonly isArmed = new Store(false);
  readonly hush = new Store<Hush | null>(null);
  /** The last news that came, for who listens. */
  readonly news = new Store<News>({ alarms: [], changes: [] });
  readonly selected = new Store<string | null>(null);
  readonly #line: Line;
  #told: Told = NOTHING_TOLD;
  #waiting: StreamMessage[] = [];
  #frame: (() => void) | null = null;
  #ahead = 0;
  readonly #ends: (() => void)[] = [];

  constructor(session: Session, signedOut: (sentence: string) => void) {
    this.session = session;
    this.requests = new Requests(session.token);
    this.siren = new Siren(() => this.isArmed.set(this.siren.isArmed));
    const listener = {
      heard: (message: StreamMessage) => this.#heard(message),
      hearing: (hearing: Hearing) => this.hearing.set(hearing),
      signedOut: (sentence: string) => {
        // Once: nobody can hush what is heard after the desk is left.
        if (choices.value.sound && this.#mayHear) this.siren.play("lost");
        signedOut(sentence);
      },
    };
    this.#line = new Line(this.requests, listener, () => this.now);
  }

  open(): void {
    this.#line.open();
    const sound = () => this.#sound();
    const beat = setInterval(sound, 1_000);
    const seen = () => this.#draw();
    document.addEventListener("visibilitychange", seen);
    this.#ends.push(
      () => clearInterval(beat),
      () => document.removeEventListener("visibilitychange", seen),
      choices.follow(sound),
      this.hush.follow(sound),
      this.hearing.follow(sound),
    );
  }

  close(): void {
    this.#line.close();
    this.siren.sound(null);
    for (const end of this.#ends) end();
  }

  /** Milliseconds since 1970 by the gateway's clock: this machine's own may be wrong. */
  get now(): number {
    return Date.now() + this.#ahead;
  }

  /** Alarms that stand now are quiet for a minute; a new one sounds at once. */
  quiet(): void {
    this.hush.set({ since: this.now, until: this.now + HUSH_MS });
  }

  /** What a person did, as the gateway answered: shown without waiting for the stream. */
  did(incident: BoardIncident): void {
    this.#heard(
      incident.state === "reset"
        ? { type: "delta", ended: [incident.id] }
        : { type: "delta", incidents: [incident] },
    );
  }

  #heard(message: StreamMessage): void {
    if (message.type === "beat") this.#ahead = message.now - Date.now();
    if (message.type === "start") this.#ahead = message.gateway.now - Date.now();
    if (message.type === "beat") return;
    this.#waiting.push(message);
    if (this.#frame !== null) return;
    // A page that is not seen gets no frames, and must sound all the same.
    this.#frame = document.hidden ? soon(() => this.#draw()) : nextFrame(() => this.#draw());
  }

  /** All messages since the last frame are one change to look at. */
  #draw(): void {
    this.#frame?.();
    this.#frame = null;
    if (this.#waiting.length === 0) return;
    const messages = this.#waiting;
    this.#waiting = [];
    this.#told = heard(this.#told, messages);
    const { shown } = this.#told;
    const last = this.picture.value;
    if (shown === null || shown === last?.board) return;
    const picture = pictureOf(shown, last);
    this.selected.set(neighbour(last?.incidents ?? [], picture.incidents, this.selected.value));
    this.picture.set(picture);
    const news = newsBetween(last?.board.incidents ?? NOBODY, shown.incidents);
    if (news.alarms.length + news.changes.length > 0) this.news.set(news);
    this.#sound();
  }

  /** Whoever may only register visits is at a counter, before a hirer. */
  get #mayHear(): boolean {
    return this.picture.value?.board.gateway.canRead ?? true;
  }

  #sound(): void {
    const { picture, hush } = this;
    const hearing = this.hearing.value;
    const lostSince = hearing.state === "lost" ? hearing.since : null;
    const wanted =
      choices.value.sound && this.#mayHear
        ? sounding(picture.value?.board.incidents.values() ?? [], lostSince, hush.value, this.now)
        : null;
    this.siren.sound(wanted);
    if (hush.value !== null && this.now >= hush.value.until) hush.set(null);
  }
}

/** Both return what calls it off. */
function soon(draw: () => void): () => void {
  const timer = setTimeout(draw, 0);
  return () => clearTimeout(timer);
}

function nextFrame(draw: () => void): () => void {
  const frame = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(frame);
}
