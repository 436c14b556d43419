import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "../until.ts";

/** What a process has used. */
export interface Usage {
  /** User and system time of all its threads since its start, microseconds. */
  readonly cpuUs: number;
  /** Bytes. */
  readonly rss: number;
  /** How late a timer of 1 ms was at most in 99 % of all cases since the last reading, that 1 ms included. */
  readonly loopP99Ms: number;
}

/** Where the probes in measured processes report. */
export class Probes {
  readonly #server: Server;
  readonly #sockets = new Map<number, { socket: Socket; lines: string[] }>();

  constructor() {
    this.#server = createServer((socket) => {
      const lines: string[] = [];
      socket.on("error", () => socket.destroy());
      createInterface(socket).on("line", (line) => {
        const pid = Number(line);
        if (pid > 0) this.#sockets.set(pid, { socket, lines });
        else lines.push(line);
      });
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  /** The environment of a process to be measured. */
  get env(): Readonly<Record<string, string>> {
    const address = this.#server.address();
    return {
      NODE_OPTIONS: `--import=${join(import.meta.dirname, "probe.mts")}`,
      BENCH_PROBE_PORT: String(typeof address === "object" && address !== null ? address.port : 0),
    };
  }

  async read(pid: number): Promise<Usage> {
    const probe = await until("the probe in Node-RED", () => this.#sockets.get(pid));
    probe.lines.length = 0;
    probe.socket.write("?\n");
    return JSON.parse(await until("the probe to answer", () => probe.lines[0]));
  }

  close(): void {
    for (const { socket } of this.#sockets.values()) socket.destroy();
    this.#server.close();
  }
}
