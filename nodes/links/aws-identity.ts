import { AWS_DEADLINE_MS, type AwsConnection } from "./aws-connection.ts";
import { awsError, notAws } from "./aws-errors.ts";
import { withDeadline } from "./deadline.ts";

export interface AwsIdentity {
  /** 12 digits. */
  readonly account: string;
  /** Of the user or assumed role that requests are signed as. */
  readonly arn: string;
}

const SERVICE = "AWS STS";

/**
 * Asks AWS who these credentials are; every identity may ask that.
 * @throws LockerError `provider-permanent`, `provider-operator` or `provider-transient`
 */
export async function whoAmI(connection: AwsConnection, signal: AbortSignal): Promise<AwsIdentity> {
  const [{ STSClient, GetCallerIdentityCommand }, options] = await Promise.all([
    import("@aws-sdk/client-sts"),
    connection.options("sts"),
  ]);
  const client = new STSClient(options);
  try {
    const answer = await withDeadline(connection.clock, AWS_DEADLINE_MS, [signal], (ends) =>
      client.send(new GetCallerIdentityCommand({}), { abortSignal: ends }),
    );
    if (answer.Account === undefined || answer.Arn === undefined) throw notAws(SERVICE);
    return { account: answer.Account, arn: answer.Arn };
  } catch (thrown) {
    throw awsError(SERVICE, thrown);
  } finally {
    client.destroy();
  }
}
