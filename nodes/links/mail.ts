/** A way to hand over e-mail: SMTP or Amazon SES, both through nodemailer. */
export interface MailTransport {
  /** @throws LockerError `provider-permanent`, `provider-operator` or `provider-transient` */
  send(mail: Mail, signal: AbortSignal): Promise<{ readonly messageId: string }>;
  close(): void;
}

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Becomes the Message-ID, so that a repeated send is recognised by mail programs as the same message. */
  readonly id: string;
}
