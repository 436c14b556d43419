import { readFileSync } from "node:fs";
import type { NodeAPI } from "node-red";
import { clockAt } from "../domain/calendar-zone.ts";
import type { Cancel, Clock } from "../domain/clock.ts";
import { LockerError } from "../domain/errors.ts";
import type { Journal } from "../journal/journal.ts";
import { serviceOf } from "../runtime/define-node.ts";
import type { RegisterService, Services, VisitService } from "../runtime/services.ts";
import { openStore, type Store } from "../runtime/store.ts";
import { LiveBoard } from "./live-board.ts";
import { type Person, whyNot } from "./person.ts";
import type { KnownPlaces } from "./places.ts";
import { ACT, type BoardGateway, CLAIMS, READ, VISITS } from "./protocol.ts";

const isSource = import.meta.url.endsWith(".ts");
const PACKAGE = new URL(isSource ? "../../package.json" : "../package.json", import.meta.url);
const { version: VERSION }: { readonly version: string } = JSON.parse(readFileSync(PACKAGE, "utf8"));

/** The store is kept open so long after the last one has looked, so that reloading a page opens nothing. */
const LINGER_MS = 10_000;

/**
 * Opens the store for the board while the flows run and somebody looks, and lets go of it before the flows stop: a
 * journal is closed in peace by the last node that uses it, and nothing stays open behind Node-RED.
 */
export class Room {
  readonly board: LiveBoard;
  readonly #red: NodeAPI;
  readonly #clock: Clock;
  readonly #timeZone: string;
  #flowsRun = false;
  #holds = 0;
  #linger: Cancel | null = null;
  #store: Store | null = null;
  #deaf: readonly (() => void)[] = [];

  constructor(red: NodeAPI, clock: Clock, timeZone: string) {
    this.#red = red;
    this.#clock = clock;
    this.#timeZone = timeZone;
    this.board = new LiveBoard(clock, timeZone);
    red.events.on("flows:started", () => this.#started());
    red.events.on("flows:stopping", () => this.#stopping());
  }

  /** Somebody looks. Returns how to look away. */
  hold(): () => void {
    this.#holds += 1;
    this.#linger?.();
    this.#linger = null;
    this.#open();
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds -= 1;
      if (this.#holds === 0) this.#linger = this.#clock.after(LINGER_MS, () => this.#close());
    };
  }

  /**
   * Does something with the store.
   * @throws LockerError `journal-unavailable` while the flows do not run, and what `work` throws
   */
  async use<T>(work: (store: Store) => Promise<T>): Promise<T> {
    const release = this.hold();
    try {
      if (this.#store === null) {
        throw new LockerError(
          "journal-unavailable",
          "The flows of this gateway are being deployed or do not run, so nothing was done. Try again in a moment.",
        );
      }
      return await work(this.#store);
    } finally {
      release();
    }
  }

  /** Resolves when all that is shown has been asked for, or that takes longer. */
  async loadedWithin(ms: number): Promise<void> {
    let late: Cancel = () => {};
    const waited = new Promise<void>((resolve) => {
      late = this.#clock.after(ms, resolve);
    });
    await Promise.race([this.board.loaded, waited]);
    late();
  }

  gatewayFor(person: Person): BoardGateway {
    const { user, may, canAct, signIn } = person;
    const { problems } = this.board;
    const [version, timeZone, now] = [VERSION, this.#timeZone, this.now];
    return {
      ...{ version, now, timeZone, user, signIn, problems, canAct, whyNot: whyNot(person, ACT) },
      ...{ canRead: may.has(READ), canVisit: may.has(VISITS), whyNotVisit: whyNot(person, VISITS) },
      canClaim: may.has(CLAIMS),
    };
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#clock.now();
  }

  /** ISO date by the clock of a site, or the gateway's own where the register does not say. */
  today(site: string): string {
    return clockAt(this.now, this.timeZoneOf(site)).toPlainDate().toString();
  }

  /** IANA name. */
  timeZoneOf(site: string): string {
    const zone = this.registers.map(({ sites }) => sites.get(site)?.timeZone).find((one) => one != null);
    return zone ?? this.#timeZone;
  }

  /** What is known by each register that runs. */
  get registers(): readonly RegisterService["register"][] {
    return this.#services("locker-register").map(({ register }) => register);
  }

  /** The nodes at which visits are registered, as far as they run. */
  get visitDesks(): readonly VisitService[] {
    return this.#services("locker-visit");
  }

  /** What of the outbox somebody may know of, now. */
  async counts(journal: Pick<Journal, "outboxSums">, seesSilent: boolean) {
    const { all, loud } = await journal.outboxSums();
    return seesSilent ? all : loud;
  }

  /** What a node is called in its flow. */
  nameOf(node: string): string {
    let name = node;
    this.#red.nodes.eachNode((found) => {
      if (found.id === node) name = found.name || found.type;
    });
    return name;
  }

  #started(): void {
    this.#flowsRun = true;
    this.#close();
    if (this.#holds > 0) this.#open();
  }

  #stopping(): void {
    this.#flowsRun = false;
    this.#close();
  }

  #open(): void {
    if (!this.#flowsRun || this.#store !== null) return;
    const store = openStore(this.#red);
    this.#store = store;
    const registers = this.#services("locker-register");
    const visits = this.#services("locker-visit");
    const drills = this.#services("locker-drill");
    const watch = () => {
      const { journal, desk, thefts } = store;
      this.board.watch({ journal, desk, thefts, visits, drills, register: together(registers) });
    };
    this.#deaf = registers.map((register) => register.onChange(watch));
    watch();
  }

  #close(): void {
    this.#linger?.();
    this.#linger = null;
    const store = this.#store;
    if (store === null) return;
    this.#store = null;
    for (const deaf of this.#deaf) deaf();
    this.board.unwatch();
    store.release().catch((thrown: unknown) => this.#red.log.error(`[smart-lockers] ${String(thrown)}`));
  }

  /** Of every node of this type that runs. */
  #services<T extends keyof Services>(type: T): readonly Services[T][] {
    const found: Services[T][] = [];
    this.#red.nodes.eachNode((node) => {
      if (node.type !== type) return;
      const service = serviceOf(this.#red, type, node.id);
      if (service !== undefined) found.push(service);
    });
    return found;
  }
}

/** All that the registers know; null where none runs. */
function together(registers: readonly RegisterService[]): KnownPlaces | null {
  const all = registers.map(({ register }) => register);
  const [only] = all;
  if (only === undefined || all.length === 1) return only ?? null;
  return {
    sites: new Map(all.flatMap(({ sites }) => [...sites])),
    units: new Map(all.flatMap(({ units }) => [...units])),
    lockers: new Map(all.flatMap(({ lockers }) => [...lockers])),
  };
}
