import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AwsFault, faultXml, invalid, listOf, resultXml, xml } from "./aws-query.ts";
import { accepts, type FilterPolicy, parseFilterPolicy } from "./filter-policy.ts";

/**
 * A local stand-in for Amazon SNS (and the one call of STS that says who is asking), for `npm start`, tests and
 * benches: it answers the query API and keeps what each phone and each subscriber received.
 *
 * It is a small server of our own and does not embed fauxqs: fauxqs knows neither SMS to a number nor
 * MessageStructure json nor e-mail subscribers, which is most of what is sent here, delivers to SQS queues only,
 * and its `startFauxqs` listens on all interfaces. Where both know the rule, in topics and filter policies, the
 * tests hold this server and our client against fauxqs.
 *
 * Differences from AWS: subscriptions need no confirmation, signatures are looked for but not verified, nothing
 * is throttled unless scripted, and FIFO topics do not exist.
 */
export interface SnsStandIn {
  /** To be set as endpoint, e.g. in AWS_ENDPOINT_URL_SNS. */
  readonly url: string;
  /** SMS sent straight to a number, oldest first; the newest `keep`. */
  readonly sms: readonly SmsDelivery[];
  /** What subscribers of topics received, oldest first; the newest `keep`. */
  readonly topicDeliveries: readonly TopicDelivery[];
  /** Connections that are open now. */
  readonly connections: number;
  /** How many requests of an action came in, scripted failures included. */
  requests(action: string): number;
  /** Tells of each delivery as it happens; returns how to stop. */
  onDelivery(listener: (delivery: Delivery) => void): () => void;
  /** The topic's ARN; an existing one of the name is returned. */
  createTopic(name: string): string;
  /** @throws AwsFault as the API would answer */
  subscribe(topicArn: string, subscriber: Subscriber): string;
  /** Adds to the script: each entry fails the next `times` requests it fits. */
  fail(...failures: readonly Failure[]): void;
  /** Ends every connection and refuses new ones until `recover`, as a provider that is down. */
  refuse(): Promise<void>;
  /** Is itself again, on the same port: takes connections, and the script is empty. */
  recover(): Promise<void>;
  /** Resolves when the port is free and no request is open. */
  close(): Promise<void>;
}

