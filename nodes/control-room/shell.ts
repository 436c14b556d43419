import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import type { NodeAPI } from "node-red";
import { HEADERS } from "./page-headers.ts";
import { BOARD_PATH } from "./protocol.ts";

const isSource = import.meta.url.endsWith(".ts");
/** Beside this file, as the build puts it there. */
const FOLDER = new URL(isSource ? "../../dist/control-room/" : "./control-room/", import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/**
 * Serves the board's page. Anybody may have it: there is nothing in it but the page itself, which asks who one is
 * before it asks for anything else.
 */
export function serveShell(red: Pick<NodeAPI, "httpAdmin">): void {
  const names = readdirSync(FOLDER).filter((name) => TYPES[extname(name)] !== undefined);
  red.httpAdmin.get(BOARD_PATH, (request, response) => {
    // What the page loads is named relative to it.
    if (request.path.endsWith("/")) send(response, "index.html");
    else response.redirect(301, "board/");
  });
  for (const name of names) red.httpAdmin.get(`${BOARD_PATH}${name}`, (_, response) => send(response, name));
}

interface Sending {
  set(headers: Readonly<Record<string, string>>): Sending;
  send(body: Buffer): unknown;
}

function send(response: Sending, name: string): void {
  response
    .set({ ...HEADERS, "Content-Type": TYPES[extname(name)] ?? "" })
    .send(readFileSync(new URL(name, FOLDER)));
}
