import type { NodeAPI } from "node-red";
import { systemClock } from "../runtime/clock.ts";
import { Room } from "./room.ts";
import { serveApi } from "./routes.ts";
import { serveShell } from "./shell.ts";
import { Streams } from "./streams.ts";

/** The control room's board: a plugin, because it belongs to no flow and outlives every deploy. */
export default (red: NodeAPI): void => {
  red.plugins.registerPlugin("smart-lockers-control-room", { type: "smart-lockers-board" });
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const room = new Room(red, systemClock, timeZone);
  serveShell(red);
  serveApi(red, room, new Streams(red, room, systemClock));
};
