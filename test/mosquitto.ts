import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, createReadStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { find } from "./needs.ts";
import type { Authority, Identity } from "./pki.ts";
import { until } from "./until.ts";

/** A running Mosquitto on 127.0.0.1. Guard the suite with `needs("mosquitto", "openssl")`. */
export interface Broker {
  readonly port: number;
  /** Everything it wrote so far, log lines of all types. */
  log(): string;
  /** Starts it again on the same port, with what it had persisted; resolves when it listens. */
  start(): Promise<void>;
  /** Ends it as an administrator would; it writes its persistent state first. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Makes it read its access rules and password file again. */
  reload(): void;
}

export interface VaultBroker {
  /** An empty folder of the test's; configuration and persistent state go there. */
  readonly folder: string;
  readonly authority: Authority;
  /** Default: one the authority issues for localhost and 127.0.0.1. */
  readonly server?: Identity;
  /** Common name of the gateway's certificate; default `locker-gateway`. */
  readonly gateway?: string;
  /** Settings to replace in the shipped file, or to add to it. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PlainBroker {
  readonly folder: string;
  /** Who may connect with which password; default: anybody. */
  readonly users?: Readonly<Record<string, string>>;
  /** Serves TLS without asking for client certificates. */
  readonly server?: { readonly identity: Identity; readonly authority: Authority };
  readonly acl?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

const TEMPLATE = new URL("../gateway/mosquitto/", import.meta.url);

/** Starts the configuration that is shipped in gateway/mosquitto: mutual TLS, access rules by certificate. */
export function startMosquitto(options: VaultBroker): Promise<Broker> {
  const { folder, authority, gateway = "locker-gateway" } = options;
  const server = options.server ?? authority.issue("broker", { hosts: ["localhost", "127.0.0.1"] });
  const acl = readFileSync(new URL("smart-lockers.acl", TEMPLATE), "utf8");
  const aclFile = write(folder, "smart-lockers.acl", acl.replace("user locker-gateway", `user ${gateway}`));
  return run(folder, readFileSync(new URL("mosquitto.conf", TEMPLATE), "utf8"), {
    cafile: authority.caFile,
    certfile: server.certFile,
    keyfile: server.keyFile,
    acl_file: aclFile,
    ...options.settings,
  });
}

/** Starts any other kind of private broker: with or without TLS, by password or open. */
export function startPlainMosquitto(options: PlainBroker): Promise<Broker> {
  const { folder, users, server, acl } = options;
  const settings: Record<string, string> = { allow_anonymous: String(users === undefined) };
  if (server) {
    settings.certfile = server.identity.certFile;
    settings.keyfile = server.identity.keyFile;
  }
  if (users) {
    settings.password_file = write(folder, "passwords", "");
    for (const [name, password] of Object.entries(users)) setPassword(settings.password_file, name, password);
  }
  if (acl !== undefined) settings.acl_file = write(folder, "acl", acl);
  return run(folder, "listener 0\npersistence true\nautosave_interval 1\n", {
    ...settings,
    ...options.settings,
  });
}

/** Adds a user to a Mosquitto password file, or gives it another password. */
export function setPassword(file: string, name: string, password: string): void {
  execFileSync(find("mosquitto_passwd") ?? "mosquitto_passwd", ["-b", file, name, password], {
    stdio: ["ignore", "ignore", "pipe"],
  });
}

export interface Publication {
  readonly topic: string;
  /** One message; or `file`, each line of which is one. */
  readonly payload?: string;
  readonly file?: string;
  readonly qos?: 0 | 1;
  readonly retain?: boolean;
  /** Further arguments of mosquitto_pub. */
  readonly args?: readonly string[];
}

/**
 * Publishes by `mosquitto_pub` (needs("mosquitto_pub")), a client that is not ours, showing the given
 * certificate. Resolves when the broker has acknowledged everything.
 */
export async function publishAs(
  broker: Broker,
  authority: Authority,
  identity: Identity,
  { topic, payload = "", file, qos = 1, retain = false, args = [] }: Publication,
): Promise<void> {
  const publishing = promisify(execFile)("mosquitto_pub", [
    ...["-h", "localhost", "-p", String(broker.port)],
    ...["--cafile", authority.caFile, "--cert", identity.certFile, "--key", identity.keyFile],
    ...["-t", topic, "-q", String(qos), ...(file === undefined ? ["-m", payload] : ["-l"])],
    ...(retain ? ["-r"] : []),
    ...args,
  ]);
  const { stdin } = publishing.child;
  if (file !== undefined && stdin) createReadStream(file).pipe(stdin);
  await publishing;
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  server.close();
  await once(server, "close");
  return port;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

async function run(
  folder: string,
  template: string,
  settings: Readonly<Record<string, string>>,
): Promise<Broker> {
  const port = await freePort();
  const state = join(folder, "state/");
  mkdirSync(state, { recursive: true });
  const configFile = write(
    folder,
    "mosquitto.conf",
    configure(template, {
      ...{ listener: `${port} 127.0.0.1`, persistence_location: state, log_dest: "stderr", log_type: "all" },
      // It would give up root for a user who may not read the folder; where it is not root this says nothing.
      ...{ user: "root" },
      ...settings,
    }),
  );
  let output = "";
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const started = spawn(find("mosquitto") ?? "mosquitto", ["-c", configFile], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    child = started;
    running.add(started);
    started.once("exit", () => running.delete(started));
    started.stderr.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    await until("Mosquitto to listen", async () => {
      if (started.exitCode !== null) throw new Error(`Mosquitto ended at once:\n${output}`);
      return listens(port);
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  await start();
  return {
    port,
    log: () => output,
    start,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    reload: () => child?.kill("SIGHUP"),
  };
}

/** The settings replace the template's lines of the same name; others follow the listener they belong to. */
function configure(template: string, settings: Readonly<Record<string, string>>): string {
  const seen = new Set<string>();
  const lines = template.split("\n").flatMap((line) => {
    const name = line.split(" ")[0] ?? "";
    const value = settings[name];
    if (value === undefined) return [line];
    if (seen.has(name)) return [];
    seen.add(name);
    return [`${name} ${value}`];
  });
  const others = Object.entries(settings).filter(([name]) => !seen.has(name));
  return [...lines, ...others.map(([name, value]) => `${name} ${value}`), ""].join("\n");
}

function write(folder: string, name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  chmodSync(file, 0o600);
  return file;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
