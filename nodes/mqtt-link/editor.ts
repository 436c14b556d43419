import { defaultsOf, showChecks } from "../editor/dialog.ts";
import type { Entered } from "../editor/entered.ts";
import { showRows } from "../editor/rows-shown.ts";
import { mqttLink } from "./config.ts";

const defaults = defaultsOf(mqttLink);

/** Rows that only some choices need. */
function rows({ kind, protocol, auth, certificatesFrom }: Entered): Readonly<Record<string, boolean>> {
  const aws = kind === "aws";
  const signed = aws && auth === "websocket";
  const tls = aws || protocol === "mqtts" || protocol === "wss";
  const pasted = certificatesFrom === "pasted";
  return {
    protocol: !aws,
    path: !aws && (protocol === "ws" || protocol === "wss"),
    version: !aws,
    username: !aws,
    password: !aws,
    auth: aws,
    region: signed,
    accessKeyId: signed,
    secretAccessKey: signed,
    certificatesFrom: tls,
    caFile: tls && !pasted,
    certFile: tls && !signed && !pasted,
    keyFile: tls && !signed && !pasted,
    ca: tls && pasted,
    cert: tls && !signed && pasted,
    key: tls && !signed && pasted,
  };
}

RED.nodes.registerType("mqtt-link", {
  category: "config",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    register: defaults.register,
    kind: defaults.kind,
    host: defaults.host,
    port: defaults.port,
    protocol: defaults.protocol,
    path: defaults.path,
    version: defaults.version,
    auth: defaults.auth,
    region: defaults.region,
    certificatesFrom: defaults.certificatesFrom,
    caFile: defaults.caFile,
    certFile: defaults.certFile,
    keyFile: defaults.keyFile,
    clientId: defaults.clientId,
    keepalive: defaults.keepalive,
    sessionExpiry: defaults.sessionExpiry,
  },
  credentials: {
    username: { type: "password" },
    password: { type: "password" },
    ca: { type: "password" },
    cert: { type: "password" },
    key: { type: "password" },
    accessKeyId: { type: "password" },
    secretAccessKey: { type: "password" },
  },
  icon: "mqtt-link.svg",
  label() {
    return this.name || `${String(this.host)}:${String(this.port)}`;
  },
  oneditprepare() {
    showChecks(mqttLink, this, "node-config-input");
    showRows(mqttLink, "node-config-input", rows);
  },
});
