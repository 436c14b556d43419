import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Identity } from "../pki.ts";

/** MQTT control packet types, the high half of the first byte. */
const CONNECT = 1;
const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;

export interface Script {
  /** Answer to CONNECT; null says nothing, "hang up" closes the connection. */
  readonly connack: Uint8Array | null | "hang up";
  /** Reason code of the answer to each SUBSCRIBE of one filter. */
  readonly suback?: number;
  /** Sent right after the answer to CONNECT. */
  readonly next?: Uint8Array;
  readonly version: 4 | 5;
  /** Serves TLS. */
  readonly server?: Identity;
}

/** CONNACK with a reason code, without properties. */
export function connack(version: 4 | 5, code: number): Uint8Array {
  return version === 5 ? Uint8Array.of(0x20, 3, 0, code, 0) : Uint8Array.of(0x20, 2, 0, code);
}

/** DISCONNECT with a reason code, MQTT 5. */
export function disconnect(code: number): Uint8Array {
  return Uint8Array.of(0xe0, 2, code, 0);
}

/** A broker that gives the answers no real one can be made to give. */
export class ScriptedBroker {
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();

  async listen(script: Script): Promise<number> {
    const serve = (socket: Socket) => this.#serve(socket, script);
    const { server } = script;
    this.#server = server
      ? createTlsServer(
          // Like AWS IoT Core it asks for a certificate; what it is shown does not matter here.
          { cert: server.cert, key: server.key, requestCert: true, rejectUnauthorized: false },
          serve,
        )
      : createServer(serve);
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #serve(socket: Socket, script: Script): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", (data: Buffer) => {
      // Clients write one packet at a time here, and none is longer than 127 bytes.
      const type = (data[0] ?? 0) >> 4;
      if (type === CONNECT) {
        if (script.connack === "hang up") socket.destroy();
        else if (script.connack !== null) socket.write(script.connack);
        if (script.next) socket.write(script.next);
      }
      if (type === SUBSCRIBE && script.suback !== undefined) {
        const id = data.subarray(2, 4);
        const body = script.version === 5 ? [...id, 0, script.suback] : [...id, script.suback];
        socket.write(Uint8Array.of(0x90, body.length, ...body));
      }
      if (type === UNSUBSCRIBE) socket.write(Uint8Array.of(0xb0, 4, ...data.subarray(2, 4), 0, 0));
    });
  }
}
