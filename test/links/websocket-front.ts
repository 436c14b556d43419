import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect } from "node:net";
import { createWebSocketStream, type WebSocket, WebSocketServer } from "ws";
import type { Identity } from "../pki.ts";

export interface WebSocketFront {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves WebSockets in front of a broker's TCP port. Mosquitto could do it itself, but the WebSocket library it is
 * built with does not listen on every machine.
 */
export async function webSocketFront(brokerPort: number, server?: Identity): Promise<WebSocketFront> {
  const http = server ? createSecureServer({ cert: server.cert, key: server.key }) : createServer();
  const sockets = new WebSocketServer({ server: http, handleProtocols: () => "mqtt" });
  sockets.on("connection", (socket: WebSocket) => {
    const stream = createWebSocketStream(socket);
    const broker = connect(brokerPort, "127.0.0.1");
    stream.on("error", () => broker.destroy());
    broker.on("error", () => stream.destroy());
    broker.on("close", () => socket.close());
    stream.pipe(broker).pipe(stream);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.close();
      await once(http, "close");
    },
  };
}
