import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { listen } from "../../gateway/local/listen.ts";
import { dayPage } from "../../nodes/control-room/day-shown.ts";
import { HEADERS } from "../../nodes/control-room/page-headers.ts";
import {
  BEAT_MS,
  type BoardGateway,
  type BoardIncident,
  type BoardNotice,
  type BoardTheft,
  type BoardVisit,
  type Delta,
  PERMISSIONS,
  type StreamMessage,
} from "../../nodes/control-room/protocol.ts";
import { toCsv } from "../../nodes/domain/day-report-csv.ts";
import { toHtml } from "../../nodes/domain/day-report-html.ts";
import { type Bank, dayReport, detailOf, gateway, incident, NIGHT, pastEvent, visit } from "./made.ts";

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
      visits: counts(),
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

  const thefts = new Map<string, BoardTheft>();
  let visits: readonly BoardVisit[] = bank.visits ?? [];
  let changes = 1;

  function counts() {
    if (bank.visits === undefined) return null;
    const late = visits.filter(({ closedAt, dueAt }) => closedAt === null && dueAt <= now()).length;
    return { change: changes, open: visits.filter(({ closedAt }) => closedAt === null).length, late };
  }

  function visitsAre(next: readonly BoardVisit[]): void {
    visits = next;
    changes += 1;
    tell({ visits: counts() });
  }

  function visitsAsked(
    id: string,
    deed: string,
    method: string | undefined,
    body: string,
    response: ServerResponse,
  ): void {
    if (id === "lockers") {
      const items = bank.lockers
        .filter((one) => one.id.includes(body))
        .slice(0, 3)
        .map((one) => ({
          ...{ id: one.id, site: one.site, hirers: one.id.endsWith("1") ? ["H-0007", "H-0008"] : ["H-0009"] },
        }));
      return void json(response, 200, { items, hasMore: true });
    }
    if (method === "GET") {
      const over = visits.filter(({ closedAt }) => closedAt !== null).length;
      return void json(response, 200, { sites: bank.sites.map((one) => one.id), visits, ended: over });
    }
    done.push(`visits ${id} ${deed} ${body}`);
    if (deed === "close") {
      const found = visits.find((one) => one.id === id);
      if (found === undefined) return void json(response, 404, refusal("There is no such visit."));
      const over = { ...found, closedBy: shown.user, closedAt: now(), state: "over" as const };
      json(response, 200, { visit: over });
      return void visitsAre(visits.map((one) => (one.id === id ? over : one)));
    }
    const { locker, hirer } = JSON.parse(body);
    if (visits.some((one) => one.locker === locker && one.closedAt === null)) {
      return void json(response, 409, refusal("That was not done. A visit at this locker is open already."));
    }
    const fresh = visit(`visit-${changes}`, { locker, hirer, openedAt: now(), dueAt: now() + 3_600_000 });
    json(response, 200, { visit: fresh });
    visitsAre([...visits, fresh]);
  }

  function theftSaid(id: string, said: string, body: string, response: ServerResponse): void {
    done.push(`theft ${said} ${id} ${body}`);
    const before = thefts.get(id) ?? SUSPECTED;
    const { report = before.policeReport } = JSON.parse(body);
    const stage = said === "confirm" ? "confirmed" : said === "unfounded" ? "unfounded" : "police-report";
    const theft: BoardTheft = {
      ...{ ...before, stage, policeReport: report },
      steps: [...before.steps, { stage, by: shown.user ?? "", at: now() }],
      next: stage === "unfounded" ? ["confirm"] : ["police-report", "unfounded"],
    };
    thefts.set(id, theft);
    json(response, 200, { theft });
    tell({ thefts: thefts.size + theft.steps.length });
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
    const [, , , what, id = "", deed = "", said = ""] = pathname.split("/");
    const before = Number(searchParams.get("before") ?? 1_000);
    if (what === "me")
      return json(response, 200, { permissions: shown.canRead ? PERMISSIONS : ["lockers.visits"] });
    if (what === "stream") return stream(response);
    if (what === "visits")
      return visitsAsked(id, deed, request.method, body || (searchParams.get("text") ?? ""), response);
    if (what?.startsWith("day-report") === true) {
      done.push(`${what} ${searchParams}`);
      return dayAsked(what, searchParams, response);
    }
    if (what === "incidents" && deed === "theft") return theftSaid(id, said, body, response);
    if (what === "incidents" && deed !== "") return act(id, deed, body, response);
    const items = Array.from({ length: 40 }, (_, at) => before - 1 - at);
    switch (what) {
      case "incidents":
        return json(response, 200, {
          ...detailOf(open.get(id) ?? incident(id)),
          theft: thefts.get(id) ?? (shown.canClaim ? SUSPECTED : { ...SUSPECTED, next: [] }),
        });
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

const SUSPECTED: BoardTheft = {
  ...{
    stage: "suspected",
    suspectedAt: NIGHT,
    steps: [],
    policeReport: null,
    next: ["confirm", "unfounded"],
  },
};

function dayAsked(what: string, query: URLSearchParams, response: ServerResponse): void {
  const report = dayReport(query.get("site") ?? "", query.get("day") ?? "");
  if (what === "day-report.csv") return void text(response, "text/csv; charset=utf-8", toCsv(report));
  if (what === "day-report.html") return void text(response, "text/html; charset=utf-8", toHtml(report));
  const { before, limit } = {
    before: Number(query.get("before") ?? 0),
    limit: Number(query.get("limit") ?? 50),
  };
  json(
    response,
    200,
    dayPage(report, { before, limit, only: query.get("only") === null ? undefined : "not-told" }),
  );
}

function text(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { "Content-Type": type }).end(body);
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
  response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[extname(name)] ?? "" });
  createReadStream(path).pipe(response);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
