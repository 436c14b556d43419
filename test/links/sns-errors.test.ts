import assert from "node:assert/strict";
import { awsError, awsRefusal } from "../../nodes/links/aws-errors.ts";

const PERMANENT = "provider-permanent";
const OPERATOR = "provider-operator";
const TRANSIENT = "provider-transient";

describe("what an error of AWS means", () => {
  const answers: readonly (readonly [code: string, status: number, meaning: string, message?: string])[] = [
    ["InvalidParameterException", 400, PERMANENT],
    ["InvalidParameterException", 400, PERMANENT, "Invalid parameter: Phone number is opted out"],
    ["InvalidParameterValueException", 400, PERMANENT],
    ["ValidationException", 400, PERMANENT],
    ["NotFoundException", 404, PERMANENT],
    ["OptedOutException", 400, PERMANENT],
    ["BatchRequestTooLongException", 400, PERMANENT],
    ["MessageRejected", 400, PERMANENT, "Recipient address is suppressed"],
    ["SomethingNewAboutTheMessage", 400, PERMANENT],
    ["AuthorizationErrorException", 403, OPERATOR],
    ["AccessDeniedException", 403, OPERATOR],
    ["InvalidClientTokenId", 403, OPERATOR],
    ["SignatureDoesNotMatch", 403, OPERATOR, "The request signature we calculated does not match"],
    ["ExpiredToken", 403, OPERATOR],
    ["UnrecognizedClientException", 400, OPERATOR],
    ["OptInRequired", 403, OPERATOR],
    ["KMSAccessDeniedException", 400, OPERATOR],
    ["KMSDisabledException", 400, OPERATOR],
    ["KMSInvalidStateException", 400, OPERATOR],
    ["KMSNotFoundException", 400, OPERATOR],
    ["KMSOptInRequiredException", 403, OPERATOR],
    ["EndpointDisabledException", 400, OPERATOR],
    ["PlatformApplicationDisabledException", 400, OPERATOR],
    ["InvalidSecurityException", 403, OPERATOR],
    ["MonthlySpendLimitReached", 400, OPERATOR],
    ["AccountSuspendedException", 400, OPERATOR],
    ["MailFromDomainNotVerifiedException", 400, OPERATOR],
    ["MessageRejected", 400, OPERATOR, "Email address is not verified"],
    ["SomethingNewForbidden", 403, OPERATOR],
    ["ThrottledException", 429, TRANSIENT],
    ["Throttling", 400, TRANSIENT],
    ["KMSThrottlingException", 400, "provider-deferred"],
    ["TooManyRequestsException", 429, TRANSIENT],
    ["RequestThrottledException", 400, TRANSIENT],
    ["SlowDown", 503, TRANSIENT],
    ["InternalErrorException", 500, TRANSIENT],
    ["ServiceUnavailable", 503, TRANSIENT],
    ["SignatureDoesNotMatch", 403, TRANSIENT, "Signature expired: 20261122T041500Z is now earlier than"],
    ["RequestExpired", 400, TRANSIENT],
    ["SomethingNewAndBroken", 502, TRANSIENT],
  ];
  for (const [code, status, meaning, message = "What AWS says"] of answers) {
    it(`${code}${message === "What AWS says" ? "" : ` (${message})`}, HTTP ${status} -> ${meaning}`, () => {
      const error = awsRefusal("Amazon SNS", code, message, status);
      assert.equal(error.code, meaning);
      assert.match(error.message, /^Amazon SNS answered \w+: .+\. [A-Z].+\.$/);
    });
  }

  it("tells no number, address or key that AWS repeats, and keeps the names of resources", () => {
    const { message } = awsRefusal(
      "Amazon SNS",
      "AuthorizationError",
      "User: arn:aws:iam::555566667777:user/lockers (key AKIAABCDEFGHIJKLMNOP) may not publish to +91 98123-45678 or asha.rao@example.com",
      403,
    );
    assert.doesNotMatch(message, /98123|45678|asha|example\.com|AKIA/);
    assert.match(message, /arn:aws:iam::555566667777:user\/lockers/);
  });

  it("takes credentials that cannot be found as something for a person", () => {
    const missing = Object.assign(new Error("Could not load credentials from any providers"), {
      name: "CredentialsProviderError",
    });
    assert.equal(awsError("Amazon SNS", missing).code, OPERATOR);
  });

  it("takes everything that is no answer of AWS as passing", () => {
    const unknown: readonly unknown[] = [
      Object.assign(new Error("getaddrinfo ENOTFOUND sns.eu-central-1.amazonaws.com"), { code: "ENOTFOUND" }),
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
      Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
      Object.assign(new Error("aborted"), { name: "AbortError" }),
      "something that is no error",
    ];
    for (const thrown of unknown) assert.equal(awsError("Amazon SNS", thrown).code, TRANSIENT);
  });
});
