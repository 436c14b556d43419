import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { keyFrom } from "../domain/dc09-cipher.ts";
import { SpentEnds } from "../domain/dc09-spent.ts";
import { LockerError, sentenceOf } from "../domain/errors.ts";
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
import { isServed, isTwice, type Served, serve } from "./served-sites.ts";
import { showReceivers } from "./shown.ts";

const SECOND_MS = 1_000;
/** Beside the transmissions of a report: those of supervision before it, of clocks that differ, and of an answer that does not count. */
const MORE_TRANSMISSIONS = 8;
/** One for all nodes, over every deploy: what one of them has sent or heard says nothing to another with its key. */
const SPENT = new SpentEnds();

/**
 * Reports alarms to an alarm receiving centre by ANSI/SIA DC-09, as a supervised premises transceiver with two
 * receivers. That nobody can be reached is an event of this node's own, by its third output.
 */
export default defineNode("dc09-out", dc09Out, (node) => {
  const { config } = node;
  const { site, token, area, codes, zones } = config;
  const account = config.account.toUpperCase();
  const register = node.peer("locker-register", config.register);
  const served: Served = { site, account, receiver: `${config.host}:${config.port}` };
  if (isTwice(node.red, served)) throw sharedAccount(account);
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
      ...{ account, line: config.line },
      receiver: config.receiver === "" ? null : config.receiver,
      key: keyFrom(node.credentials.key),
    },
    ...{ book, clock: node.clock, random: randomBytes, spent: SPENT, timeoutMs, attempts: config.attempts },
    ...{ supervisionMs: config.supervision * SECOND_MS, lostMs: config.lostAfter * SECOND_MS },
    changed: (state: TransmitterState) => shown.changed(state),
    reachable: (reachable, why) =>
      source.append(receiverEvent(reachable, { site, account, why }, node.clock.now())),
  });
  const unserve = serve(node.red, served);
  const route = `dc09:${node.id}`;
  const reporter = {
    ...{ node: node.id, route, site, account, token, area, codes, zones },
    elsewhere: (other: string) => isServed(node.red, other),
  };
  transmitter.start().catch((thrown: unknown) => node.error(sentenceOf(thrown)));
  return startNotify(shown.node, {
    compose: (msg, zone, now) => alarmNotice(msg, reporter, register.register, zone, now),
    senders: [
      receiverSender(route, {
        ...{ transmitter, token, account, words: config.words },
        timeoutMs: timeoutMs * (2 * config.attempts + MORE_TRANSMISSIONS),
      }),
    ],
    async close() {
      unserve();
      // Together: what the transmitter tells may wait for a journal that cannot be written.
      await Promise.all([transmitter.close(), source.close()]);
      await book.close();
      await store.release();
    },
  });
});

function sharedAccount(account: string): LockerError {
  return new LockerError(
    "config-invalid",
    `Another dc09-out node reports account ${account} to the same receiver. Each counts its messages for itself, so the receiver could take an alarm of one for a repeated one of the other. Leave one of them, or ask the alarm receiving centre for a second account.`,
  );
}

/** A literal IPv6 address as sockets want it. */
function hostOf(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}
