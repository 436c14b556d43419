import { request } from "node:https";
import { createSecureContext, type SecureContext } from "node:tls";
import * as v from "valibot";
import type { Clock } from "../domain/clock.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
import { withDeadline } from "./deadline.ts";
import { readTlsMaterial, type TlsSource } from "./tls-material.ts";

/**
 * Temporary credentials from the AWS IoT credentials provider: the gateway shows its device certificate, AWS
 * answers with keys of the role behind the alias ("Authorizing direct calls to AWS services using AWS IoT Core
 * credential provider", AWS IoT Core developer guide).
 */
export interface RoleAliasAccess {
  /** Host, with port if it is not 443, as `aws iot describe-endpoint --endpoint-type iot:CredentialProvider` tells. */
  readonly host: string;
  readonly roleAlias: string;
  readonly thingName: string;
  /** The gateway's certificate and key, read at each renewal, so that a renewed certificate is taken up. */
  readonly tls: TlsSource;
}

export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Renewed this long before they expire, milliseconds. */
const RENEW_BEFORE_MS = 5 * 60_000;
const DEADLINE_MS = 8000;
const LARGEST_ANSWER = 64 * 1024;

const answerSchema = v.object({
  credentials: v.object({
    accessKeyId: v.string(),
    secretAccessKey: v.string(),
    sessionToken: v.string(),
    expiration: v.pipe(v.string(), v.isoTimestamp()),
  }),
});

/**
 * A provider that asks once for as long as the answer is good, however many requests want to be signed.
 * @throws LockerError `provider-operator` when AWS refuses the certificate, `provider-transient` when it does not answer
 */
export function roleAliasCredentials(
  access: RoleAliasAccess,
  clock: Clock,
): () => Promise<TemporaryCredentials> {
  let current: Promise<TemporaryCredentials> | null = null;
  let goodUntil = 0;
  return () => {
    if (current !== null && clock.now() < goodUntil) return current;
    goodUntil = Number.POSITIVE_INFINITY;
    const asked = ask(access, clock).then(
      (credentials) => {
        goodUntil = credentials.expiration.getTime() - RENEW_BEFORE_MS;
        return credentials;
      },
      (thrown: unknown) => {
        goodUntil = 0;
        throw thrown;
      },
    );
    current = asked;
    return asked;
  };
}

async function ask(access: RoleAliasAccess, clock: Clock): Promise<TemporaryCredentials> {
  const identity = identityOf(access.tls);
  const answer = await withDeadline(clock, DEADLINE_MS, [], (signal) => get(access, identity, signal)).catch(
    (thrown: unknown) => {
      throw new LockerError(
        "provider-transient",
        `The AWS IoT credentials provider did not answer (${sentenceOf(thrown)}), so nothing can be sent yet. It is asked again; if this lasts, check the credentials endpoint in the aws-account and the internet connection.`,
        { cause: thrown },
      );
    },
  );
  if (answer.status >= 500 || answer.status === 429) {
    throw new LockerError(
      "provider-transient",
      `The AWS IoT credentials provider is busy (HTTP ${answer.status}). It is asked again.`,
    );
  }
  if (answer.status !== 200) {
    throw new LockerError(
      "provider-operator",
      `The AWS IoT credentials provider refused the gateway's certificate (HTTP ${answer.status}). Check in AWS IoT that the certificate is active and attached to thing "${access.thingName}", and that its policy allows iot:AssumeRoleWithCertificate on role alias "${access.roleAlias}".`,
    );
  }
  const parsed = v.safeParse(answerSchema, parseJson(answer.body));
  if (!parsed.success) {
    throw new LockerError(
      "provider-transient",
      "What answered in place of the AWS IoT credentials provider is not AWS: a proxy or sign-in page may be in the way. It is asked again.",
    );
  }
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = parsed.output.credentials;
  return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration) };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function get(access: RoleAliasAccess, secureContext: SecureContext, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = `https://${access.host}/role-aliases/${encodeURIComponent(access.roleAlias)}/credentials`;
    const options = {
      secureContext,
      signal,
      agent: false,
      headers: { "x-amzn-iot-thingname": access.thingName },
    };
    const call = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST_ANSWER) response.destroy(new Error("the answer is too large"));
        else chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    call.on("error", reject);
    call.end();
  });
}

function identityOf(source: TlsSource): SecureContext {
  try {
    // A gateway that has just started may not know the time yet; AWS judges the validity.
    return createSecureContext(readTlsMaterial(source, null));
  } catch (thrown) {
    throw new LockerError(
      "provider-operator",
      `The aws-account has no usable certificate to show to AWS. ${sentenceOf(thrown)}`,
      { cause: thrown },
    );
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