export interface SmsDelivery {
  readonly kind: "sms";
  readonly messageId: string;
  readonly phone: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TopicDelivery {
  readonly kind: "topic";
  readonly messageId: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly subject: string | null;
  /** The text for the subscriber's protocol. */
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export type Delivery = SmsDelivery | TopicDelivery;

export interface Subscriber {
  /** sms, email, email-json, http, https, sqs, lambda. */
  readonly protocol: string;
  readonly endpoint: string;
  /** JSON, scope MessageAttributes. */
  readonly filterPolicy?: string;
}

export type Failure = {
  /** Absent: any action. */
  readonly action?: string;
  /** Default 1; Infinity: until `recover`. */
  readonly times?: number;
} & (
  | { readonly how: "error"; readonly status: number; readonly code: string; readonly message?: string }
  /** Entries of a PublishBatch, counted from 0, fail while the others succeed; by default as the sender's fault. */
  | {
      readonly how: "entries";
      readonly indexes: readonly number[];
      readonly code: string;
      readonly senderFault?: boolean;
    }
  /** Never answers. */
  | { readonly how: "hang" }
  /** Ends the connection without an answer. */
  | { readonly how: "reset" }
  /** A sign-in page: 200 and HTML. */
  | { readonly how: "portal" }
);

/** What AWS answers when it is asked too often. */
export const THROTTLED = { how: "error", status: 400, code: "Throttling", message: "Rate exceeded" } as const;
export const UNAVAILABLE = { how: "error", status: 503, code: "ServiceUnavailable" } as const;
export const UNAUTHORIZED = {
  how: "error",
  status: 403,
  code: "AuthorizationError",
  message: "User is not authorized to perform: SNS:Publish",
} as const;

interface Options {
  /** 0: any free port. */
  readonly port?: number;
  readonly region?: string;
  /** How many deliveries of each kind are kept. */
  readonly keep?: number;
}

const ACCOUNT = "000000000000";
const LARGEST_REQUEST = 1024 * 1024;
const LARGEST_BATCH = 256 * 1024;

export async function startSnsStandIn(options: Options = {}): Promise<SnsStandIn> {
  const { port = 0, region = "ap-south-1", keep = 10_000 } = options;
  const service = new Service(region, keep);
  const server = createServer((request, response) => {
    service.handle(request, response).catch(() => response.destroy());
  });
  const listen = (at: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(at, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  const refuse = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(port);
  const { port: bound } = server.address() as AddressInfo;
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    socket.once("close", () => {
      connections -= 1;
    });
  });
  return {
    url: `http://127.0.0.1:${bound}`,
    sms: service.sms,
    topicDeliveries: service.topicDeliveries,
    get connections() {
      return connections;
    },
    requests: (action) => service.requests.get(action) ?? 0,
    onDelivery(listener) {
      service.listeners.add(listener);
      return () => service.listeners.delete(listener);
    },
    createTopic: (name) => service.createTopic(name),
    subscribe: (topicArn, subscriber) => service.subscribe(topicArn, subscriber),
    fail: (...failures) => service.fail(failures),
    refuse,
    async recover() {
      service.mend();
      if (!server.listening) await listen(bound);
    },
    close: refuse,
  };
}

type Params = ReadonlyMap<string, string>;
type RefusedEntries = Extract<Failure, { readonly how: "entries" }>;

interface Subscription {
  readonly arn: string;
  readonly subscriber: Subscriber;
  readonly policy: FilterPolicy;
}

class Service {
  readonly sms: SmsDelivery[] = [];
  readonly topicDeliveries: TopicDelivery[] = [];
  readonly listeners = new Set<(delivery: Delivery) => void>();
  readonly requests = new Map<string, number>();
  readonly #topics = new Map<string, Subscription[]>();
  readonly #script: { readonly failure: Failure; left: number }[] = [];
  readonly #region: string;
  readonly #keep: number;

  constructor(region: string, keep: number) {
    this.#region = region;
    this.#keep = keep;
  }

  fail(failures: readonly Failure[]): void {
    for (const failure of failures) this.#script.push({ failure, left: failure.times ?? 1 });
  }

  mend(): void {
    this.#script.length = 0;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const params: Params = new Map(new URLSearchParams(body));
    const action = params.get("Action") ?? "";
    this.requests.set(action, (this.requests.get(action) ?? 0) + 1);
    const failure = this.#nextFailure(action);
    const requestId = randomUUID();
    const answer = (status: number, type: string, text: string) => {
      response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) });
      response.end(text);
    };
    switch (failure?.how) {
      case "hang":
        return;
      case "reset":
        request.socket.destroy();
        return;
      case "portal":
        answer(200, "text/html", "<!DOCTYPE html><html><head><meta charset=utf-8></head>Sign in</html>");
        return;
    }
    try {
      if (failure?.how === "error") {
        throw new AwsFault(failure.status, failure.code, failure.message ?? failure.code);
      }
      const credential = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
      if (credential === undefined) {
        throw new AwsFault(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
      }
      const refused = failure?.how === "entries" ? failure : null;
      answer(
        200,
        "text/xml",
        resultXml(action, this.#perform(action, params, credential, refused), requestId),
      );
    } catch (thrown) {
      const fault =
        thrown instanceof AwsFault ? thrown : new AwsFault(500, "InternalFailure", "The stand-in failed");
      answer(fault.status, "text/xml", faultXml(fault, requestId));
    }
  }

  #nextFailure(action: string): Failure | null {
    const next = this.#script.find(
      ({ failure }) => failure.action === undefined || failure.action === action,
    );
    if (next === undefined) return null;
    next.left -= 1;
    if (next.left <= 0) this.#script.splice(this.#script.indexOf(next), 1);
    return next.failure;
  }

  #perform(action: string, params: Params, credential: string, refused: RefusedEntries | null): string {
    switch (action) {
      case "Publish":
        return `<MessageId>${this.#publish(params)}</MessageId>`;
      case "PublishBatch":
        return this.#publishBatch(params, refused);
      case "CreateTopic":
        return `<TopicArn>${xml(this.createTopic(params.get("Name") ?? ""))}</TopicArn>`;
      case "Subscribe":
        return `<SubscriptionArn>${xml(this.#subscribe(params))}</SubscriptionArn>`;
      case "GetCallerIdentity":
        return `<Arn>arn:aws:iam::${ACCOUNT}:user/${xml(credential)}</Arn><UserId>${xml(credential)}</UserId><Account>${ACCOUNT}</Account>`;
      default:
        throw new AwsFault(400, "InvalidAction", `The action ${action} is not valid for this endpoint.`);
    }
  }

  createTopic(name: string): string {
    if (!/^[\w-]{1,256}$/.test(name)) throw invalid("Topic Name");
    const arn = `arn:aws:sns:${this.#region}:${ACCOUNT}:${name}`;
    if (!this.#topics.has(arn)) this.#topics.set(arn, []);
    return arn;
  }

  subscribe(topicArn: string, subscriber: Subscriber): string {
    const arn = `${topicArn}:${randomUUID()}`;
    let policy: FilterPolicy;
    try {
      policy = parseFilterPolicy(subscriber.filterPolicy ?? "{}");
    } catch (thrown) {
      throw new AwsFault(400, "InvalidParameter", thrown instanceof Error ? thrown.message : "");
    }
    this.#subscriptionsOf(topicArn).push({ arn, subscriber, policy });
    return arn;
  }

  #subscribe(params: Params): string {
    const attributes = new Map(
      listOf(params, "Attributes").map((entry) => [entry.get("key"), entry.get("value") ?? ""]),
    );
    if ((attributes.get("FilterPolicyScope") ?? "MessageAttributes") !== "MessageAttributes") {
      throw invalid("FilterPolicyScope: this stand-in filters by MessageAttributes only");
    }
    const filterPolicy = attributes.get("FilterPolicy");
    return this.subscribe(params.get("TopicArn") ?? "", {
      protocol: params.get("Protocol") ?? "",
      endpoint: params.get("Endpoint") ?? "",
      ...(filterPolicy === undefined ? {} : { filterPolicy }),
    });
  }

  #publish(params: Params): string {
    const phone = params.get("PhoneNumber");
    if (phone === undefined) return this.#publishTo(params.get("TopicArn") ?? "", params);
    const text = params.get("Message") ?? "";
    if (!/^\+[1-9]\d{6,14}$/.test(phone)) {
      throw invalid(`PhoneNumber Reason: ${phone} is not valid to publish to`);
    }
    if (text === "") throw invalid("Empty message");
    if (text.length > 1600) throw invalid("Message too long");
    const messageId = randomUUID();
    this.#deliver(this.sms, { kind: "sms", messageId, phone, text, attributes: attributesOf(params) });
    return messageId;
  }

  #publishBatch(params: Params, refused: RefusedEntries | null): string {
    const topicArn = params.get("TopicArn") ?? "";
    this.#subscriptionsOf(topicArn);
    const entries = listOf(params, "PublishBatchRequestEntries");
    if (entries.length === 0) throw new AwsFault(400, "EmptyBatchRequest", "The batch request is empty");
    if (entries.length > 10) {
      throw new AwsFault(400, "TooManyEntriesInBatchRequest", "The batch request holds more than 10 entries");
    }
    const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.get("Message") ?? ""), 0);
    if (bytes > LARGEST_BATCH) throw new AwsFault(400, "BatchRequestTooLong", "The batch is over 256 KiB");
    const successful: string[] = [];
    const failed: string[] = [];
    entries.forEach((entry, index) => {
      const id = xml(entry.get("Id") ?? "");
      try {
        if (refused?.indexes.includes(index)) throw new AwsFault(400, refused.code, refused.code);
        const messageId = this.#publishTo(topicArn, entry);
        successful.push(`<member><Id>${id}</Id><MessageId>${messageId}</MessageId></member>`);
      } catch (thrown) {
        if (!(thrown instanceof AwsFault)) throw thrown;
        const senderFault = refused?.indexes.includes(index) ? (refused.senderFault ?? true) : true;
        failed.push(
          `<member><Id>${id}</Id><Code>${xml(thrown.code)}</Code><Message>${xml(thrown.message)}</Message><SenderFault>${senderFault}</SenderFault></member>`,
        );
      }
    });
    return `<Successful>${successful.join("")}</Successful><Failed>${failed.join("")}</Failed>`;
  }

  #publishTo(topicArn: string, params: Params): string {
    const message = params.get("Message") ?? "";
    const subject = params.get("Subject") ?? null;
    if (message === "") throw invalid("Empty message");
    if (subject !== null && (subject.length > 99 || /[\r\n]/.test(subject))) throw invalid("Subject");
    const texts = textsOf(message, params.get("MessageStructure"));
    const attributes = attributesOf(params);
    const messageId = randomUUID();
    for (const { subscriber, policy } of this.#subscriptionsOf(topicArn)) {
      if (!accepts(policy, attributes)) continue;
      const { protocol, endpoint } = subscriber;
      this.#deliver(this.topicDeliveries, {
        kind: "topic",
        messageId,
        topicArn,
        protocol,
        endpoint,
        subject,
        text: texts(protocol),
        attributes,
      });
    }
    return messageId;
  }

  #subscriptionsOf(topicArn: string): Subscription[] {
    const subscriptions = this.#topics.get(topicArn);
    if (subscriptions === undefined) throw new AwsFault(404, "NotFound", "Topic does not exist");
    return subscriptions;
  }

  #deliver<D extends Delivery>(kept: D[], delivery: D): void {
    kept.push(delivery);
    if (kept.length > this.#keep * 1.1) kept.splice(0, kept.length - this.#keep);
    for (const listener of this.listeners) listener(delivery);
  }
}

/** The text of each protocol, by MessageStructure. */
function textsOf(message: string, structure: string | undefined): (protocol: string) => string {
  if (structure === undefined) return () => message;
  if (structure !== "json") throw invalid("MessageStructure");
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalid("Message Structure - JSON message body failed to parse");
  }
  const texts = new Map(Object.entries(typeof parsed === "object" && parsed !== null ? parsed : {}));
  const otherwise: unknown = texts.get("default");
  if (typeof otherwise !== "string") {
    throw invalid("Message Structure - No default entry in JSON message body");
  }
  return (protocol) => {
    const own: unknown = texts.get(protocol);
    return typeof own === "string" ? own : otherwise;
  };
}

function attributesOf(params: Params): Record<string, string> {
  return Object.fromEntries(
    listOf(params, "MessageAttributes").map((entry) => {
      const name = entry.get("Name") ?? "";
      const value = entry.get("Value.StringValue") ?? "";
      if (name === "" || value === "") {
        throw new AwsFault(
          400,
          "ParameterValueInvalid",
          `The message attribute '${name}' must contain a non-empty value`,
        );
      }
      return [name, value];
    }),
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size > LARGEST_REQUEST) throw new Error("request too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
