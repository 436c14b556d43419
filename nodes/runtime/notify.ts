import type { NodeMessage } from "node-red";
import type { Fields } from "../config/define.ts";
import { LockerError } from "../domain/errors.ts";
import { type NoticeTemplate, recipientLabel } from "../domain/notice.ts";
import { printedValues } from "../domain/template.ts";
import { hirerHints } from "../domain/texts-check.ts";
import type { OutboxNews, Sender } from "../journal/outbox.ts";
import type { NodeContext, NodeLife } from "./define-node.ts";
import type { FlowMessage } from "./message.ts";
import { NoticeKeeping } from "./notice-keeping.ts";
import { asksForRetry, checkRetried, retryOf } from "./notice-retry.ts";
import { NoticeTally } from "./notice-tally.ts";
import { type Asker, type Composed, composeNotices } from "./notices.ts";
import { useOwnText } from "./present-text.ts";
import type { RegisterService } from "./services.ts";
import { openStore } from "./store.ts";

/** What the nodes that tell somebody outside do alike. */
export type Notify = Senders & (Composing | { readonly asker: Asker; readonly register: RegisterService });

interface Senders {
  readonly senders: readonly Sender[];
  /** Ends what the senders hold, once what is being sent has gone out. */
  close?(): Promise<void>;
}

/** A node whose notices are made otherwise than by a text to people of the register. */
interface Composing {
  /**
   * The notices a message asks for; none where it does not concern the node.
   * @throws LockerError where it cannot concern any
   */
  compose(msg: FlowMessage, gatewayZone: string, now: number): Composed;
}

/** `msg.payload` of both outputs: ids and masked data only. */
export interface NoticeOutcome {
  /** The event, or the incident, or the closure that was told. */
  readonly eventId: string;
  readonly noticeKey: string;
  readonly channel: string;
  /** A reference, such as "hirer H-001". */
  readonly recipient: string;
  /** `overdue` is told beside the others: the notice is still waiting or parked, and what becomes of it is told. */
  readonly state: "accepted" | "parked" | "dead" | "overdue";
  /** The provider's id of the message; only where it was accepted. */
  readonly providerId?: string;
  /** Why not, as a word for switch nodes and as a sentence; where it was not accepted and that is known. */
  readonly code?: string;
  readonly reason?: string;
}

/**
 * Writes the notices a message asks for into the outbox and is done with the message then; what becomes of
 * them leaves by the outputs: accepted by the provider; or not to be sent, or not in time. A message with `retry`
 * lets parked and dead ones wait again.
 */
export function startNotify<F extends Fields, C extends Fields>(
  node: NodeContext<F, C>,
  notify: Notify,
): NodeLife {
  const store = openStore(node.red);
  const gatewayZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const keeping = new NoticeKeeping({ store, clock: node.clock, error: node.error });
  const tally = new NoticeTally(node, store.journal);
  const troubles = new WarnedOnce(node.warn);
  const texts = "asker" in notify ? ownTextsOf(notify.asker) : [];
  const printed = new Set(texts.flatMap((text) => printedValues(text)));
  const missing = new Set<string>();
  const replacedLanguages = new Set<string>();

  const tell = (news: OutboxNews) => {
    const outcome = outcomeOf(news);
    if (outcome === null) {
      if (news.reason !== null) troubles.warn(news.reason);
    } else if (outcome.state === "accepted") {
      troubles.clear();
      tally.accepted += 1;
      node.send([message(news, outcome), null]);
    } else {
      if (outcome.reason) troubles.warn(outcome.reason);
      node.send([null, message(news, outcome)]);
    }
    tally.refresh();
  };
  const ends = [store.outbox, store.emergency].flatMap((sending) => [
    sending.onNews(node.id, tell),
    ...notify.senders.map((sender) => sending.addSender(sender)),
  ]);
  if ("asker" in notify && isOwnForHirers(notify.asker)) {
    ends.push(useOwnText(node.id, notify.asker.template));
    const lacking = lackingIn(notify.asker.template);
    if (lacking.length > 0)
      node.warn(
        node.translate("common.notify.text-lacks", { names: lacking.map((name) => `{{${name}}}`).join(" ") }),
      );
  }
  tally.refresh();

  const again = async (msg: FlowMessage) => {
    const which = retryOf(msg, node.id);
    const count = await store.outbox.retry(which);
    tally.refresh();
    checkRetried(which, count);
    // For complete nodes.
    msg.retried = count;
  };

  // Not an async function: many of these are under way at once, and each would keep a state of its own.
  const ask = (msg: FlowMessage): Promise<void> | undefined => {
    const now = node.clock.now();
    const { notices, problems, replaced } =
      "asker" in notify
        ? composeNotices(msg, notify.asker, notify.register.register, gatewayZone, now)
        : notify.compose(msg, gatewayZone, now);
    const [notice] = notices;
    if (notice === undefined) {
      throwProblems(problems);
      return;
    }
    for (const language of replaced ?? []) {
      if (replacedLanguages.has(language)) continue;
      replacedLanguages.add(language);
      node.warn(node.translate("common.notify.language-unknown", { language }));
    }
    for (const name of printed) {
      if (name in notice.values || missing.has(name)) continue;
      missing.add(name);
      node.warn(node.translate("common.notify.value-missing", { name }));
    }
    return keeping.keep(msg, notices).then(() => {
      tally.refresh();
      throwProblems(problems);
    });
  };

  return {
    input: (msg) => (asksForRetry(msg) ? again(msg) : ask(msg)),
    async close() {
      tally.close();
      keeping.stop();
      for (const end of ends) end();
      await store.release();
      await notify.close?.();
    },
  };
}

/** @throws LockerError with all of their sentences, where there are any */
function throwProblems(problems: readonly LockerError[]): void {
  const [first] = problems;
  if (first === undefined) return;
  throw new LockerError(first.code, problems.map(({ message }) => message).join(" "));
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
    if (this.#said.size > 0) this.#said.clear();
  }
}

/** Those that nobody has checked but the person who wrote them. */
function ownTextsOf({ to, wording, template }: Asker): readonly string[] {
  if (to === "hirers" && wording === "languages") return [];
  const { text, subject = "", perProtocol = {} } = template;
  return [text, subject, ...Object.values(perProtocol)];
}

function isOwnForHirers({ to, wording }: Asker): boolean {
  return to === "hirers" && wording === "own";
}

/** What a hirer's message has to hold and this text does not. */
function lackingIn({ text }: NoticeTemplate): readonly string[] {
  return hirerHints(text, "email", "other").flatMap((hint) => (hint.fault === "lacks" ? [hint.name] : []));
}

/** The same sentence for each, so that the log says it once. */
const OVERDUE = {
  waiting:
    "This notice is overdue: no provider has accepted it in time. It is tried again by itself; see whether the internet connection and the provider work, and tell the recipient yourself if it cannot wait.",
  parked:
    "This notice is overdue: it is parked, because somebody has to mend something first. Mend that and let it wait again by a deploy or by msg.retry, and tell the recipient yourself if it cannot wait.",
} as const;

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
    case "overdue":
      return {
        ...about,
        state: "overdue",
        ...(outcome.code === null ? {} : { code: outcome.code }),
        reason: OVERDUE[outcome.state],
      };
    case "retry":
      return null;
  }
}

function message({ item }: OutboxNews, payload: NoticeOutcome): NodeMessage {
  const { notice } = item;
  return { payload, ...(notice.drill ? { drill: true } : {}) };
}
