import { LockerError, sentenceOf } from "../domain/errors.ts";
import { maskPersonal } from "../domain/mask.ts";
import { element } from "./aws-xml.ts";

/**
 * What an error of AWS means for the outbox. The SDK says nothing reliable about it (`$retryable` is undefined
 * throughout), so its codes are sorted here; what is not AWS's own answer counts as passing.
 */

/** How each group goes on, and what a person can do about it. */
interface Verdict {
  readonly code: "provider-permanent" | "provider-operator" | "provider-transient" | "provider-deferred";
  readonly advice: string;
}

const REFUSED: Verdict = {
  code: "provider-permanent",
  advice:
    "It can never go out as it is and is not tried again by itself: check the recipient in the register and the text.",
};
const CREDENTIALS: Verdict = {
  code: "provider-operator",
  advice:
    "AWS does not accept who is asking. Open the aws-account, mend its credentials and press Test; the message waits.",
};
const PERMISSION: Verdict = {
  code: "provider-operator",
  advice:
    "The account is known but may not do this. Allow the action in its AWS policy (for SMS the resource is *); the message waits.",
};
const KEY: Verdict = {
  code: "provider-operator",
  advice:
    "The topic is encrypted with a KMS key that cannot be used. Enable the key and allow kms:GenerateDataKey and kms:Decrypt on it; the message waits.",
};
const ENDPOINT: Verdict = {
  code: "provider-operator",
  advice: "AWS has disabled this endpoint. Enable it again in the SNS console; the message waits.",
};
const STANDING: Verdict = {
  code: "provider-operator",
  advice:
    "The account or its sender identity is limited. Look into quotas, spending limit, sandbox and verified identities in the AWS console; the message waits.",
};
/** SNS itself works, and other topics. */
const KEY_BUSY: Verdict = {
  code: "provider-deferred",
  advice: "The KMS key of this topic is asked too often. It is tried again.",
};
const BUSY: Verdict = { code: "provider-transient", advice: "It is tried again." };
const CLOCK: Verdict = {
  code: "provider-transient",
  advice: "The gateway's clock differs from that of AWS: check its time synchronisation. It is tried again.",
};

/** AWS error codes, without the ending "Exception" that some protocols add. */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ...of(
    REFUSED,
    "InvalidParameter",
    "InvalidParameterValue",
    "ParameterValueInvalid",
    "ValidationError",
    "Validation",
    "BadRequest",
    "MissingParameter",
    "NotFound",
    "OptedOut",
    "UserError",
    "MessageRejected",
    "BatchRequestTooLong",
    "InvalidBatchEntryId",
    "InvalidAction",
    "MalformedQueryString",
  ),
  ...of(
    CREDENTIALS,
    "InvalidClientTokenId",
    "UnrecognizedClient",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "InvalidSignature",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "ExpiredToken",
    "CredentialsProviderError",
    "TokenProviderError",
  ),
  ...of(
    PERMISSION,
    "AuthorizationError",
    "AccessDenied",
    "NotAuthorized",
    "OptInRequired",
    "InvalidSecurity",
  ),
  ...of(KEY, "KMSAccessDenied", "KMSDisabled", "KMSInvalidState", "KMSNotFound", "KMSOptInRequired"),
  ...of(ENDPOINT, "EndpointDisabled", "PlatformApplicationDisabled"),
  ...of(
    STANDING,
    "AccountSuspended",
    "SendingPaused",
    "MailFromDomainNotVerified",
    "Verification",
    "LimitExceeded",
    "MonthlySpendLimitReached",
    "ServiceQuotaExceeded",
  ),
  ...of(
    BUSY,
    "Throttled",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "RequestLimitExceeded",
    "RequestThrottled",
    "BandwidthLimitExceeded",
    "SlowDown",
    "ConcurrentAccess",
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "ServiceUnavailable",
    "RequestTimeout",
  ),
  ...of(KEY_BUSY, "KMSThrottling"),
  ...of(CLOCK, "RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture"),
]);

