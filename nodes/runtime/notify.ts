import type { NodeMessage } from "node-red";
import type { Fields } from "../config/define.ts";
import { LockerError } from "../domain/errors.ts";
import { recipientLabel } from "../domain/notice.ts";
import { printedValues } from "../domain/template.ts";
import type { OutboxNews, Sender } from "../journal/outbox.ts";
import type { NodeContext, NodeLife } from "./define-node.ts";
import { NoticeTally } from "./notice-tally.ts";
import { type Asker, composeNotices } from "./notices.ts";
import type { RegisterService } from "./services.ts";
import { openStore } from "./store.ts";

/** What sns-notify and email-notify do alike. */
export interface Notify {
  readonly asker: Asker;
  readonly register: RegisterService;
  readonly senders: readonly Sender[];
  /** Ends what the senders hold, once what is being sent has gone out. */
  close?(): Promise<void>;
}

/** `msg.payload` of both outputs: ids and masked data only. */
export interface NoticeOutcome {
  /** The event, or the incident, or the closure that was told. */
  readonly eventId: string;
  readonly noticeKey: string;
  readonly channel: string;
  /** A reference, such as "hirer H-001". */
  readonly recipient: string;
  readonly state: "accepted" | "parked" | "dead";
  /** The provider's id of the message; only where it was accepted. */
  readonly providerId?: string;
  /** Why not, as a word for switch nodes and as a sentence; only where it was not accepted. */
  readonly code?: string;
  readonly reason?: string;
}

/**
 * Writes the notices a message asks for into the outbox and is done with the message then; what becomes of
 * them leaves by the outputs: accepted by the provider, or not to be sent.
 */
export function startNotify<F extends Fields, C extends Fields>(
  node: NodeContext<F, C>,
  notify: Notify,
): NodeLife {
  const { asker, register } = notify;
  const store = openStore(node.red);
  const gatewayZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const tally = new NoticeTally(node, store.journal);
  const troubles = new WarnedOnce(node.warn);
  const gaps = new WarnedOnce(node.warn);
  const printed = Object.values(textsOf(asker)).flatMap((text) => printedValues(text));

  const ends = [
    store.outbox.onNews(asker.node, (news) => {
      const outcome = outcomeOf(news);
      if (outcome === null) {
        if (news.reason !== null) troubles.warn(news.reason);
      } else if (outcome.state === "accepted") {
        troubles.clear();
        tally.accepted += 1;
        node.send([message(news, outcome), null]);
      } else {
        if (outcome.state === "dead") tally.failed += 1;
        if (outcome.reason) troubles.warn(outcome.reason);
        node.send([null, message(news, outcome)]);
      }
      tally.refresh();
    }),
    ...notify.senders.map((sender) => store.outbox.addSender(sender)),
  ];
  tally.refresh();

  return {
    async input(msg) {
      const { notices, problems } = composeNotices(
        msg,
        asker,
        register.register,
        gatewayZone,
        node.clock.now(),
      );
      if (notices.length > 0) {
        for (const name of missing(printed, notices[0]?.values ?? {})) {
          gaps.warn(node.translate("common.notify.value-missing", { name }));
        }
        await store.journal.enqueue(notices);
        store.outbox.wake();
        tally.refresh();
      }
      const [first] = problems;
      if (first !== undefined) {
        throw new LockerError(first.code, problems.map(({ message }) => message).join(" "));
      }
    },
    async close() {
      tally.close();
      for (const end of ends) end();
      await store.release();
      await notify.close?.();
    },
  };
}

/** Says the same thing once, until it is cleared. */
class WarnedOnce {
  readonly #said = new Set<string>();
  readonly #warn: (sentence: string) => void;

  constructor(warn: (sentence: string) => void) {
    this.#warn = warn;
  }

  warn(sentence: string): void {
    if (this.#said.has(sentence)) return;
    this.#said.add(sentence);
    this.#warn(sentence);
  }

  clear(): void {
    this.#said.clear();
  }
}

function textsOf({ template }: Asker): Readonly<Record<string, string>> {
  return { text: template.text, subject: template.subject ?? "", ...template.perProtocol };
}

function missing(names: readonly string[], values: Readonly<Record<string, unknown>>): readonly string[] {
  return [...new Set(names)].filter((name) => !(name in values));
}

/** Null for an attempt that will be repeated. */
function outcomeOf({ item, outcome, reason }: OutboxNews): NoticeOutcome | null {
  const { notice } = item;
  const about = {
    eventId: notice.subject.id,
    noticeKey: notice.key,
    channel: notice.channel,
    recipient: recipientLabel(notice.recipient),
  };
  switch (outcome.result) {
    case "accepted":
      return { ...about, state: "accepted", providerId: outcome.providerId };
    case "parked":
    case "dead":
      return { ...about, state: outcome.result, code: outcome.code, ...(reason === null ? {} : { reason }) };
    case "retry":
      return null;
  }
}

function message({ item }: OutboxNews, payload: NoticeOutcome): NodeMessage {
  const { notice } = item;
  return { payload, ...(notice.drill ? { drill: true } : {}) };
}
