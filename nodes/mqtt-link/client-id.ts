import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The client id of a link that was given none: the same at every start, because the session with what waits in it
 * goes by it, and different for each gateway and link. It comes of a random number kept in the user directory, not
 * of the machine's name: containers get a new one each time, and many a gateway is called "raspberrypi".
 * @returns 23 characters, the most that every broker has to take (MQTT 3.1.1, 3.1.3.1)
 */
export function clientIdFor(userDir: string, nodeId: string): string {
  const hash = createHash("sha256")
    .update(`${gatewayId(userDir)} ${nodeId}`)
    .digest("hex");
  return `gateway-${hash.slice(0, 15)}`;
}

function gatewayId(userDir: string): string {
  const folder = join(userDir, "smart-lockers");
  const file = join(folder, "gateway-id");
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    mkdirSync(folder, { recursive: true });
    const id = randomBytes(16).toString("hex");
    writeFileSync(file, `${id}\n`, { mode: 0o600 });
    return id;
  }
}
