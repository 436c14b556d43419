import type { MessageAttributeValue, SNSClient } from "@aws-sdk/client-sns";
import { LockerError } from "../domain/errors.ts";
import { AwsCaller, endpointIn } from "./aws-caller.ts";
import { AWS_DEADLINE_MS, type AwsConnection } from "./aws-connection.ts";
import { awsError, notAws } from "./aws-errors.ts";
import type { Endpoint } from "./aws-post.ts";
import type { SigningKeys } from "./aws-signature.ts";
import { type Once, once } from "./once.ts";
import { Requests } from "./requests.ts";
import { type Batch, batches, batchResults } from "./sns-batch.ts";

/** What the notify nodes need of Amazon SNS; amounts and names as in the SNS API. */
export interface SnsClient {
  /** @throws LockerError `provider-permanent`, `provider-operator` or `provider-transient` */
  publishSms(message: SmsMessage, signal: AbortSignal): Promise<Accepted>;
  /** Up to 10 messages to one topic; one result each, in order. Never rejects. */
  publishTopic(
    topicArn: string,
    messages: readonly TopicMessage[],
    signal: AbortSignal,
  ): Promise<readonly BatchResult[]>;
  /** Takes no more messages; resolves when those under way have ended and no connection is left. */
  close(): Promise<void>;
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

export type BatchResult = { readonly accepted: Accepted } | { readonly error: LockerError };

const SERVICE = "Amazon SNS";

/** The SDK is loaded with the first message: it costs 28 MB that a gateway without SNS keeps. */
export function snsClient(connection: AwsConnection): SnsClient {
  const requests = new Requests(connection.clock, AWS_DEADLINE_MS);
  /** By region; a topic of an insurer may lie in another one than the account sends SMS from. */
  const clients = new Map<string | undefined, Once<Opened>>();
  const clientOf = (region: string | undefined): Promise<Opened> => {
    const client = clients.get(region) ?? once(() => load(connection, region));
    clients.set(region, client);
    return client.get();
  };
  const request = <T>(
    region: string | undefined,
    signal: AbortSignal,
    run: (sdk: Opened, signal: AbortSignal) => Promise<T>,
  ) => requests.run(signal, async (ends) => run(await clientOf(region), ends));

  const publish = async (region: string | undefined, all: readonly Batch[], signal: AbortSignal) => {
    const results: BatchResult[] = [];
    for (const { body, carries } of all) {
      const answers = await request(region, signal, ({ caller }, ends) => caller.call(body, ends)).then(
        (answer) => batchResults(SERVICE, answer, carries),
        (thrown: unknown) => {
          const error = awsError(SERVICE, thrown);
          return Array.from({ length: carries }, (): BatchResult => ({ error }));
        },
      );
      results.push(...answers);
    }
    return results;
  };

  return {
    async publishSms(message, signal) {
      const input = {
        PhoneNumber: message.phone,
        Message: message.text,
        MessageAttributes: smsAttributes(message),
      };
      const answer = await request(undefined, signal, ({ sdk, client }, ends) =>
        client.send(new sdk.PublishCommand(input), { abortSignal: ends }),
      ).catch((thrown: unknown) => {
        throw awsError(SERVICE, thrown);
      });
      if (answer.MessageId === undefined) throw notAws(SERVICE);
      return { messageId: answer.MessageId };
    },

    publishTopic(topicArn, messages, signal) {
      if (topicArn.endsWith(".fifo")) return Promise.resolve(messages.map(() => ({ error: fifoRefused() })));
      return publish(regionOf(topicArn), batches(topicArn, messages), signal);
    },

    async close() {
      await requests.close();
      for (const open of clients.values()) {
        open.end(({ client, caller }) => {
          client.destroy();
          caller.close();
        });
      }
    },
  };
}

interface Opened {
  readonly sdk: typeof import("@aws-sdk/client-sns");
  readonly client: SNSClient;
  readonly caller: AwsCaller;
}

async function load(connection: AwsConnection, region: string | undefined): Promise<Opened> {
  const [sdk, options] = await Promise.all([
    import("@aws-sdk/client-sns"),
    connection.options("sns", region),
  ]);
  const client = new sdk.SNSClient(options);
  const caller = new AwsCaller({
    service: "sns",
    name: SERVICE,
    clock: connection.clock,
    region: await client.config.region(),
    endpoint: await endpointOf(sdk, client),
    keys: () => credentialsOf(client),
  });
  return { sdk, client, caller };
}

/** Where the SDK would send a request, by all the settings it knows of; nothing is sent. */
async function endpointOf(sdk: Opened["sdk"], client: SNSClient): Promise<Endpoint> {
  let found: unknown;
  const command = new sdk.PublishBatchCommand({ TopicArn: "", PublishBatchRequestEntries: [] });
  command.middlewareStack.add(
    () => async (args) => {
      found = args.request;
      return { response: undefined, output: { $metadata: {}, Successful: [], Failed: [] } };
    },
    { step: "build", priority: "low" },
  );
  await client.send(command);
  return endpointIn(found);
}

async function credentialsOf(client: SNSClient): Promise<SigningKeys> {
  const keys = await client.config.credentials?.();
  if (keys === undefined) throw new TypeError("The AWS SDK has found no credentials to sign with");
  return keys;
}

function regionOf(topicArn: string): string | undefined {
  return /^arn:[^:]*:sns:([a-z0-9-]+):/.exec(topicArn)?.[1];
}

/** Attribute names: "Publishing to a mobile phone", SNS developer guide; the MM ones are India's DLT ids. */
function smsAttributes(message: SmsMessage): Record<string, MessageAttributeValue> {
  const text = (value: string | undefined) =>
    value ? { DataType: "String", StringValue: value } : undefined;
  const entries: [string, MessageAttributeValue | undefined][] = [
    ["AWS.SNS.SMS.SMSType", text(message.type)],
    ["AWS.SNS.SMS.SenderID", text(message.senderId)],
    [
      "AWS.SNS.SMS.MaxPrice",
      message.maxPrice ? { DataType: "Number", StringValue: message.maxPrice } : undefined,
    ],
    ["AWS.MM.SMS.EntityId", text(message.entityId)],
    ["AWS.MM.SMS.TemplateId", text(message.templateId)],
  ];
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

function fifoRefused(): LockerError {
  return new LockerError(
    "provider-permanent",
    "This is a FIFO topic, which delivers to SQS queues only and never to a phone, an e-mail address or a web service. Name a standard topic in the node or the register.",
  );
}
