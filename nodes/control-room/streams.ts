import type { NodeAPI } from "node-red";
import type { Cancel, Clock } from "../domain/clock.ts";
import { Refused } from "./answers.ts";
import { BoardStream } from "./board-stream.ts";
import { type Person, personOf, type Request, type Response } from "./person.ts";
import { VISITS } from "./protocol.ts";
import type { Room } from "./room.ts";

/** Clients that look at the same time, in all and of one person; where nobody is named, of one address. */
const MOST = 64;
const MOST_OF_ONE = 16;
/** How often is asked again who looks, so that a token that has ended ends the stream within a minute. */
const ASK_AGAIN_MS = 25_000;
/** How long the first look may wait for the journal. */
const LOADED_MS = 5_000;

const GIVES_WAY =
  "Too many boards look at this gateway, so that one that may only look gave way to somebody who can act. Close those that nobody needs.";
const STOPPING = "Node-RED is being stopped on this gateway. The board is back when it is.";
const SIGNED_OUT = "Your sign-in has ended, or your permission was withdrawn. Sign in again.";

interface Client {
  readonly stream: BoardStream;
  /** Whose place it takes. */
  readonly whose: string;
  /** As it was when it was last asked: nobody waits for what they do. */
  onlyLooks: boolean;
  readonly request: Request;
  readonly response: Response;
}

/** The streams of all who look. */
export class Streams {
  readonly #red: NodeAPI;
  readonly #room: Room;
  readonly #clock: Clock;
  readonly #clients = new Set<Client>();
  #askAgain: Cancel | null = null;

  constructor(red: NodeAPI, room: Room, clock: Clock) {
    this.#red = red;
    this.#room = room;
    this.#clock = clock;
    // Node-RED's own end, and not a deploy, which starts the flows again.
    red.events.on("runtime-event", (news) => {
      if (isEnd(news)) this.#byeToAll();
    });
  }

  /**
   * Who can act finds a place as long as there is one that is not taken by others who can act.
   * @throws Refused where too many look already
   */
  async add(person: Person, request: Request, response: Response): Promise<undefined> {
    // Who asks for the headers alone, or is gone since it asked, looks at nothing.
    if (request.method === "HEAD" || isGone(response)) {
      response.type("text/event-stream").end();
      return;
    }
    const { user } = person;
    const whose = user === null ? `at ${request.socket.remoteAddress}` : `user ${user}`;
    this.#makeRoom(whose, person.canAct);
    const room = this.#room;
    const release = room.hold();
    const stream = new BoardStream({
      ...{ response, person, board: room.board, clock: this.#clock },
      gatewayFor: (whose) => room.gatewayFor(whose),
      ended: () => {
        this.#clients.delete(client);
        release();
        if (this.#clients.size === 0) this.#rest();
      },
    });
    const client = { stream, whose, onlyLooks: onlyLooks(person), request, response };
    this.#clients.add(client);
    this.#askAgain ??= this.#clock.after(ASK_AGAIN_MS, () => this.#ask());
    await room.loadedWithin(LOADED_MS);
    stream.begin();
  }

  /** @throws Refused where there is no room */
  #makeRoom(whose: string, canAct: boolean): void {
    const clients = [...this.#clients];
    if (clients.filter((client) => client.whose === whose).length >= MOST_OF_ONE) {
      throw tooMany(
        `${MOST_OF_ONE} boards of yours look at this gateway already, which is as many as one person has`,
      );
    }
    if (clients.length < MOST) return;
    // The one that has looked longest.
    const lesser = canAct ? clients.find((client) => client.onlyLooks) : undefined;
    if (lesser === undefined) {
      throw tooMany(`${MOST} boards look at this gateway already, which is as many as it serves`);
    }
    lesser.stream.bye("gave-way", GIVES_WAY);
  }

  #ask(): void {
    this.#askAgain = this.#clock.after(ASK_AGAIN_MS, () => this.#ask());
    for (const client of this.#clients) {
      const { stream, request, response } = client;
      personOf(this.#red, request, response).then(
        (person) => {
          if (person === null) {
            stream.bye("signed-out", SIGNED_OUT);
            return;
          }
          client.onlyLooks = onlyLooks(person);
          stream.person(person);
        },
        () => stream.bye("signed-out", SIGNED_OUT),
      );
    }
  }

  #rest(): void {
    this.#askAgain?.();
    this.#askAgain = null;
  }

  #byeToAll(): void {
    for (const { stream } of this.#clients) stream.bye("stopping", STOPPING);
  }
}

/** Nobody is at the other end any more, and nothing will say so again. */
function isGone(response: Response): boolean {
  return response.destroyed || response.closed || response.req.socket.destroyed;
}

function onlyLooks({ canAct, may }: Person): boolean {
  return !canAct && !may.has(VISITS);
}

function tooMany(what: string): Refused {
  return new Refused(429, "too-many", `${what}. Close one of them.`);
}

function isEnd(news: unknown): boolean {
  if (!isRecord(news) || news.id !== "runtime-state" || !isRecord(news.payload)) return false;
  const { state, deploy, error } = news.payload;
  return state === "stop" && deploy !== true && error === undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
