import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { keyFrom } from "../domain/dc09-cipher.ts";
import { sentenceOf } from "../domain/errors.ts";
import { Transmitter, type TransmitterState } from "../links/dc09.ts";
import { TransmitterBook } from "../links/dc09-book.ts";
import { defineNode } from "../runtime/define-node.ts";
import { openSource } from "../runtime/event-source.ts";
import { startNotify } from "../runtime/notify.ts";
import { settlementOf } from "../runtime/settlement.ts";
import { openStore } from "../runtime/store.ts";
import { alarmNotice } from "./alarm-notice.ts";
import { dc09Out } from "./config.ts";
import { receiverEvent } from "./receiver-events.ts";
import { receiverSender } from "./receiver-sender.ts";
import { isServed, serveSite } from "./served-sites.ts";
import { showReceivers } from "./shown.ts";

const SECOND_MS = 1_000;
/** Beside the transmissions of a report: those of supervision before it, and of clocks that differ. */
const MORE_TRANSMISSIONS = 6;

/**
 * Reports alarms to an alarm receiving centre by ANSI/SIA DC-09, as a supervised premises transceiver with two
 * receivers. That nobody can be reached is an event of this node's own, by its third output.
 */
export default defineNode("dc09-out", dc09Out, (node) => {
  const { config } = node;
  const { site, account, token, area, codes, zones } = config;
  const register = node.peer("locker-register", config.register);
  const store = openStore(node.red);
  const source = openSource({
    ...{ id: node.id, store, settlement: settlementOf(node.red), clock: node.clock },
    event: (event, tags) => node.send([null, null, { ...tags, payload: event }]),
    fault: (why) => node.error(why),
  });
  const book = new TransmitterBook(
    join(node.red.settings.userDir ?? ".", "smart-lockers", `dc09-${node.id}.json`),
    node.clock,
    (sentence) => node.warn(sentence),
  );
  const shown = showReceivers(node);
  const timeoutMs = config.timeout * SECOND_MS;
  const transmitter = new Transmitter({
    main: { host: hostOf(config.host), port: config.port },
    backup: config.backupHost === "" ? null : { host: hostOf(config.backupHost), port: config.backupPort },
    identity: {
      ...{ account: account.toUpperCase(), line: config.line },
      receiver: config.receiver === "" ? null : config.receiver,
      key: keyFrom(node.credentials.key),
    },
    ...{ book, clock: node.clock, random: randomBytes, timeoutMs, attempts: config.attempts },
    ...{ supervisionMs: config.supervision * SECOND_MS, lostMs: config.lostAfter * SECOND_MS },
    changed: (state: TransmitterState) => shown.changed(state),
    reachable: (reachable, why) =>
      source.append(receiverEvent(reachable, { site, account, why }, node.clock.now())),
  });
  const leaveSite = serveSite(node.red, site);
  const route = `dc09:${node.id}`;
  const reporter = {
    ...{ node: node.id, route, site, account: account.toUpperCase(), token, area, codes, zones },
    elsewhere: (other: string) => isServed(node.red, other),
  };
  transmitter.start().catch((thrown: unknown) => node.error(sentenceOf(thrown)));
  return startNotify(shown.node, {
    compose: (msg, zone, now) => alarmNotice(msg, reporter, register.register, zone, now),
    senders: [
      receiverSender(route, {
        ...{ transmitter, token, account: account.toUpperCase(), words: config.words },
        timeoutMs: timeoutMs * (2 * config.attempts + MORE_TRANSMISSIONS),
      }),
    ],
    async close() {
      leaveSite();
      await transmitter.close();
      await book.close();
      await source.close();
      await store.release();
    },
  });
});

/** A literal IPv6 address as sockets want it. */
function hostOf(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}
