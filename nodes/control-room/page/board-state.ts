import type {
  BoardCounts,
  BoardGateway,
  BoardIncident,
  BoardLocker,
  BoardSite,
  BoardUnit,
  Delta,
  StreamMessage,
  VisitCounts,
} from "../protocol.ts";

/** What the gateway has told, complete. */
export interface Board {
  readonly gateway: BoardGateway;
  readonly sites: ReadonlyMap<string, BoardSite>;
  readonly units: ReadonlyMap<string, BoardUnit>;
  readonly lockers: ReadonlyMap<string, BoardLocker>;
  /** Those that are not reset. */
  readonly incidents: ReadonlyMap<string, BoardIncident>;
  readonly outbox: BoardCounts;
  /** Null where no locker-visit runs. */
  readonly visits: VisitCounts | null;
  /** Another number with each thing that is said about a theft. */
  readonly thefts: number;
}

/** A board that is told anew stays hidden until it is whole, so that nothing flickers and nothing seems to end. */
export interface Told {
  /** Null until the first one is whole. */
  readonly shown: Board | null;
  readonly filling: Board | null;
}

export const NOTHING_TOLD: Told = { shown: null, filling: null };

/**
 * The board after some messages, in their order. Maps that nothing was told about stay the same objects, so that
 * what is worked out from them can be kept; the others are copied once for all messages together.
 */
export function heard(told: Told, messages: readonly StreamMessage[]): Told {
  let { shown, filling } = told;
  let draft: Draft | null = null;
  const target = () => filling ?? shown;
  const settle = () => {
    const next = draft?.board ?? null;
    draft = null;
    if (next === null) return;
    if (filling === null) shown = next;
    else filling = next;
  };
  for (const message of messages) {
    switch (message.type) {
      case "start":
        settle();
        filling = emptyBoard(message.gateway);
        break;
      case "delta": {
        const board = target();
        if (draft === null && board !== null) draft = new Draft(board);
        draft?.put(message);
        break;
      }
      case "ready":
        settle();
        if (filling !== null) shown = filling;
        filling = null;
        break;
      case "beat":
      case "bye":
        break;
      default:
        // A later version of the gateway may say more.
        message satisfies never;
    }
  }
  settle();
  return { shown, filling };
}

function emptyBoard(gateway: BoardGateway): Board {
  return {
    gateway,
    sites: new Map(),
    units: new Map(),
    lockers: new Map(),
    incidents: new Map(),
    outbox: { waiting: 0, parked: 0, dead: 0, overdue: 0 },
    visits: null,
    thefts: 0,
  };
}

/** Copies a map when it is first written to. */
class Draft {
  board: Board;
  readonly #own = new Set<unknown>();

  constructor(board: Board) {
    this.board = board;
  }

  put({ gateway, sites, units, lockers, incidents, ended, outbox, visits, thefts }: Delta): void {
    if (gateway !== undefined) this.board = { ...this.board, gateway };
    if (outbox !== undefined) this.board = { ...this.board, outbox };
    if (visits !== undefined) this.board = { ...this.board, visits };
    if (thefts !== undefined) this.board = { ...this.board, thefts };
    if (sites !== undefined) this.board = { ...this.board, sites: this.#with(this.board.sites, sites) };
    if (units !== undefined) this.board = { ...this.board, units: this.#with(this.board.units, units) };
    if (lockers !== undefined) {
      this.board = { ...this.board, lockers: this.#with(this.board.lockers, lockers) };
    }
    if (incidents !== undefined || ended !== undefined) {
      const open = this.#writable(this.board.incidents);
      for (const incident of incidents ?? []) {
        const known = open.get(incident.id);
        // What a person did comes by the answer and by the stream, in either order.
        if (known === undefined || known.transition <= incident.transition) open.set(incident.id, incident);
      }
      for (const id of ended ?? []) open.delete(id);
      this.board = { ...this.board, incidents: open };
    }
  }

  #with<T extends { readonly id: string }>(
    map: ReadonlyMap<string, T>,
    things: readonly T[],
  ): ReadonlyMap<string, T> {
    const own = this.#writable(map);
    for (const thing of things) own.set(thing.id, thing);
    return own;
  }

  #writable<T>(map: ReadonlyMap<string, T>): Map<string, T> {
    if (map instanceof Map && this.#own.has(map)) return map;
    const copy = new Map(map);
    this.#own.add(copy);
    return copy;
  }
}
