import { execFileSync } from "node:child_process";
import { find } from "../../needs.ts";

/**
 * Lets a process write no file beyond its first KiB, as a disk that takes nothing more: needs("prlimit"), and no
 * rights that the process's owner does not have. Returns how to mend it.
 */
export function failDisk(pid: number): () => void {
  const limit = (bytes: string) => {
    execFileSync(find("prlimit") ?? "prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]);
  };
  limit("1024");
  return () => limit("unlimited");
}
