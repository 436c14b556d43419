import { LockerError, sentenceOf } from "../domain/errors.ts";
import { maskPersonal } from "../domain/mask.ts";

/**
 * What a failed SMTP conversation means for the outbox, by reply code (RFC 5321, section 4.2), the command it
 * answered, and what nodemailer calls the failure.
 * @param to the address that was written to, of which nothing is repeated
 */
export function smtpError(thrown: unknown, to?: string): LockerError {
  if (thrown instanceof LockerError) return thrown;
  const { code, command, reply } = read(thrown);
  const said = saidBy(thrown, reply, to);

  if (code === "EAUTH" || code === "ENOAUTH" || (reply !== null && LOGIN_REPLIES.has(reply))) {
    return operator(
      `The mail server did not accept the login (${said}). Check user name and password of the email-notify node; the message waits.`,
      thrown,
    );
  }
  if (code === "ETLS" || CERTIFICATE_CODES.has(code ?? "")) {
    return operator(
      `No safe connection to the mail server could be made (${said}), and nothing is sent without one. Check host, port and encryption of the email-notify node, and that this machine trusts the server's certificate; the message waits.`,
      thrown,
    );
  }
  if (reply !== null && reply >= 500) {
    if (reply === 552) return deferred(said, thrown);
    if (reply === 503) return transient(said, thrown);
    if (command.startsWith("RCPT") || command.startsWith("DATA")) {
      return new LockerError(
        "provider-permanent",
        `The mail server refused the message for good (${said}). It is not tried again by itself: check the e-mail address in the register and the text.`,
        { cause: thrown },
      );
    }
    return operator(
      command.startsWith("MAIL")
        ? `The mail server does not let this sender send (${said}). Check the sender's address of the email-notify node; the message waits.`
        : `The mail server will not talk to this gateway (${said}). Ask those who run it to allow it; the message waits.`,
      thrown,
    );
  }
  if (reply === null && (code === "ECONFIG" || code === "EENVELOPE")) {
    return new LockerError(
      "provider-permanent",
      `This message cannot be put into an e-mail (${said}). It is not tried again by itself: check the e-mail address in the register and the sender's address.`,
      { cause: thrown },
    );
  }
  const aboutMail = command.startsWith("RCPT") || command.startsWith("DATA");
  if (aboutMail && (reply === 450 || reply === 451)) return deferred(said, thrown);
  return transient(said, thrown);
}

/** Replies that ask for a login, another one, or a stronger one (RFC 4954). */
const LOGIN_REPLIES: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/** Node's codes for a certificate that does not prove who the server is. */
const CERTIFICATE_CODES: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

interface SmtpFault {
  readonly code: string | null;
  /** SMTP command that was answered: CONN, AUTH ..., MAIL FROM, RCPT TO, DATA. */
  readonly command: string;
  readonly reply: number | null;
}

function read(thrown: unknown): SmtpFault {
  const of = (name: string): unknown =>
    typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, name) : undefined;
  const [code, original, command, reply] = [
    of("code"),
    of("originalCode"),
    of("command"),
    of("responseCode"),
  ];
  return {
    // nodemailer calls what Node refused ESOCKET and keeps Node's own word for it.
    code: typeof original === "string" ? original : typeof code === "string" ? code : null,
    command: typeof command === "string" ? command : "",
    reply: typeof reply === "number" ? reply : null,
  };
}

/** The server's own words, or those of the failure, on one line and without addresses. */
function saidBy(thrown: unknown, reply: number | null, to: string | undefined): string {
  const response = typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, "response") : null;
  const words = reply !== null && typeof response === "string" ? response : sentenceOf(thrown);
  return maskPersonal(words, to).replace(/\s+/g, " ").trim().slice(0, 200).replace(/\.$/, "");
}

function operator(sentence: string, cause: unknown): LockerError {
  return new LockerError("provider-operator", sentence, { cause });
}

/** The server works: a mailbox is full, or it lets a new sender wait (greylisting). */
function deferred(said: string, cause: unknown): LockerError {
  return new LockerError(
    "provider-deferred",
    `The mail server puts off this message (${said}). It is tried again; if this lasts, check the e-mail address in the register, and ask those who run the server.`,
    { cause },
  );
}

function transient(said: string, cause: unknown): LockerError {
  return new LockerError(
    "provider-transient",
    `The mail server did not take the message this time (${said}). It is tried again; if this lasts, check host and port of the email-notify node and the connection.`,
    { cause },
  );
}
