import { type Peer, type Refusal, refusalSentence } from "./refusal.ts";

/** Codes of Node's net, dns and tls modules. */
const BY_CODE: ReadonlyMap<string, Refusal> = new Map([
  ["ENOTFOUND", "name-unknown"],
  ["EAI_AGAIN", "name-unknown"],
  ["EAI_NODATA", "name-unknown"],
  ["ECONNREFUSED", "nothing-listening"],
  ["EHOSTUNREACH", "unreachable"],
  ["ENETUNREACH", "unreachable"],
  ["EHOSTDOWN", "unreachable"],
  ["ENETDOWN", "unreachable"],
  ["EADDRNOTAVAIL", "unreachable"],
  ["ETIMEDOUT", "unreachable"],
  ["ECONNRESET", "closed-early"],
  ["EPIPE", "closed-early"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "not-tls"],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "not-tls"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "authority-unknown"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "authority-unknown"],
  ["UNABLE_TO_GET_ISSUER_CERT", "authority-unknown"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "authority-unknown"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "authority-unknown"],
  ["CERT_SIGNATURE_FAILURE", "authority-unknown"],
  ["CERT_UNTRUSTED", "authority-unknown"],
  ["INVALID_CA", "authority-unknown"],
  ["CERT_HAS_EXPIRED", "server-certificate-expired"],
  ["CERT_NOT_YET_VALID", "server-certificate-expired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "host-mismatch"],
  ["HPE_INVALID_CONSTANT", "not-websocket"],
]);

/** OpenSSL's words for the alert of a server that does not like our certificate (RFC 8446, 6.2). */
const BY_ALERT: readonly (readonly [alert: RegExp, refusal: Refusal])[] = [
  [/alert certificate required/, "certificate-wanted"],
  [/alert unknown ca/, "certificate-unknown"],
  [/alert certificate expired/, "certificate-expired"],
  [/alert certificate revoked/, "certificate-revoked"],
  [
    /alert (bad certificate|unsupported certificate|certificate unknown|access denied)/,
    "certificate-refused",
  ],
  [/alert handshake failure/, "tls-failed"],
  [/alert (protocol version|internal error|decrypt error)/, "tls-failed"],
  [/wrong version number|packet length too long/, "not-tls"],
  [/Unexpected server response/, "not-websocket"],
  [/connack timeout/, "silent"],
];

/** What a failed attempt to connect means; null where the error is none of those known. */
export function socketRefusal(error: Error): Refusal | null {
  const alert = BY_ALERT.find(([words]) => words.test(error.message));
  if (alert !== undefined) return alert[1];
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return BY_CODE.get(code) ?? null;
}

/** The sentence of a failed attempt to connect. */
export function socketSentence(error: Error, peer: Peer): string {
  const refusal = socketRefusal(error);
  return refusal === null
    ? `No connection with ${peer.at} came about: ${error.message}`
    : refusalSentence(refusal, peer);
}
