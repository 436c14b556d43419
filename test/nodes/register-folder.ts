import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RegisterFile, RegisterTexts } from "../../nodes/domain/register-table.ts";
import { GOOD } from "../domain/register-tables.ts";

const made: string[] = [];
process.on("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own for a test, gone when the process ends. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-register-"));
  made.push(folder);
  return folder;
}

/** Writes a register's files, with the rights the node itself would give them; null leaves one out. */
export function writeRegister(folder: string, changes: Partial<RegisterTexts> = {}): string {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  for (const [file, text] of Object.entries({ ...GOOD, ...changes }))
    if (text !== null) writeFileSync(join(folder, file), text, { mode: 0o600 });
  return folder;
}

/** Writes one file as a program does that saves in place. */
export function save(folder: string, file: RegisterFile, text: string): void {
  writeFileSync(join(folder, file), text, { mode: 0o600 });
}

/** How many folders and files the system watches for this process. Linux only; an unreferenced watcher counts, too. */
export function watchedFolders(): number {
  const open = readdirSync("/proc/self/fdinfo").map((number) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${number}`, "utf8");
    } catch {
      return "";
    }
  });
  return open.join("").match(/^inotify /gm)?.length ?? 0;
}
