import { isIP } from "node:net";
import { connect } from "node:tls";
import type { Clock } from "../domain/clock.ts";
import { type Peer, refusalSentence } from "./refusal.ts";
import { socketRefusal, socketSentence } from "./socket-refusal.ts";
import type { TlsMaterial } from "./tls-material.ts";

const PROBE_TIMEOUT_MS = 10_000;

/**
 * Checks the server's certificate by Node's own TLS and hangs up. aws-crt answers a bad one with 10 to 30 seconds
 * of silence and then "negotiation failed"; this says at once what is wrong.
 * @returns null where nothing speaks against connecting, else a sentence
 */
export function probeTls(
  host: string,
  port: number,
  material: TlsMaterial,
  peer: Peer,
  clock: Clock,
): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({
      ...material,
      ...{ host, port, rejectUnauthorized: true },
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const cancel = clock.after(PROBE_TIMEOUT_MS, () => finish(refusalSentence("silent", peer)));
    function finish(found: string | null): void {
      cancel();
      resolve(found);
      // What still comes of a socket that is being thrown away is no news.
      socket.on("error", () => {});
      socket.destroy();
    }
    socket.once("secureConnect", () => finish(null));
    socket.once("error", (error) => {
      // Without an authority of our own aws-crt asks the operating system's, which may know more than Node's.
      const conclusive = material.ca !== undefined || socketRefusal(error) !== "authority-unknown";
      finish(conclusive ? socketSentence(error, peer) : null);
    });
    socket.once("close", () => finish(refusalSentence("closed-early", peer)));
  });
}
