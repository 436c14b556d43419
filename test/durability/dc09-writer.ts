import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { receiverSender } from "../../nodes/dc09-out/receiver-sender.ts";
import { SpentEnds } from "../../nodes/domain/dc09-spent.ts";
import { LANE } from "../../nodes/domain/notice.ts";
import { Dispatcher } from "../../nodes/journal/dispatcher.ts";
import { openJournal } from "../../nodes/journal/worker-journal.ts";
import { Transmitter } from "../../nodes/links/dc09.ts";
import { TransmitterBook } from "../../nodes/links/dc09-book.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { noticeOf } from "../journal/making.ts";

/**
 * Run as a process of its own: reports as many alarms as its arguments say to the receiver at a port, until it is
 * killed. Arguments: folder, port, first alarm, number of alarms.
 */
const [folder = "", port = "", first = "", count = ""] = process.argv.slice(2);
const ROUTE = "dc09:n1";

const journal = openJournal({ file: join(folder, "journal.sqlite"), clock: systemClock });
const transmitter = new Transmitter({
  ...{ main: { host: "127.0.0.1", port: Number(port) }, backup: null },
  identity: { account: "1234", receiver: null, line: "0", key: null },
  book: new TransmitterBook(join(folder, "dc09.json"), systemClock, (sentence) => console.error(sentence)),
  ...{ clock: systemClock, random: randomBytes, spent: new SpentEnds(), timeoutMs: 5_000, attempts: 3 },
  ...{ supervisionMs: 60_000, lostMs: 180_000, changed: () => {}, reachable: async () => {} },
});
const outbox = new Dispatcher({ journal, clock: systemClock, random: Math.random });
const reporting = {
  transmitter,
  token: "SIA-DCS",
  account: "1234",
  words: false,
  timeoutMs: 30_000,
} as const;

const notices = Array.from({ length: Number(count) }, (_, n) => {
  const number = Number(first) + n;
  return noticeOf({
    key: `incident|I-${number}`,
    subject: { kind: "incident", id: `I-${number}`, transition: 1 },
    ...{ route: ROUTE, recipient: { kind: "receiver", account: "1234" }, channel: "dc09", lane: LANE.sos },
    values: { sia: "BA", cid: "133", ends: false, area: 1, number, "incident.summary": "" },
  });
});
await journal.enqueue(notices);
console.log("enqueued");
outbox.addSender(receiverSender(ROUTE, reporting));
