import { defaultsOf, showChecks } from "../editor/dialog.ts";
import { type Entered, enteredIn, inputsOf } from "../editor/entered.ts";
import { showRows } from "../editor/rows-shown.ts";
import { awsAccount } from "./config.ts";
import { testButton } from "./editor-test.ts";

const defaults = defaultsOf(awsAccount);

/** Rows that only some choices need. */
function rows({ identity, certificatesFrom }: Entered): Readonly<Record<string, boolean>> {
  const certificate = identity === "certificate";
  const pasted = certificatesFrom === "pasted";
  return {
    profile: identity === "profile",
    accessKeyId: identity === "keys",
    secretAccessKey: identity === "keys",
    iotEndpoint: certificate,
    roleAlias: certificate,
    thingName: certificate,
    certificatesFrom: certificate,
    certificateFile: certificate && !pasted,
    privateKeyFile: certificate && !pasted,
    certificate: certificate && pasted,
    privateKey: certificate && pasted,
  };
}

RED.nodes.registerType("aws-account", {
  category: "config",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    region: defaults.region,
    identity: defaults.identity,
    profile: defaults.profile,
    iotEndpoint: defaults.iotEndpoint,
    roleAlias: defaults.roleAlias,
    thingName: defaults.thingName,
    certificatesFrom: defaults.certificatesFrom,
    certificateFile: defaults.certificateFile,
    privateKeyFile: defaults.privateKeyFile,
    senderId: defaults.senderId,
    smsType: defaults.smsType,
    entityId: defaults.entityId,
    maxPrice: defaults.maxPrice,
    smsPerSecond: defaults.smsPerSecond,
    topicPerSecond: defaults.topicPerSecond,
    snsEndpoint: defaults.snsEndpoint,
    stsEndpoint: defaults.stsEndpoint,
    sesEndpoint: defaults.sesEndpoint,
  },
  credentials: {
    accessKeyId: { type: "password" },
    secretAccessKey: { type: "password" },
    certificate: { type: "password" },
    privateKey: { type: "password" },
  },
  icon: "aws-account.svg",
  label() {
    const { region } = this;
    return (
      this.name ||
      (region ? this._("aws-account.label-of", { region: String(region) }) : this._("aws-account.palette"))
    );
  },
  oneditprepare() {
    showChecks(awsAccount, this, "node-config-input");
    showRows(awsAccount, "node-config-input", rows);
    const inputs = inputsOf(awsAccount, "node-config-input");
    testButton(this, () => enteredIn(inputs));
  },
});
