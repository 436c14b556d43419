import { sentenceOf } from "../domain/errors.ts";
import { type Peer, type Refusal, reasonSentence, refusalSentence } from "./refusal.ts";

/** Error names of aws-crt that a person can do something about, by what they begin with. */
const BY_NAME: readonly (readonly [name: string, refusal: Refusal])[] = [
  ["AWS_IO_DNS", "name-unknown"],
  ["AWS_IO_SOCKET_CONNECTION_REFUSED", "nothing-listening"],
  ["AWS_IO_SOCKET_TIMEOUT", "unreachable"],
  ["AWS_IO_SOCKET_NO_ROUTE_TO_HOST", "unreachable"],
  ["AWS_IO_SOCKET_NETWORK_DOWN", "unreachable"],
  ["AWS_IO_SOCKET_CONNECT_ABORTED", "unreachable"],
  ["AWS_IO_SOCKET_CLOSED", "closed-early"],
  ["AWS_IO_TLS_NEGOTIATION_TIMEOUT", "silent"],
  ["AWS_ERROR_MQTT_TIMEOUT", "silent"],
  ["AWS_ERROR_MQTT5_CONNACK_TIMEOUT", "silent"],
  ["AWS_IO_TLS_ERROR_READ_FAILURE", "certificate-refused"],
  ["AWS_IO_TLS_ALERT", "certificate-refused"],
  ["AWS_IO_TLS", "tls-failed"],
  ["AWS_AUTH_SIGNING_NO_CREDENTIALS", "aws-credentials-missing"],
  ["AWS_AUTH_CREDENTIALS_PROVIDER", "aws-credentials-missing"],
  ["AWS_ERROR_HTTP_WEBSOCKET_UPGRADE_FAILURE", "aws-credentials-refused"],
  ["AWS_ERROR_MQTT_UNEXPECTED_HANGUP", "closed-early"],
];

/** The sentence of a failed attempt to connect by aws-crt; `reasonCode` is the CONNACK's where one came. */
export function awsIotSentence(error: object, reasonCode: number | undefined, peer: Peer): string {
  if (reasonCode !== undefined && reasonCode !== 0) return reasonSentence(reasonCode, peer);
  const name = "error_name" in error && typeof error.error_name === "string" ? error.error_name : "";
  const refusal = BY_NAME.find(([start]) => name.startsWith(start))?.[1];
  return refusal === undefined
    ? `No connection with ${peer.at} came about: ${sentenceOf(error)}`
    : refusalSentence(refusal, peer);
}
