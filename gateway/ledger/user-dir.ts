import { homedir } from "node:os";
import { join } from "node:path";

/** Where Node-RED keeps its files unless it is told otherwise. */
export function defaultUserDir(env: Readonly<Record<string, string | undefined>>): string {
  return env.NODE_RED_HOME ?? join(homedir(), ".node-red");
}
