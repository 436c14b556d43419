import { useState } from "preact/hooks";
import type { BoardNotice, RetryRequest, StuckState } from "../protocol.ts";
import { moment } from "./branch-time.ts";
import { titleOf } from "./causes.ts";
import { useDesk, useNow, usePicture, useSlowly } from "./context.ts";
import { Icon } from "./icons.tsx";
import { More } from "./more.tsx";
import { usePages } from "./pages.ts";
import { zoneOf } from "./picture.ts";
import { said } from "./screen.ts";
import { Scroll } from "./scroll.tsx";
import { sentence } from "./sentence.ts";
import { Switch } from "./switch.tsx";
import { count, say } from "./words.ts";

/** In an outage the counts change all the time. */
const ASK_EVERY_MS = 3_000;

const STATES: readonly StuckState[] = ["parked", "dead", "overdue"];

/** Messages that have not reached those they are for, and why. */
export function Outbox() {
  const { requests } = useDesk();
  const { board } = usePicture();
  const [state, setState] = useState<StuckState | null>(null);
  const [round, setRound] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const { outbox, gateway } = board;
  const counts = useSlowly(`${outbox.parked} ${outbox.dead} ${outbox.overdue}`, ASK_EVERY_MS);
  const question = JSON.stringify([state, round, counts]);
  const pages = usePages<BoardNotice>(question, (before, signal) =>
    requests.outbox({ ...(state === null ? {} : { state }), ...(before === null ? {} : { before }) }, signal),
  );

  const retry = async (request: RetryRequest) => {
    setProblem(null);
    try {
      const { retried } = await requests.retry(request);
      said.set(count("outbox.retried", retried));
      setRound(round + 1);
    } catch (thrown) {
      setProblem(sentence(thrown));
    }
  };

  return (
    <section class="panel outbox" aria-labelledby="outbox-title">
      <header class="tools">
        <h2 id="outbox-title">{say("outbox.title")}</h2>
        <Switch label={say("outbox.which")}>
          {STATES.map((one) => (
            <button
              key={one}
              type="button"
              class={outbox[one] > 0 ? "some" : ""}
              aria-pressed={state === one}
              onClick={() => setState(state === one ? null : one)}
            >
              {say(`outbox.${one}`)} <b>{outbox[one]}</b>
            </button>
          ))}
        </Switch>
        <p class="hint">{count("quiet.notices", outbox.waiting)}</p>
        {gateway.canAct && outbox.parked + outbox.dead > 0 && (
          <button type="button" onClick={() => void retry({ states: ["parked", "dead"] })}>
            <Icon name="send" /> {say("outbox.retryAll")}
          </button>
        )}
      </header>
      <p class="hint">{say("outbox.text")}</p>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <Scroll class="table" label={say("outbox.list")}>
        <table>
          <thead>
            <tr>
              <th>{say("outbox.since")}</th>
              <th>{say("outbox.state")}</th>
              <th>{say("outbox.to")}</th>
              <th>{say("outbox.about")}</th>
              <th>{say("outbox.why")}</th>
              {gateway.canAct && <th>{say("outbox.do")}</th>}
            </tr>
          </thead>
          <tbody>
            {pages.items.map((notice) => (
              <Notice
                key={notice.key}
                notice={notice}
                retry={gateway.canAct ? () => void retry({ key: notice.key }) : null}
              />
            ))}
          </tbody>
        </table>
        <More pages={pages} nothing={say("outbox.none")} />
      </Scroll>
    </section>
  );
}

function Notice({ notice, retry }: { readonly notice: BoardNotice; readonly retry: (() => void) | null }) {
  const picture = usePicture();
  const now = useNow(60_000);
  const { state, overdue, recipient, channel, node, site, locker, code, reason, attempts } = notice;
  return (
    <tr>
      <td class="time">{moment(notice.createdAt, zoneOf(picture, site), now)}</td>
      <td>
        <span class="tags">
          <span class={`tag ${state === "waiting" ? "" : "bad"}`}>{say(`notice.${state}`)}</span>
          {overdue && <span class="tag bad">{say("notice.overdue")}</span>}
        </span>
      </td>
      <td>
        <b>{recipient}</b> <i>{say("outbox.by", { channel, node })}</i>
      </td>
      <td>
        {titleOf(notice.class)} <i>{locker ?? site}</i>
      </td>
      <td>
        {reason ?? say("outbox.noReason")} <i>{count("outbox.attempts", attempts)}</i>{" "}
        {code !== null && <code>{code}</code>}
      </td>
      {retry !== null && (
        <td>
          {state !== "waiting" && (
            <button type="button" onClick={retry} aria-label={say("outbox.retryOne", { to: recipient })}>
              {say("outbox.retry")}
            </button>
          )}
        </td>
      )}
    </tr>
  );
}
