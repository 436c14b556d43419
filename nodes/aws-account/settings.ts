import type { AwsCredentials, AwsSettings } from "../links/aws-connection.ts";
import type { AwsAccountConfig, AwsAccountCredentials } from "./config.ts";

/** What the clients are made with, from the node's configuration. */
export function awsSettings(config: AwsAccountConfig, secrets: AwsAccountCredentials): AwsSettings {
  return {
    region: config.region,
    credentials: credentialsOf(config, secrets),
    endpoints: {
      ...(config.snsEndpoint === "" ? {} : { sns: config.snsEndpoint }),
      ...(config.stsEndpoint === "" ? {} : { sts: config.stsEndpoint }),
      ...(config.sesEndpoint === "" ? {} : { ses: config.sesEndpoint }),
    },
  };
}

function credentialsOf(config: AwsAccountConfig, secrets: AwsAccountCredentials): AwsCredentials {
  switch (config.identity) {
    case "default":
      return { kind: "default" };
    case "profile":
      return { kind: "profile", profile: config.profile };
    case "keys":
      return {
        kind: "keys",
        accessKeyId: secrets.accessKeyId,
        secretAccessKey: secrets.secretAccessKey,
      };
    case "certificate": {
      const from = config.certificatesFrom;
      return {
        kind: "iot",
        host: config.iotEndpoint,
        roleAlias: config.roleAlias,
        thingName: config.thingName,
        tls: {
          from,
          ca: "",
          cert: from === "files" ? config.certificateFile : secrets.certificate,
          key: from === "files" ? config.privateKeyFile : secrets.privateKey,
        },
      };
    }
  }
}
