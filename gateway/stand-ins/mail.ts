import type { AddressInfo } from "node:net";
import PostalMime from "postal-mime";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";

/**
 * A local stand-in for a mail server, for `npm start` and tests: it takes SMTP on 127.0.0.1, without TLS, and
 * keeps what it received.
 */
export interface MailStandIn {
  readonly port: number;
  /** Mails received, oldest first; the newest `keep`. */
  readonly mails: readonly ReceivedMail[];
  /** Connections that are open now. */
  readonly connections: number;
  /** Tells of each mail as it is accepted; returns how to stop. */
  onMail(listener: (mail: ReceivedMail) => void): () => void;
  /** Adds to the script: each entry fails the next `times` mails or connections. */
  fail(...failures: readonly MailFailure[]): void;
  /** Is itself again: the script is empty. */
  recover(): void;
  /** Resolves when the port is free and no connection is open. */
  close(): Promise<void>;
}

export interface ReceivedMail {
  /** Envelope: where it really goes. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** With its angle brackets. */
  readonly messageId: string;
  /** By name and media type, as text. */
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly body: string }[];
  /** By lower-case name; the last of several. */
  readonly headers: Readonly<Record<string, string>>;
  readonly user: string | null;
}

export interface MailFailure {
  readonly at: "connect" | "login" | "sender" | "recipient" | "data";
  /** An SMTP reply code; `hang`: no reply at all. */
  readonly reply: number | "hang";
  /** At the recipient it may repeat the address, as real servers do. */
  readonly message?: string | ((address: string) => string);
  /** Default 1; Infinity: until `recover`. */
  readonly times?: number;
}

interface Options {
  /** 0: any free port. */
  readonly port?: number;
  /** With it, mail is taken from this login only. */
  readonly login?: { readonly user: string; readonly password: string };
  /** How many mails are kept. */
  readonly keep?: number;
}

export async function startMailStandIn(options: Options = {}): Promise<MailStandIn> {
  const { port = 0, login, keep = 10_000 } = options;
  const mails: ReceivedMail[] = [];
  const listeners = new Set<(mail: ReceivedMail) => void>();
  const script: { readonly failure: MailFailure; left: number }[] = [];

  /** Goes on, fails or keeps silent, as scripted. */
  const step = (at: MailFailure["at"], goOn: (error?: Error | null) => void, address = "") => {
    const next = script.find(({ failure }) => failure.at === at);
    if (next === undefined) return goOn();
    next.left -= 1;
    if (next.left <= 0) script.splice(script.indexOf(next), 1);
    const { reply, message = "refused by script" } = next.failure;
    const said = typeof message === "string" ? message : message(address);
    if (reply !== "hang") goOn(refusal(reply, said));
  };

  const server = new SMTPServer({
    hideSTARTTLS: true,
    authOptional: login === undefined,
    disabledCommands: login === undefined ? ["STARTTLS", "AUTH"] : ["STARTTLS"],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (_session, callback) => step("connect", callback),
    onMailFrom: (_address, _session, callback) => step("sender", callback),
    onRcptTo: ({ address }, _session, callback) => step("recipient", callback, address),
    onAuth(auth, _session, callback) {
      step("login", (error) => {
        if (error) callback(error);
        else if (auth.username === login?.user && auth.password === login?.password)
          callback(null, { user: auth.username ?? "" });
        else callback(refusal(535, "Authentication credentials invalid"));
      });
    },
    onData(stream, session, callback) {
      received(stream, session).then(
        (mail) =>
          step("data", (error) => {
            if (error) return callback(error);
            mails.push(mail);
            if (mails.length > keep) mails.shift();
            callback();
            for (const listener of listeners) listener(mail);
          }),
        (thrown: unknown) => callback(thrown instanceof Error ? thrown : new Error(String(thrown))),
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  // A client that goes away in the middle of a command is its own affair.
  server.on("error", () => {});

  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    get connections() {
      return server.connections.size;
    },
    onMail(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fail(...failures) {
      for (const failure of failures) script.push({ failure, left: failure.times ?? 1 });
    },
    recover() {
      script.length = 0;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function received(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<ReceivedMail> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (chunk instanceof Buffer) chunks.push(chunk);
  const mail = await PostalMime.parse(Buffer.concat(chunks));
  const { mailFrom, rcptTo } = session.envelope;
  return {
    from: mailFrom ? mailFrom.address : "",
    to: rcptTo.map(({ address }) => address),
    subject: mail.subject ?? "",
    text: (mail.text ?? "").trimEnd(),
    messageId: mail.messageId ?? "",
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? "",
      type: mimeType,
      body: typeof content === "string" ? content : new TextDecoder().decode(content),
    })),
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
    user: session.user ?? null,
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
