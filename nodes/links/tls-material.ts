import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { LockerError } from "../domain/errors.ts";

/** Where the certificates come from: `files` holds paths, `pasted` the PEM texts; empty means none. */
export interface TlsSource {
  readonly from: "files" | "pasted";
  /** Authorities the broker's certificate is checked against; none means those this machine trusts. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** PEM texts, checked. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/gs;

/**
 * Reads and checks certificates and key. Call it for each attempt to connect: a renewed certificate on disk is
 * used without a deploy.
 * @param now wall-clock time, milliseconds; null: the validity is left for the other side to judge
 * @throws LockerError `config-invalid` naming the file, or what was pasted, and what is wrong with it
 */
export function readTlsMaterial(source: TlsSource, now: number | null): TlsMaterial {
  const material: { ca?: string; cert?: string; key?: string } = {};
  if (source.ca !== "") {
    const name = called("the authority's certificate (CA)", source.ca, source);
    material.ca = pem(load(source.ca, name, source), "CERTIFICATE", name);
    for (const block of material.ca.match(BLOCK) ?? []) certificate(block, name);
  }
  if (source.cert !== "") {
    const certName = called("the gateway's certificate", source.cert, source);
    const keyName = called("the gateway's key", source.key, source);
    material.cert = pem(load(source.cert, certName, source), "CERTIFICATE", certName);
    material.key = pem(load(source.key, keyName, source), "PRIVATE KEY", keyName);
    const own = certificate(material.cert, certName);
    if (!own.checkPrivateKey(privateKey(material.key, keyName))) {
      throw wrong(`${upper(keyName)} does not belong to ${certName}. Use the key it was issued for.`);
    }
    if (now !== null) checkValidity(own, certName, now);
  }
  return material;
}

function checkValidity(own: X509Certificate, name: string, now: number): void {
  const until = Date.parse(own.validTo);
  if (now > until) throw wrong(`${upper(name)} ran out on ${day(until)}. Have it renewed.`);
  const from = Date.parse(own.validFrom);
  if (now < from) {
    throw wrong(
      `${upper(name)} becomes valid on ${day(from)}, and the clock of this machine shows ${day(now)}. Set the clock.`,
    );
  }
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function load(value: string, name: string, { from }: TlsSource): string {
  if (from === "pasted") return value;
  try {
    return readFileSync(value, "utf8");
  } catch {
    throw wrong(`${upper(name)} cannot be read. Check the path, and that Node-RED's user may read it.`);
  }
}

/**
 * The PEM blocks of one kind in a text. Line breaks may be missing or spelled `\n`: a one-line input and an
 * environment variable lose them.
 */
function pem(text: string, kind: "CERTIFICATE" | "PRIVATE KEY", name: string): string {
  const blocks = [...text.replaceAll("\\n", "\n").matchAll(BLOCK)];
  if (blocks.some(([, label = "", body = ""]) => label.includes("ENCRYPTED") || body.includes("ENCRYPTED"))) {
    throw wrong(
      `${upper(name)} is protected by a passphrase, which a gateway that starts by itself cannot type. Remove it with "openssl pkey", and let only Node-RED's user read the file.`,
    );
  }
  const found = blocks
    .filter(([, label = ""]) => label.endsWith(kind))
    .map(([, label, body = ""]) => {
      const lines = body.replace(/\s+/g, "").match(/.{1,64}/g) ?? [];
      return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
    });
  if (found.length === 0) {
    throw wrong(
      `${upper(name)} holds no PEM text of the right kind: it has to contain a line "-----BEGIN ${kind}-----".`,
    );
  }
  return found.join("");
}

function certificate(text: string, name: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw wrong(`${upper(name)} is damaged. Copy it again, whole.`);
  }
}

function privateKey(text: string, name: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw wrong(`${upper(name)} is damaged. Copy it again, whole.`);
  }
}

function called(what: string, value: string, { from }: TlsSource): string {
  return from === "files" ? `${what} (${value})` : what;
}

function upper(name: string): string {
  return name[0]?.toUpperCase() + name.slice(1);
}

function wrong(sentence: string): LockerError {
  return new LockerError("config-invalid", sentence);
}
