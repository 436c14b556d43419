import { type ConfigOf, type CredentialsOf, defineConfig, type FieldProblem } from "../config/define.ts";
import { choice, credential, nodeRef, number, text } from "../config/fields.ts";
import { matching } from "../config/matching.ts";
import { needed } from "../config/notice.ts";
import { problem } from "../config/problem.ts";

export const mqttLink = defineConfig({
  fields: {
    name: text({ max: 80 }),
    register: nodeRef("locker-register"),
    kind: choice(["private", "aws"], "private"),
    /** Name of a private broker, or the endpoint of AWS IoT Core. */
    host: text({
      value: "localhost",
      required: true,
      max: 253,
      check: matching(/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)$/, "mqtt-link.check.host"),
    }),
    port: number({ value: 8883, min: 1, max: 65_535, integer: true }),
    protocol: choice(["mqtts", "mqtt", "wss", "ws"], "mqtts"),
    /** Of the WebSocket protocols. */
    path: text({ value: "/mqtt", max: 200, check: matching(/^\/\S*$/, "mqtt-link.check.path") }),
    version: choice(["5", "4"], "5"),
    auth: choice(["certificate", "websocket"], "certificate"),
    region: text({ check: matching(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, "mqtt-link.check.region") }),
    certificatesFrom: choice(["files", "pasted"], "files"),
    caFile: text(),
    certFile: text(),
    keyFile: text(),
    /** Empty: one of this gateway's own. */
    clientId: text({ max: 128, check: matching(/^[A-Za-z0-9_.:-]{1,128}$/, "mqtt-link.check.client-id") }),
    /** Seconds. */
    keepalive: number({ value: 30, min: 5, max: 1200, integer: true }),
    /** Seconds for which the broker keeps what comes while this gateway is away. */
    sessionExpiry: number({ value: 604_800, min: 60, max: 604_800, integer: true }),
  },
  credentials: {
    username: credential({ max: 1000 }),
    password: credential({ max: 1000 }),
    ca: credential(),
    cert: credential(),
    key: credential(),
    accessKeyId: credential({ check: matching(/^\w{16,128}$/, "mqtt-link.check.access-key-id") }),
    secretAccessKey: credential({ max: 1000 }),
  },
  rule(values): readonly FieldProblem[] {
    const { kind, auth, certificatesFrom } = values;
    const pasted = certificatesFrom === "pasted";
    const [cert, key] = pasted ? (["cert", "key"] as const) : (["certFile", "keyFile"] as const);
    const problems: FieldProblem[] = [];
    if (kind === "aws" && auth === "certificate") {
      problems.push(...needed(cert, values[cert]), ...needed(key, values[key]));
    } else if (values[cert] && !values[key]) {
      problems.push({ field: key, problem: problem("mqtt-link.check.key") });
    }
    if (kind === "aws" && auth === "websocket") {
      problems.push(...needed("region", values.region));
      if (values.accessKeyId) problems.push(...needed("secretAccessKey", values.secretAccessKey));
    }
    return problems;
  },
});

export type MqttLinkConfig = ConfigOf<typeof mqttLink>;
export type MqttLinkCredentials = CredentialsOf<typeof mqttLink>;
