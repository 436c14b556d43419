import { resolve } from "node:path";
import type { Clock } from "../domain/clock.ts";
import { awsIotConnect } from "../links/aws-iot-connection.ts";
import type { Connect } from "../links/connection.ts";
import { mqttjsConnect } from "../links/mqttjs-connection.ts";
import type { Peer } from "../links/refusal.ts";
import type { TlsSource } from "../links/tls-material.ts";
import type { MqttLinkConfig, MqttLinkCredentials } from "./config.ts";

/** The broker as the settings name it. */
export function peerOf(config: MqttLinkConfig, clientId: string): Peer {
  return { at: `${config.host}:${config.port}`, host: config.host, clientId };
}

/**
 * How to connect as the settings say: by Amazon's client to AWS IoT Core, by mqtt.js to any other broker.
 * @param userDir where paths of certificates that are not absolute begin
 */
export function connectAs(
  config: MqttLinkConfig,
  credentials: MqttLinkCredentials,
  peer: Peer,
  userDir: string,
  clock: Clock,
): Connect {
  const { port, keepalive, sessionExpiry } = config;
  const tls = tlsOf(config, credentials, userDir);
  const session = { clientId: peer.clientId, port, keepalive, sessionExpiry, tls };
  if (config.kind === "aws") {
    const { accessKeyId, secretAccessKey } = credentials;
    const keys = accessKeyId === "" ? null : { accessKeyId, secretAccessKey };
    const auth =
      config.auth === "certificate"
        ? ({ kind: "certificate" } as const)
        : ({ kind: "websocket", region: config.region, keys } as const);
    return awsIotConnect({ ...session, endpoint: config.host, auth }, peer, clock);
  }
  const { protocol, path } = config;
  const { username, password } = credentials;
  // Brackets belong to an IPv6 address in a URL, not to the address.
  const host = config.host.replace(/^\[(.*)\]$/, "$1");
  const version = config.version === "5" ? 5 : 4;
  return mqttjsConnect({ ...session, host, protocol, path, version, username, password }, peer, clock);
}

function tlsOf(config: MqttLinkConfig, credentials: MqttLinkCredentials, userDir: string): TlsSource {
  const from = config.certificatesFrom;
  const path = (file: string) => (file === "" ? "" : resolve(userDir, file));
  return from === "pasted"
    ? { from, ca: credentials.ca, cert: credentials.cert, key: credentials.key }
    : { from, ca: path(config.caFile), cert: path(config.certFile), key: path(config.keyFile) };
}
