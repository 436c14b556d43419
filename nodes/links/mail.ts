import type { SendMailOptions } from "nodemailer";
import type { Clock } from "../domain/clock.ts";
import { AWS_DEADLINE_MS, type AwsConnection } from "./aws-connection.ts";
import { awsError } from "./aws-errors.ts";
import { smtpError } from "./mail-errors.ts";
import { once } from "./once.ts";
import { Requests } from "./requests.ts";

/** A way to hand over e-mail: SMTP or Amazon SES, both through nodemailer. */
export interface MailTransport {
  /** @throws LockerError `provider-permanent`, `provider-operator`, `provider-transient` or `provider-deferred` */
  send(mail: Mail, signal: AbortSignal): Promise<{ readonly messageId: string }>;
  /** Takes no more messages; resolves when those under way have ended and their connections are closed. */
  close(): Promise<void>;
}

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /**
   * Letters, digits and hyphens. Becomes the Message-ID, so that mail programs recognise a repeated send as the
   * same message, and X-Notice-ID, because Amazon SES writes a Message-ID of its own.
   */
  readonly id: string;
  readonly attachment?: { readonly name: string; readonly type: string; readonly body: string };
}

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (port 465), or after STARTTLS, without which nothing is sent. */
  readonly security: "tls" | "starttls";
  /** Empty: no login. */
  readonly user: string;
  readonly password: string;
}

/**
 * A whole delivery to an SMTP server ends after this many milliseconds. Generous, because a server that scans
 * what it gets may take long over it, and a delivery that is cut off there arrives all the same.
 */
export const SMTP_DEADLINE_MS = 60_000;

const SMTP_LIMITS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 60_000,
  dnsTimeout: 10_000,
  maxConnections: 2,
  idleTimeout: 30_000,
  // The outbox repeats what failed, and knows that it did.
  maxRequeues: 0,
} as const;

/** A message can hold nothing but its text: no file or page is ever fetched into it. */
const SEALED = { disableFileAccess: true, disableUrlAccess: true } as const;

/** On the machine itself there is nobody in between, and local relays rarely have a certificate. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

export function smtpTransport(server: SmtpServer, clock: Clock): MailTransport {
  const loopback = isLoopback(server.host);
  const options = {
    ...SMTP_LIMITS,
    ...SEALED,
    pool: true as const,
    host: server.host.replace(/^\[|\]$/g, ""),
    port: server.port,
    secure: server.security === "tls",
    requireTLS: server.security === "starttls" && !loopback,
    ignoreTLS: loopback,
    ...(server.user === "" ? {} : { auth: { user: server.user, pass: server.password } }),
  };
  const open = once(async () => (await nodemailer()).createTransport(options));
  const requests = new Requests(clock, SMTP_DEADLINE_MS);
  return {
    async send(mail, signal) {
      try {
        return await requests.run(signal, async (ends) => {
          const transport = await open.get();
          const { messageId } = await transport.sendMail({ ...composed(mail), signal: ends });
          return { messageId };
        });
      } catch (thrown) {
        throw smtpError(thrown, mail.to);
      }
    },
    async close() {
      await requests.close();
      open.end((transport) => transport.close());
    },
  };
}

export function sesTransport(connection: AwsConnection): MailTransport {
  const open = once(async () => {
    const [mailer, { SESv2Client, SendEmailCommand }, options] = await Promise.all([
      nodemailer(),
      import("@aws-sdk/client-sesv2"),
      connection.options("ses"),
    ]);
    return { mailer, SendEmailCommand, client: new SESv2Client(options) };
  });
  const requests = new Requests(connection.clock, AWS_DEADLINE_MS);
  return {
    async send(mail, signal) {
      try {
        return await requests.run(signal, async (ends) => {
          const { mailer, SendEmailCommand, client } = await open.get();
          // nodemailer's SES transport passes no signal on, so each message gets one that does.
          const sesClient = {
            config: client.config,
            async send(command: unknown) {
              if (!(command instanceof SendEmailCommand)) throw new TypeError("not a SendEmailCommand");
              return client.send(command, { abortSignal: ends });
            },
          };
          const transport = mailer.createTransport({ SES: { sesClient, SendEmailCommand }, ...SEALED });
          const { messageId } = await transport.sendMail(composed(mail));
          return { messageId };
        });
      } catch (thrown) {
        throw awsError("Amazon SES", thrown);
      }
    },
    async close() {
      await requests.close();
      open.end(({ client }) => client.destroy());
    },
  };
}

/** Loaded with the first message, for gateways that send none. */
async function nodemailer() {
  return (await import("nodemailer")).default;
}

function composed(mail: Mail): SendMailOptions {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(mail.from)?.[1] ?? "smart-lockers.invalid";
  const { attachment } = mail;
  return {
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    ...(attachment && {
      attachments: [{ filename: attachment.name, contentType: attachment.type, content: attachment.body }],
    }),
    messageId: `<${mail.id}@${domain}>`,
    // RFC 3834: no out-of-office answers to a machine.
    headers: { "Auto-Submitted": "auto-generated", "X-Notice-ID": mail.id },
  };
}
