import { PersistentLink } from "../links/persistent-link.ts";
import { systemClock } from "../runtime/clock.ts";
import { defineConfigNode } from "../runtime/define-node.ts";
import { clientIdFor } from "./client-id.ts";
import { mqttLink } from "./config.ts";
import { connectAs, peerOf } from "./connect.ts";
import { SharedLink } from "./shared-link.ts";

/** The connection to AWS IoT Core or a private broker that all nodes with this choice share. */
export default defineConfigNode("mqtt-link", mqttLink, (node) => {
  const { config, credentials } = node;
  const userDir = node.red.settings.userDir ?? ".";
  const peer = peerOf(config, config.clientId || clientIdFor(userDir, node.id));
  // Not the node's own clock: a goodbye may still be on its way when the node is closed.
  const connect = connectAs(config, credentials, peer, userDir, systemClock);
  const retainedForWildcards = config.kind === "private";
  let warned = false;

  const service = new SharedLink({
    id: node.id,
    register: node.peer("locker-register", config.register),
    retainedForWildcards,
    clock: node.clock,
    open: (events) =>
      new PersistentLink({
        ...{ connect, peer, events, retainedForWildcards },
        ...{ clock: systemClock, random: Math.random },
      }),
    state({ state }) {
      const fill = state === "connected" ? "green" : state === "refused" ? "red" : "grey";
      node.status(fill, state === "connected" ? "dot" : "ring", state);
    },
    fault: (why) => node.error(why),
    unwanted(topic) {
      if (!warned) node.warn(node.translate("mqtt-link.warn.unwanted", { topic }));
      warned = true;
    },
  });
  return { service, close: () => service.close() };
});
