import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { listen } from "../../gateway/local/listen.ts";
import {
  BEAT_MS,
  type BoardGateway,
  type BoardIncident,
  type BoardNotice,
  type Delta,
  type StreamMessage,
} from "../../nodes/control-room/protocol.ts";
import { type Bank, detailOf, gateway, incident, NIGHT, pastEvent } from "./made.ts";

/**
 * A gateway that says what a test wants, in the protocol of the real one: for states, sizes and failures that a real
 * one is slow to get into. What the real one does is proven with the real one (test/browser/board.test.ts).
 */
export interface StandIn {
  readonly url: string;
  /** What it was asked to do: `acknowledge incident-1 {"remark":...}`. */
  readonly done: readonly string[];
  readonly streams: number;
  tell(delta: Omit<Delta, "type">): void;
  /** Stops beating, and leaves the line open. */
  freeze(): void;
  /** Ends each line and refuses new ones until it is healed. */
  cut(): void;
  heal(): void;
  close(): Promise<void>;
}

const FOLDER = "dist/control-room";
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const PASSWORD = "let me in";

export async function startStandIn(
  bank: Bank,
  {
    as = {},
    folder = FOLDER,
    door = "credentials",
  }: { readonly as?: Partial<BoardGateway>; readonly folder?: string; readonly door?: string } = {},
): Promise<StandIn> {
  const shown = gateway(as);
  const open = new Map(bank.incidents.map((one) => [one.id, one]));
  const streams = new Set<ServerResponse>();
  const done: string[] = [];
  let isCut = false;
  let isFrozen = false;
  const started = Date.now();
  const now = () => NIGHT + Date.now() - started;

  const send = (response: ServerResponse, message: StreamMessage) =>
    response.write(`event: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`);
  const beat = setInterval(() => {
    if (!isFrozen) for (const response of streams) send(response, { type: "beat", now: now() });
  }, BEAT_MS);

  function tell(delta: Omit<Delta, "type">): void {
    for (const one of delta.incidents ?? []) open.set(one.id, one);
    for (const id of delta.ended ?? []) open.delete(id);
    for (const response of streams) send(response, { type: "delta", ...delta });
  }

  function stream(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    send(response, { type: "start", protocol: 1, gateway: { ...shown, now: now() } });
    send(response, { type: "delta", sites: bank.sites, units: bank.units });
    for (let at = 0; at < bank.lockers.length; at += 2_000) {
      send(response, { type: "delta", lockers: bank.lockers.slice(at, at + 2_000) });
    }
    send(response, {
      type: "delta",
      incidents: [...open.values()],
      outbox: { waiting: 3, parked: 1, dead: 1, overdue: 1 },
    });
    send(response, { type: "ready" });
    streams.add(response);
    response.once("close", () => streams.delete(response));
  }

  function act(id: string, deed: string, body: string, response: ServerResponse): void {
    const known = open.get(id);
    done.push(`${deed} ${id} ${body}`);
    if (known === undefined) {
      json(response, 404, refusal("There is no such incident."));
      return;
    }
    const { minutes } = JSON.parse(body);
    const by = { by: shown.user ?? "", at: now() };
    const next: BoardIncident = {
      ...known,
      transition: known.transition + 1,
      ...(deed === "acknowledge" ? { acknowledged: by, state: "acknowledged" as const } : {}),
      ...(deed === "reset" ? { reset: by, state: "reset" as const } : {}),
      ...(deed === "shelve"
        ? { shelved: { ...by, until: now() + minutes * 60_000 }, state: "shelved" as const }
        : {}),
      ...(deed === "unshelve" ? { shelved: null, state: "raised" as const } : {}),
    };
    json(response, 200, { incident: next });
    tell(deed === "reset" ? { ended: [id] } : { incidents: [next] });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (pathname.startsWith("/smart-lockers/board/"))
      return file(pathname.slice(21) || "index.html", folder, response);
    if (isCut) return void request.socket.destroy();
    const body = await bodyOf(request);
    if (pathname === "/auth/login") return json(response, 200, shown.signIn ? { type: door } : {});
    if (pathname === "/auth/token") return token(body, response);
    if (pathname === "/auth/revoke") return json(response, 200, {});
    if (shown.signIn && request.headers.authorization !== "Bearer one")
      return void response.writeHead(401).end();
    const [, , , what, id = "", deed = ""] = pathname.split("/");
    const before = Number(searchParams.get("before") ?? 1_000);
    if (what === "stream") return stream(response);
    if (what === "incidents" && deed !== "") return act(id, deed, body, response);
    const items = Array.from({ length: 40 }, (_, at) => before - 1 - at);
    switch (what) {
      case "incidents":
        return json(response, 200, detailOf(open.get(id) ?? incident(id)));
      case "history":
        return json(response, 200, {
          items: items.flatMap((position) => {
            const place = bank.lockers[(position * 7) % bank.lockers.length];
            return place === undefined ? [] : [pastEvent(position, place)];
          }),
          next: before > 900 ? before - 40 : null,
        });
      case "past":
        return json(response, 200, {
          items: bank.incidents.slice(0, 30).map((one) => ({
            ...one,
            state: "reset",
            acknowledged: { by: "asha", at: one.raisedAt + 40_000 },
            reset: { by: "vikram", at: one.raisedAt + 400_000 },
          })),
          next: null,
        });
      case "outbox":
        return json(response, 200, {
          counts: { waiting: 3, parked: 1, dead: 1, overdue: 1 },
          items: NOTICES,
          next: null,
        });
      default:
        return void response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((thrown: unknown) =>
      response.destroy(thrown instanceof Error ? thrown : undefined),
    );
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}/smart-lockers/board/`,
    done,
    get streams() {
      return streams.size;
    },
    tell,
    freeze() {
      isFrozen = true;
    },
    cut() {
      isCut = true;
      for (const response of streams) response.destroy();
    },
    heal() {
      isCut = false;
      isFrozen = false;
    },
    close() {
      clearInterval(beat);
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** As Node-RED answers, five attempts included. */
let attempts = 0;
function token(body: string, response: ServerResponse): void {
  const { password } = JSON.parse(body);
  if (password === PASSWORD) {
    attempts = 0;
    json(response, 200, { access_token: "one", expires_in: 604_800, token_type: "Bearer" });
    return;
  }
  attempts++;
  const tooMany = { error: "Too many login attempts. Wait 10 minutes and try again" };
  if (attempts > 5) json(response, 500, tooMany);
  else json(response, 403, { error: "invalid_grant" });
}

const NOTICES: readonly BoardNotice[] = (["parked", "dead", "waiting"] as const).map((state, at) => ({
  position: 3 - at,
  key: `notice-${at}`,
  state,
  overdue: state === "waiting",
  node: "tell the control room",
  recipient: "control-room desk of MUM01",
  channel: state === "dead" ? "email" : "sms",
  class: "forced",
  site: "MUM01",
  locker: "MUM01-0001",
  createdAt: NIGHT - at * 600_000,
  attempts: at,
  code: state === "waiting" ? null : "sns-refused",
  reason:
    state === "waiting"
      ? null
      : "Amazon SNS refused the message: the account's monthly spend limit is reached.",
}));

function refusal(sentence: string): object {
  return { error: { code: "incident-refused", sentence } };
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

function file(name: string, folder: string, response: ServerResponse): void {
  const path = join(folder, name);
  if (!existsSync(path)) return void response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "", "Content-Security-Policy": POLICY });
  createReadStream(path).pipe(response);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
