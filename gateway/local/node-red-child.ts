import { timingSafeEqual } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import type { LocalSettings } from "@node-red/runtime";
import RED from "node-red";
import { listen } from "./listen.ts";
import { isOrders, type News, type Orders } from "./node-red-messages.ts";
import type { DemoPerson } from "./people.ts";

/**
 * Node-RED in a process of its own, so that it can be ended whatever runs in it. It is told what to do by a
 * message of its parent and ends with that: no parent, no editor.
 */

const NO_TELEMETRY = { telemetry: { enabled: false, updateNotification: false } };

const MARK = join(import.meta.dirname, "page", "mark.svg");

const EDITOR_THEME = {
  page: { title: "Smart lockers", favicon: MARK },
  header: { title: "Smart lockers", image: MARK },
  tours: false,
  // Nothing leaves this machine, not even the question which nodes there are.
  palette: { catalogues: [] },
  projects: { enabled: false },
};

process.once("message", (message: unknown) => {
  if (!isOrders(message)) throw new Error("node-red-child is started by node-red.ts only.");
  const { userDir } = message;
  // Killed, the parent could not clean up behind itself.
  process.once("disconnect", () => stop(() => rmSync(userDir, { recursive: true, force: true })));
  start(message).catch((thrown: unknown) => {
    console.error(thrown);
    process.exit(1);
  });
});
// Ctrl-C reaches the whole group of processes; the parent decides what ends when.
process.on("SIGINT", () => {});
process.once("SIGTERM", () => stop());

async function start(orders: Orders): Promise<void> {
  // An Express application is a function of request and response.
  const server = createServer((request, response) => RED.httpAdmin(request, response));
  const port = await listen(server, orders.port);
  RED.init(server, settings(orders, port));
  RED.events.once("flows:started", () => tell({ news: "started", port }));
  await RED.start();
  RED.httpAdmin.use(RED.httpNode);
  tell({ news: "listening", port });
}

function stop(afterwards: () => void = () => {}): void {
  RED.stop()
    .finally(afterwards)
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
}

function tell(news: News): void {
  process.send?.(news);
}

function settings({ userDir, people }: Orders, port: number): LocalSettings {
  const settings: LocalSettings = {
    uiHost: "127.0.0.1",
    uiPort: port,
    httpAdminRoot: "/",
    httpNodeRoot: "/",
    userDir,
    flowFile: "flows.json",
    credentialSecret: people.map(({ password }) => password).join(),
    logging: { console: { level: "warn", metrics: false, audit: false } },
    editorTheme: EDITOR_THEME,
    paletteCategories: ["smart lockers", "subflows", "common", "function", "network", "sequence"],
    ...NO_TELEMETRY,
  };
  return Object.assign(settings, { adminAuth: signIn(people) });
}

/** Node-RED's types know no permissions but its own. */
function signIn(people: readonly DemoPerson[]): object {
  const known = new Map(people.map((person) => [person.user, person]));
  const account = ({ user, permissions }: DemoPerson) => ({ username: user, permissions });
  return {
    type: "credentials",
    users: async (name: string) => {
      const person = known.get(name);
      return person === undefined ? null : account(person);
    },
    authenticate: async (name: string, given: string) => {
      const person = known.get(name);
      return person !== undefined && same(given, person.password) ? account(person) : null;
    },
    default: async () => null,
  };
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
