import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import { syncFolder } from "./set-aside.ts";

/** Signs checkpoints; for its owner's eyes. */
const PRIVATE_KEY_FILE = "ledger-key.pem";
/** Lets others check them. */
const PUBLIC_KEY_FILE = "ledger-public.pem";

/**
 * The gateway's key in this folder, made where there is none; one that is there is never written over. Only for
 * whoever holds the journal's lock: two makers at once could each take theirs for the one.
 * @throws LockerError `journal-unavailable`
 */
export function ledgerKey(folder: string): KeyObject {
  const file = join(folder, PRIVATE_KEY_FILE);
  try {
    if (!existsSync(file)) {
      const made = generateKeyPairSync("ed25519").privateKey;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      place(file, made.export({ type: "pkcs8", format: "pem" }).toString(), 0o600);
    }
    const key = createPrivateKey(readFileSync(file));
    if (key.asymmetricKeyType !== "ed25519") throw new Error("it is no Ed25519 key");
    return key;
  } catch (thrown) {
    throw new LockerError(
      "journal-unavailable",
      `The ledger's key smart-lockers/${PRIVATE_KEY_FILE} in the user directory cannot be used (${sentenceOf(thrown)}), so the ledger goes on without signatures. Let the user that runs Node-RED read and write there, or put the key back from a backup; to begin a new key, move this one elsewhere.`,
      { cause: thrown },
    );
  }
}

/** Puts the public half beside it, for whoever takes it along. */
export function placePublicKey(folder: string, publicKey: KeyObject): void {
  const file = join(folder, PUBLIC_KEY_FILE);
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  if (existsSync(file) && readFileSync(file, "utf8") === pem) return;
  place(file, pem, 0o644);
}

/** Whole or not at all, also when the power fails. */
function place(file: string, text: string, mode: number): void {
  const next = `${file}.new`;
  rmSync(next, { force: true });
  const descriptor = openSync(next, "wx", mode);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(next, file);
  syncFolder(file);
}
