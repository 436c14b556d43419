import { hostname } from "node:os";
import { awsIotConnect } from "../links/aws-iot-connection.ts";
import type { Connect } from "../links/connection.ts";
import { mqttjsConnect } from "../links/mqttjs-connection.ts";
import { PersistentLink } from "../links/persistent-link.ts";
import type { Peer } from "../links/refusal.ts";
import type { TlsSource } from "../links/tls-material.ts";
import { systemClock } from "../runtime/clock.ts";
import { defineConfigNode } from "../runtime/define-node.ts";
import { type MqttLinkConfig, type MqttLinkCredentials, mqttLink } from "./config.ts";
import { SharedLink } from "./shared-link.ts";

/** Longest client id that every broker takes is 23 characters; AWS and Mosquitto take 128. */
const CLIENT_ID_MAX = 128;

/** The connection to AWS IoT Core or a private broker that all nodes with this choice share. */
export default defineConfigNode("mqtt-link", mqttLink, (node) => {
  const { config, credentials } = node;
  const register = node.peer("locker-register", config.register);
  const clientId = config.clientId || ownClientId(node.id);
  const peer: Peer = { at: `${config.host}:${config.port}`, host: config.host, clientId };
  const connect = connectBy(config, credentials, peer);
  const retainedForWildcards = config.kind === "private";
  const service = new SharedLink({
    id: node.id,
    register,
    retainedForWildcards,
    open: (events) =>
      // Not the node's own clock: a goodbye may still be on its way when the node is closed.
      new PersistentLink({
        connect,
        peer,
        clock: systemClock,
        random: Math.random,
        events,
        retainedForWildcards,
      }),
    fault: (why) => node.error(why),
  });
  return { service };
});

/** Stable for this machine and node, because the session at the broker goes by it; unique between gateways. */
function ownClientId(id: string): string {
  return `gateway-${hostname()}-${id}`.replace(/[^A-Za-z0-9-]/g, "-").slice(0, CLIENT_ID_MAX);
}

function connectBy(config: MqttLinkConfig, credentials: MqttLinkCredentials, peer: Peer): Connect {
  const { host, port, keepalive, sessionExpiry } = config;
  const { clientId } = peer;
  const tls = tlsOf(config, credentials);
  if (config.kind === "private") {
    const { protocol, path, version } = config;
    const { username, password } = credentials;
    const signIn = { clientId, username, password };
    const session = { tls, keepalive, sessionExpiry };
    const broker = {
      host,
      port,
      protocol,
      path,
      version: version === "5" ? 5 : 4,
      ...signIn,
      ...session,
    } as const;
    return mqttjsConnect(broker, peer, systemClock);
  }
  const { accessKeyId, secretAccessKey } = credentials;
  const keys = accessKeyId === "" ? null : { accessKeyId, secretAccessKey, sessionToken: "" };
  const auth =
    config.auth === "certificate"
      ? ({ kind: "certificate" } as const)
      : ({ kind: "websocket", region: config.region, keys } as const);
  return awsIotConnect(
    { endpoint: host, port, clientId, tls, auth, keepalive, sessionExpiry },
    peer,
    systemClock,
  );
}

function tlsOf(config: MqttLinkConfig, credentials: MqttLinkCredentials): TlsSource {
  const from = config.certificatesFrom;
  return from === "pasted"
    ? { from, ca: credentials.ca, cert: credentials.cert, key: credentials.key }
    : { from, ca: config.caFile, cert: config.certFile, key: config.keyFile };
}