/** An unlisted answer of AWS goes by its HTTP status. */
function verdictOf(code: string, message: string, status: number): Verdict {
  // SNS reports a wrong clock as a wrong signature.
  if (code === "SignatureDoesNotMatch" && /expired|not yet current/i.test(message)) return CLOCK;
  // SES calls an unverified sender a rejected message.
  if (code === "MessageRejected" && /not verified/i.test(message)) return STANDING;
  const known = VERDICTS.get(code);
  if (known) return known;
  if (status === 401 || status === 403) return PERMISSION;
  return status >= 400 && status < 500 && status !== 408 && status !== 429 ? REFUSED : BUSY;
}

/**
 * The error of a code that AWS answered, for a whole request or one entry of a batch.
 * @param service as people know it: "Amazon SNS"
 * @param status HTTP status, 400 for an entry that is the sender's fault and 500 otherwise
 */
export function awsRefusal(service: string, code: string, message: string, status: number): LockerError {
  const bare = code.replace(/Exception$/, "");
  const verdict = verdictOf(bare, message, status);
  const said = maskPersonal(message).trim().replace(/\.$/, "");
  return new LockerError(
    verdict.code,
    `${service} answered ${bare}${said === "" ? "" : `: ${said}`}. ${verdict.advice}`,
  );
}

/** An answer that is none of AWS, although it says it worked: a captive portal or a proxy. */
export function notAws(service: string): LockerError {
  return new LockerError(
    "provider-transient",
    `What answered in place of ${service} is not AWS: a proxy or sign-in page may be in the way of the internet connection. It is tried again.`,
  );
}

/** Whatever a client of the AWS SDK threw, as an error with a code of ours and a sentence. */
export function awsError(service: string, thrown: unknown): LockerError {
  if (thrown instanceof LockerError) return thrown;
  const { code, status, system } = read(thrown);
  if (code !== null) return awsRefusal(service, code, sentenceOf(thrown), status ?? 500);
  return status === null
    ? noAnswer(service, networkWords(thrown, system), thrown)
    : strangeAnswer(service, status);
}

/**
 * An answer that is no success, as an error with a code of ours and a sentence.
 * @param body the XML of AWS's error, or whatever else came
 */
export function awsAnswered(service: string, status: number, body: string): LockerError {
  const code = element(body, "Code");
  if (code !== null) return awsRefusal(service, code, element(body, "Message") ?? "", status);
  return strangeAnswer(service, status);
}

/** One that AWS's own code is missing from. */
function strangeAnswer(service: string, status: number): LockerError {
  return status < 500 && status !== 429 ? notAws(service) : noAnswer(service, `HTTP ${status}`);
}

function noAnswer(service: string, what: string, cause?: unknown): LockerError {
  return new LockerError(
    "provider-transient",
    `${service} did not answer (${what}). It is tried again; if this lasts, check the internet connection and the endpoint in the aws-account.`,
    cause === undefined ? undefined : { cause },
  );
}

interface Fault {
  /** AWS's own code; null where no AWS service answered. */
  readonly code: string | null;
  /** HTTP status of the answer, where there was one. */
  readonly status: number | null;
  /** Node's code of a network failure. */
  readonly system: string | null;
}

function read(thrown: unknown): Fault {
  if (!(thrown instanceof Error)) return { code: null, status: null, system: null };
  const metadata = member(thrown, "$metadata");
  const status = member(metadata, "httpStatusCode");
  const service = member(thrown, "$fault") !== undefined && thrown.name !== "Unknown";
  const local = thrown.name === "CredentialsProviderError" || thrown.name === "TokenProviderError";
  const system = member(thrown, "code");
  return {
    code: service || local ? thrown.name : null,
    status: typeof status === "number" ? status : null,
    system: typeof system === "string" ? system : null,
  };
}

function networkWords(thrown: unknown, system: string | null): string {
  if (thrown instanceof Error && (thrown.name === "AbortError" || thrown.name === "TimeoutError")) {
    return system === "ECONNRESET" ? "connection reset" : "no answer in time";
  }
  return system ?? maskPersonal(sentenceOf(thrown));
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function of(verdict: Verdict, ...codes: readonly string[]): [string, Verdict][] {
  return codes.map((code) => [code, verdict]);
}
