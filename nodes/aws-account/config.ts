import { type ConfigOf, type CredentialsOf, defineConfig, type FieldProblem } from "../config/define.ts";
import { choice, credential, number, text } from "../config/fields.ts";
import { matching } from "../config/matching.ts";
import { needed } from "../config/notice.ts";
import { problem } from "../config/problem.ts";
import { DLT_ID, SENDER_ID } from "../domain/sms.ts";

/** A URL that nobody can listen to on the way: plain HTTP only on this machine. */
function endpoint(value: string): string | null {
  if (!URL.canParse(value)) return problem("aws-account.check.endpoint");
  const { protocol, hostname } = new URL(value);
  const here = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && here)
    ? null
    : problem("aws-account.check.endpoint");
}

function price(value: string): string | null {
  return /^\d{1,3}(\.\d{1,5})?$/.test(value) && Number(value) > 0 ? null : problem("aws-account.check.price");
}

const IOT = ["iotEndpoint", "roleAlias", "thingName"];

/** What each kind of identity needs filled in. */
function neededBy(identity: unknown, certificatesFrom: unknown): readonly string[] {
  switch (identity) {
    case "profile":
      return ["profile"];
    case "keys":
      return ["accessKeyId", "secretAccessKey"];
    case "certificate":
      return certificatesFrom === "pasted"
        ? [...IOT, "certificate", "privateKey"]
        : [...IOT, "certificateFile", "privateKeyFile"];
    default:
      return [];
  }
}

export const awsAccount = defineConfig({
  fields: {
    name: text({ max: 80 }),
    region: text({
      required: true,
      check: matching(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, "aws-account.check.region"),
    }),
    identity: choice(["default", "profile", "keys", "certificate"], "default"),
    profile: text({ max: 200 }),
    /** Host of the IoT credentials provider. */
    iotEndpoint: text({ check: matching(/^[A-Za-z0-9.-]+(:\d{1,5})?$/, "aws-account.check.host") }),
    roleAlias: text({ check: matching(/^[\w=,@-]{1,128}$/, "aws-account.check.role-alias") }),
    thingName: text({ check: matching(/^[\w:-]{1,128}$/, "aws-account.check.thing-name") }),
    certificatesFrom: choice(["files", "pasted"], "files"),
    certificateFile: text(),
    privateKeyFile: text(),
    senderId: text({ check: matching(SENDER_ID, "aws-account.check.sender-id") }),
    smsType: choice(["Transactional", "Promotional"], "Transactional"),
    /** India: the bank's id at the DLT platform. */
    entityId: text({ check: matching(DLT_ID, "aws-account.check.dlt") }),
    /** US dollars one SMS may cost at most. */
    maxPrice: text({ check: price }),
    smsPerSecond: number({ value: 20, min: 1, max: 10_000, integer: true }),
    topicPerSecond: number({ value: 300, min: 1, max: 100_000, integer: true }),
    snsEndpoint: text({ check: endpoint }),
    stsEndpoint: text({ check: endpoint }),
    sesEndpoint: text({ check: endpoint }),
  },
  credentials: {
    accessKeyId: credential({ check: matching(/^\w{16,128}$/, "aws-account.check.access-key-id") }),
    secretAccessKey: credential(),
    certificate: credential(),
    privateKey: credential(),
  },
  rule: (values) => {
    const entered: Readonly<Record<string, unknown>> = values;
    return neededBy(values.identity, values.certificatesFrom).flatMap((field) =>
      needed(field, entered[field]),
    );
  },
});

export type AwsAccountConfig = ConfigOf<typeof awsAccount>;
export type AwsAccountCredentials = CredentialsOf<typeof awsAccount>;

/** Where the runtime tries the settings of a dialog, relative to the editor. */
export const TEST_PATH = "smart-lockers/aws-account/test";

/** The settings as the dialog shows them; secrets it was not shown are left out. */
export interface TestRequest {
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, unknown>>;
}

export type TestResult =
  | { readonly state: "known"; readonly account: string; readonly arn: string }
  | { readonly state: "refused"; readonly sentence: string }
  | { readonly state: "config-invalid"; readonly problems: readonly FieldProblem[] };
