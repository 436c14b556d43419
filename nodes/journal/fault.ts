import { LockerError, sentenceOf } from "../domain/errors.ts";

/**
 * How far a failure of the store reaches: `call`: only the call that met it; `passing`: the store, until what
 * caused it is gone; `damaged`: what is in the file, for good.
 */
export type Reach = "call" | "passing" | "damaged";

const WITH_BROKER = "Until then events stay with the broker, and only alarms are sent, from memory.";

/** A failure of the store, in words for a person. */
export class StoreFault extends LockerError {
  readonly reach: Reach;

  constructor(reach: Reach, message: string, options?: ErrorOptions) {
    super("journal-unavailable", message, options);
    this.name = "StoreFault";
    this.reach = reach;
  }

  static another(): StoreFault {
    return new StoreFault(
      "passing",
      `Another process uses the journal of this user directory, and two would spoil it. Stop the other Node-RED, or give this one a user directory of its own. ${WITH_BROKER}`,
    );
  }

  static foreign(): StoreFault {
    return new StoreFault(
      "passing",
      `smart-lockers/journal.sqlite in the user directory was not made by this package, so it is left alone. Move it elsewhere: a new journal is then begun by itself. ${WITH_BROKER}`,
    );
  }

  static newer(version: number, known: number): StoreFault {
    return new StoreFault(
      "passing",
      `The journal was written by a newer version of this package (its schema is ${version}, this version knows ${known}). Install that version again. ${WITH_BROKER}`,
    );
  }

  static damaged(cause?: unknown): StoreFault {
    return new StoreFault("damaged", DAMAGED, { cause });
  }
}

const DAMAGED = `The journal is damaged, and could not be set aside for a new one. Look at the disk, and at who may write the folder smart-lockers in the user directory. ${WITH_BROKER}`;

const MEANINGLESS = 1;
const BUSY = 5;
/** An error of the disk, a damaged database, and none at all. */
const UNREADABLE: ReadonlySet<number> = new Set([10, 11, 26]);

/** SQLite's primary result codes (sqlite.org/rescode.html) that say more than "this call was wrong". */
const RESULTS: Readonly<Record<number, readonly [reach: Reach, sentence: string]>> = {
  3: [
    "passing",
    `The system does not let this process use the journal. Give it access to it. ${WITH_BROKER}`,
  ],
  [BUSY]: [
    "passing",
    `Another program holds the journal locked (a backup, or an SQLite tool left open). Let it finish, or close it. ${WITH_BROKER}`,
  ],
  6: [
    "passing",
    `Another program holds a part of the journal locked. Let it finish, or close it. ${WITH_BROKER}`,
  ],
  7: ["passing", `The journal got no memory. Free some. ${WITH_BROKER}`],
  8: [
    "passing",
    `The journal cannot be written: its file or disk is read-only. Make it writable. ${WITH_BROKER}`,
  ],
  10: ["passing", `The disk failed while the journal was written. Look at the disk. ${WITH_BROKER}`],
  11: ["damaged", DAMAGED],
  13: ["passing", `The disk is full, so the journal takes nothing in. Free some space. ${WITH_BROKER}`],
  14: [
    "passing",
    `The journal cannot be opened. See that the folder smart-lockers in the user directory can be written. ${WITH_BROKER}`,
  ],
  26: ["damaged", DAMAGED],
};

/** The same for failures of the file system. */
const SYSTEM: Readonly<Record<string, number>> = {
  EACCES: 14,
  EPERM: 14,
  ENOTDIR: 14,
  EISDIR: 14,
  ENOENT: 14,
  EEXIST: 14,
  EMFILE: 14,
  EROFS: 8,
  ENOSPC: 13,
  EDQUOT: 13,
  EIO: 10,
};

/** What was thrown by SQLite, the file system or our own code, as a fault. */
export function faultOf(thrown: unknown): StoreFault {
  if (thrown instanceof StoreFault) return thrown;
  const known = RESULTS[resultOf(thrown)];
  if (known) return new StoreFault(known[0], known[1], { cause: thrown });
  return new StoreFault("call", `The journal could not keep this: ${sentenceOf(thrown)}.`, { cause: thrown });
}

/** True where SQLite can make nothing of what it was asked: a table or a column is not there. */
export function isMeaningless(thrown: unknown): boolean {
  return resultOf(thrown) === MEANINGLESS;
}

/** True where the disk does not give back what was written to it. */
export function isUnreadable(thrown: unknown): boolean {
  return UNREADABLE.has(resultOf(thrown));
}

/** True where another connection held a lock. */
export function isBusy(thrown: unknown): boolean {
  return resultOf(thrown) === BUSY;
}

function resultOf(thrown: unknown): number {
  if (typeof thrown !== "object" || thrown === null) return 0;
  // The low byte is the primary code, the rest its refinement.
  if ("errcode" in thrown && typeof thrown.errcode === "number") return thrown.errcode & 0xff;
  if ("code" in thrown && typeof thrown.code === "string") return SYSTEM[thrown.code] ?? 0;
  return 0;
}
