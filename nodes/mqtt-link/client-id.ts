import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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
  const known = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (/^[0-9a-f]{32}$/.test(known)) return known;
  // Not there, or cut short by a power cut: two gateways with the same flows and an empty id would be the same.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const id = randomBytes(16).toString("hex");
  writeFileSync(file, `${id}\n`, { mode: 0o600, flush: true });
  return id;
}
