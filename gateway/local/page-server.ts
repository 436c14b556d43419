import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import * as v from "valibot";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { Branch } from "./branch.ts";
import { listen } from "./listen.ts";
import type { LocalRun } from "./local-run.ts";
import { ACTIONS } from "./page-state.ts";

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

const FOLDER = join(import.meta.dirname, "page");
const LARGEST_REQUEST = 4_096;
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  ts: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};
/** Everything the page needs comes from here, and nothing else may be loaded. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const REQUEST = v.union([
  v.object({ action: v.picklist(ACTIONS), locker: v.string() }),
  v.object({ daylight: v.picklist(["night", "day"]) }),
]);

/**
 * Serves the handset page on 127.0.0.1. It shows no password: whoever else has an account on this machine may
 * look at the page, and the editor runs programs.
 */
export async function servePage(run: LocalRun, preferredPort: number): Promise<PageServer> {
  const branch = new Branch(run);
  const streams = new Set<Stream>();
  const server = createServer((request, response) => {
    handle(request, response).catch((thrown: unknown) => answer(response, 500, sentenceOf(thrown)));
  });
  const port = await listen(server, preferredPort);
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of the web that had its name resolve to this machine would come with that name.
    const { host = "", origin } = request.headers;
    if (!hosts.has(host)) return answer(response, 403, "This page is for this machine only.");
    const path = new URL(request.url ?? "/", `http://${host}`).pathname;
    if (request.method === "GET" && path === "/live") return stream(response);
    if (request.method === "GET") return file(path, response);
    if (request.method !== "POST" || path !== "/act")
      return answer(response, 405, "Only the page may ask this.");
    if (origin !== `http://${host}`) return answer(response, 403, "Only the page may ask this.");
    return act(request, response);
  }

  function stream(response: ServerResponse): void {
    const one = new Stream(response, branch);
    streams.add(one);
    response.once("close", () => {
      one.end();
      streams.delete(one);
    });
  }

  async function act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parsed = v.safeParse(REQUEST, await body(request));
    if (!parsed.success) return answer(response, 400, "The request names no action that there is.");
    if ("daylight" in parsed.output) await branch.setDaylight(parsed.output.daylight);
    else await branch.act(parsed.output.action, parsed.output.locker);
    answer(response, 204, "");
  }

  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      branch.close();
      for (const one of streams) one.end();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** One browser that watches (server-sent events): the state whole at each change, and each message once. */
class Stream {
  readonly #response: ServerResponse;
  readonly #branch: Branch;
  readonly #stop: () => void;
  #shown = 0;
  #due = false;

  constructor(response: ServerResponse, branch: Branch) {
    this.#response = response;
    this.#branch = branch;
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    this.#stop = branch.onChange(() => this.#soon());
    this.#write();
  }

  end(): void {
    this.#stop();
    this.#response.end();
  }

  /** Many changes at once are one to look at. */
  #soon(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      if (!this.#response.writableEnded) this.#write();
    });
  }

  #write(): void {
    const fresh = this.#branch.messages.filter(({ number }) => number > this.#shown);
    this.#shown = fresh.at(-1)?.number ?? this.#shown;
    this.#response.write(`event: state\ndata: ${JSON.stringify(this.#branch.state)}\n\n`);
    if (fresh.length > 0) this.#response.write(`event: messages\ndata: ${JSON.stringify(fresh)}\n\n`);
  }
}

/** A file of the page; TypeScript goes out without its types. */
function file(path: string, response: ServerResponse): void {
  const [, name, extension = ""] =
    /^\/([a-z-]+\.(html|css|ts|svg))$/.exec(path === "/" ? "/index.html" : path) ?? [];
  const place = name === undefined ? null : join(FOLDER, name);
  if (place === null || !existsSync(place)) {
    answer(response, 404, "There is no such page here.");
    return;
  }
  const source = readFileSync(place, "utf8");
  response.writeHead(200, {
    "Content-Type": TYPES[extension] ?? "text/plain",
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
  });
  response.end(extension === "ts" ? stripTypeScriptTypes(source) : source);
}

async function body(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size > LARGEST_REQUEST) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return null;
  }
}

function answer(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) return;
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(sentence);
}
