import type { Target } from "./target.ts";

/** The whole way in: any bytes at the broker, and the gateway's nodes behind it in a real Node-RED. */
export const doors: Target = {
  name: "doors",
  about: "messages with any topic and payload through a broker to locker-event-in and its journal",
  share: 10,
  inputsPerRun: 100,
  endsOnFailure: true,
  // Node-RED is loaded for this one only: it takes a second.
  open: async (took) => (await import("./door.ts")).openDoor(took),
};
