/** What the notify nodes need of Amazon SNS; amounts and names as in the SNS API. */
export interface SnsClient {
  /** @throws LockerError `provider-permanent`, `provider-operator` or `provider-transient` */
  publishSms(message: SmsMessage, signal: AbortSignal): Promise<Accepted>;
  /** Up to 10 messages to one topic in one request; one result each, in order. */
  publishTopic(
    topicArn: string,
    messages: readonly TopicMessage[],
    signal: AbortSignal,
  ): Promise<readonly BatchResult[]>;
  close(): void;
}

export interface SmsMessage {
  /** E.164. */
  readonly phone: string;
  readonly text: string;
  readonly senderId?: string;
  readonly type: "Transactional" | "Promotional";
  /** US dollars a message may cost at most. */
  readonly maxPrice?: string;
  /** India: DLT registration. */
  readonly entityId?: string;
  readonly templateId?: string;
}

export interface TopicMessage {
  readonly text: string;
  readonly subject?: string;
  readonly perProtocol?: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The provider took the message; it does not say that anybody received it. */
export interface Accepted {
  readonly messageId: string;
}

export type BatchResult = { readonly accepted: Accepted } | { readonly error: Error };
