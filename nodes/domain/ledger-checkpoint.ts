import { createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";
import { type Checkpoint, checkpointText, type SignedCheckpoint } from "./ledger.ts";

/** A public key as an export carries it. */
export interface LedgerKey {
  /** SHA-256 of `publicKey`, 64 hex digits: short enough to be written down when the gateway is installed. */
  readonly id: string;
  /** SubjectPublicKeyInfo in DER, base64. */
  readonly publicKey: string;
}

/** @param key private or public, Ed25519 */
export function ledgerKeyOf(key: KeyObject): LedgerKey {
  const der = (key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "der" });
  return { id: hash("sha256", der), publicKey: der.toString("base64") };
}

/** @throws Error where it is no Ed25519 key in DER */
export function publicKeyOf(base64: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(base64, "base64"), type: "spki", format: "der" });
  if (key.asymmetricKeyType !== "ed25519") throw new Error("this is no Ed25519 key");
  return key;
}

export function signCheckpoint(checkpoint: Checkpoint, privateKey: KeyObject): SignedCheckpoint {
  const signature = sign(null, Buffer.from(checkpointText(checkpoint)), privateKey);
  return { ...checkpoint, signature: signature.toString("base64") };
}

export function isSignedBy(checkpoint: SignedCheckpoint, publicKey: KeyObject): boolean {
  return verify(
    null,
    Buffer.from(checkpointText(checkpoint)),
    publicKey,
    Buffer.from(checkpoint.signature, "base64"),
  );
}
