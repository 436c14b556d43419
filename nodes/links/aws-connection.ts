import type { SNSClientConfig } from "@aws-sdk/client-sns";
import type { Clock } from "../domain/clock.ts";
import { type RoleAliasAccess, roleAliasCredentials } from "./aws-role-alias.ts";

/** Who signs the requests. */
export type AwsCredentials =
  /** Environment, shared files, container or instance metadata, in the order the AWS SDK tries them. */
  | { readonly kind: "default" }
  | { readonly kind: "profile"; readonly profile: string }
  | { readonly kind: "keys"; readonly accessKeyId: string; readonly secretAccessKey: string }
  /** AWS IoT credentials provider, over a device certificate: no secret of AWS is kept on the machine. */
  | ({ readonly kind: "iot" } & RoleAliasAccess);

export type AwsService = "sns" | "sts" | "ses";

export interface AwsSettings {
  readonly region: string;
  readonly credentials: AwsCredentials;
  /** URLs that replace the region's own; absent ones follow AWS_ENDPOINT_URL_<SERVICE> and the region. */
  readonly endpoints: Partial<Readonly<Record<AwsService, string>>>;
}

/** What every AWS client is made with. */
export type AwsClientOptions = Pick<
  SNSClientConfig,
  "region" | "endpoint" | "credentials" | "maxAttempts" | "requestHandler"
>;

/** One account as the clients of its services share it. */
export interface AwsConnection {
  readonly clock: Clock;
  /** @param region absent: that of the account */
  options(service: AwsService, region?: string): Promise<AwsClientOptions>;
}

/** How long AWS may say nothing, milliseconds. */
export const AWS_SILENCE_MS = 5000;
/**
 * The limits the SDK does not set by itself. Retries belong to the outbox: the SDK's own sent one message three
 * times after a reset, because Publish has no idempotency token.
 */
const LIMITS = {
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 3000, requestTimeout: AWS_SILENCE_MS, throwOnRequestTimeout: true },
} as const;

/** A whole request, credentials and body included, ends after this many milliseconds. */
export const AWS_DEADLINE_MS = 10_000;

export function awsConnection(settings: AwsSettings, clock: Clock): AwsConnection {
  let credentials: Promise<AwsClientOptions["credentials"]> | undefined;
  return {
    clock,
    async options(service, region = settings.region) {
      credentials ??= credentialsOf(settings.credentials, clock);
      const signer = await credentials;
      const endpoint = settings.endpoints[service];
      return {
        region,
        ...LIMITS,
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(signer === undefined ? {} : { credentials: signer }),
      };
    },
  };
}

/** Undefined leaves the choice to the SDK. */
async function credentialsOf(
  credentials: AwsCredentials,
  clock: Clock,
): Promise<AwsClientOptions["credentials"]> {
  switch (credentials.kind) {
    case "default":
      return undefined;
    case "profile": {
      const { fromIni } = await import("@aws-sdk/credential-providers");
      return fromIni({ profile: credentials.profile });
    }
    case "keys":
      return { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey };
    case "iot":
      return roleAliasCredentials(credentials, clock);
  }
}
