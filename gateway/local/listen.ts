import type { Server } from "node:net";

/**
 * Listens on 127.0.0.1: at the preferred port, or, where another program has it, at one that is free.
 * @param preferred 0 for any free port
 * @returns the port
 */
export async function listen(server: Server, preferred: number): Promise<number> {
  try {
    return await tryPort(server, preferred);
  } catch (thrown) {
    if (preferred === 0 || !isTaken(thrown)) throw thrown;
    return tryPort(server, 0);
  }
}

function tryPort(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The server has no port."));
      else resolve(address.port);
    });
  });
}

function isTaken(thrown: unknown): boolean {
  return (
    thrown instanceof Error && "code" in thrown && (thrown.code === "EADDRINUSE" || thrown.code === "EACCES")
  );
}
