import { awsConnection } from "../links/aws-connection.ts";
import { sesTransport } from "../links/mail.ts";
import { snsClient } from "../links/sns.ts";
import { systemClock } from "../runtime/clock.ts";
import { defineConfigNode } from "../runtime/define-node.ts";
import { serveTest } from "./account-test.ts";
import { awsAccount } from "./config.ts";
import { awsSettings } from "./settings.ts";

const define = defineConfigNode("aws-account", awsAccount, (node) => {
  const { config } = node;
  // Not the node's own clock: a request under way at a deploy still ends at its deadline.
  const connection = awsConnection(awsSettings(config, node.credentials), systemClock);
  const sns = snsClient(connection);
  return {
    service: {
      id: node.id,
      region: config.region,
      sns,
      mail: () => sesTransport(connection),
      sms: {
        senderId: config.senderId,
        type: config.smsType,
        maxPrice: config.maxPrice,
        dltEntityId: config.entityId,
      },
      rates: { sms: config.smsPerSecond, topic: config.topicPerSecond },
    },
    close: () => sns.close(),
  };
});

/** The account whose Amazon SNS and SES send the notices. */
export default (red: Parameters<typeof define>[0]): void => {
  define(red);
  serveTest(red);
};
