/** Why a broker cannot be reached or does not let this gateway in. */
export type Refusal =
  | "name-unknown"
  | "nothing-listening"
  | "unreachable"
  | "silent"
  | "closed-early"
  | "closed-again"
  | "not-tls"
  | "not-websocket"
  | "tls-failed"
  | "authority-unknown"
  | "server-certificate-expired"
  | "host-mismatch"
  | "certificate-wanted"
  | "certificate-unknown"
  | "certificate-expired"
  | "certificate-revoked"
  | "certificate-refused"
  | "password-refused"
  | "not-authorised"
  | "client-id-refused"
  | "version-refused"
  | "unavailable"
  | "banned"
  | "taken-over"
  | "quota"
  | "aws-credentials-missing"
  | "aws-credentials-refused";

/** The broker as its sentences name it. */
export interface Peer {
  /** `host:port`. */
  readonly at: string;
  readonly host: string;
  readonly clientId: string;
}

const SENTENCES: Readonly<Record<Refusal, (peer: Peer) => string>> = {
  "name-unknown": ({ host }) =>
    `The name ${host} is not known to the name service of this machine. Check it for a typing error, and the network's DNS.`,
  "nothing-listening": ({ at }) =>
    `Nothing listens at ${at}. Check the port, and that the broker is running.`,
  unreachable: ({ at }) =>
    `${at} cannot be reached from this machine. Check the address, the network and the firewall.`,
  silent: ({ at }) =>
    `${at} takes the connection and then does not answer. Check that this is the broker's port, and that the broker is well.`,
  "closed-early": ({ at }) =>
    `${at} closed the connection before letting the gateway in. Check that this port speaks the chosen protocol (with or without TLS), and that the broker accepts the gateway's certificate.`,
  "closed-again": ({ at, clientId }) =>
    `${at} accepts the connection and ends it at once, again and again. Most often another client uses the client id ${clientId}, or the broker's rules forbid what this gateway asks for.`,
  "not-tls": ({ at }) =>
    `What answers at ${at} does not speak TLS. Enter the broker's TLS port (usually 8883), or choose a protocol without TLS.`,
  "not-websocket": ({ at }) =>
    `What answers at ${at} does not take WebSocket connections on this path. Check the port and the path, or choose a protocol without WebSocket.`,
  "tls-failed": ({ at }) =>
    `No TLS connection with ${at} came about. Check the authority's certificate (CA), and the gateway's certificate and key.`,
  "authority-unknown": ({ at }) =>
    `The certificate of ${at} was not issued by an authority this gateway trusts. Enter the certificate of the authority (CA) that issued it.`,
  "server-certificate-expired": ({ at }) =>
    `The certificate of ${at} is out of date, or the clock of this machine is wrong. Have the certificate renewed, or set the clock.`,
  "host-mismatch": ({ host }) =>
    `The broker's certificate is made out to another name than ${host}. Enter the name that stands in the certificate, or have it issued for this one.`,
  "certificate-wanted": ({ at }) =>
    `${at} lets nobody in without a certificate. Enter the gateway's certificate and key.`,
  "certificate-unknown": ({ at }) =>
    `${at} does not know the authority that issued the gateway's certificate. Use a certificate of the authority the broker trusts.`,
  "certificate-expired": ({ at }) => `${at} finds the gateway's certificate out of date. Have it renewed.`,
  "certificate-revoked": ({ at }) =>
    `${at} says the gateway's certificate has been revoked. Have a new one issued, and find out why it was.`,
  "certificate-refused": ({ at }) =>
    `${at} does not accept the gateway's certificate. Check that it is the right one, not out of date, and active at the broker (on AWS IoT Core: activated, with a policy attached).`,
  "password-refused": ({ at }) =>
    `${at} refused the user name or password. Enter the right ones, or have the broker's user list mended.`,
  "not-authorised": ({ at, clientId }) =>
    `${at} does not let this gateway in as ${clientId}. Check the user name, password and certificate, and that the broker's rules or the AWS IoT policy allow this client id.`,
  "client-id-refused": ({ at, clientId }) =>
    `${at} does not accept the client id ${clientId}. Enter another one.`,
  "version-refused": ({ at }) => `${at} does not speak this version of MQTT. Choose the other one.`,
  unavailable: ({ at }) => `${at} is busy or shutting down. The gateway keeps trying.`,
  banned: ({ at }) => `${at} has banned this gateway. Ask who looks after the broker.`,
  "taken-over": ({ at, clientId }) =>
    `Another client connected to ${at} with the client id ${clientId} and took this one's place. Give each gateway a client id (or certificate) of its own.`,
  quota: ({ at }) => `${at} says that this gateway sends or connects too much. The gateway keeps trying.`,
  "aws-credentials-missing": () =>
    `No AWS credentials were found to sign the connection with. Enter keys, or give this machine a profile, environment variables or a role.`,
  "aws-credentials-refused": ({ at }) =>
    `${at} refused the signed connection. Check the AWS credentials, the region, the clock of this machine, and that they are allowed iot:Connect.`,
};

export function refusalSentence(refusal: Refusal, peer: Peer): string {
  return SENTENCES[refusal](peer);
}

/** Reason codes of CONNACK and DISCONNECT: MQTT 3.1.1 table 3.1 (1-5), MQTT 5 tables 3-1 and 3-14 (128 and up). */
const BY_REASON: ReadonlyMap<number, Refusal> = new Map([
  [1, "version-refused"],
  [2, "client-id-refused"],
  [3, "unavailable"],
  [4, "password-refused"],
  [5, "not-authorised"],
  [132, "version-refused"],
  [133, "client-id-refused"],
  [134, "password-refused"],
  [135, "not-authorised"],
  [136, "unavailable"],
  [137, "unavailable"],
  [138, "banned"],
  [139, "unavailable"],
  [140, "not-authorised"],
  [142, "taken-over"],
  [150, "quota"],
  [151, "quota"],
  [159, "quota"],
]);

/** The sentence for the reason code a broker gave for not accepting a connection or for ending it. */
export function reasonSentence(code: number, peer: Peer): string {
  const refusal = BY_REASON.get(code);
  return refusal === undefined
    ? `${peer.at} ended the connection with MQTT reason code ${code}. The gateway keeps trying; the broker's log may say more.`
    : refusalSentence(refusal, peer);
}

/** A SUBACK's refusal: MQTT 3.1.1 knows only 128, MQTT 5 table 3-8 has the others. */
export function subscriptionRefused(filter: string, code: number, { at }: Peer): string {
  const why =
    code === 135 || code === 128
      ? "The broker's access rules, or the AWS IoT policy, have to allow it (iot:Subscribe and iot:Receive)."
      : code === 151
        ? "It has too many subscriptions already."
        : `It gave MQTT reason code ${code}.`;
  return `${at} does not let this gateway listen to ${filter}. ${why}`;
}

/** A PUBACK's refusal, MQTT 5 table 3-4. */
export function publishRefused(topic: string, code: number, { at }: Peer): string {
  const why =
    code === 135
      ? "Its access rules, or the AWS IoT policy, have to allow it."
      : code === 144
        ? "It does not accept this topic."
        : code === 151
          ? "It has reached a limit."
          : `It gave MQTT reason code ${code}.`;
  return `${at} refused the message to ${topic}. ${why}`;
}
