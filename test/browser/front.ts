import { connect, createServer, type Socket } from "node:net";
import { listen } from "../../gateway/local/listen.ts";

/** One address for a gateway that is started again and then listens elsewhere, as a bank's gateway has one. */
export interface Front {
  readonly url: string;
  /** Where the gateway is now. */
  to(url: string): void;
  close(): Promise<void>;
}

export async function startFront(url: string): Promise<Front> {
  let behind = url;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const { hostname, port } = new URL(behind);
    const gateway = connect(Number(port), hostname);
    for (const [socket, other] of [
      [client, gateway],
      [gateway, client],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      // Where one end is gone, so is the other.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    to(url) {
      behind = url;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
