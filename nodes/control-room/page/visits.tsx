import { useEffect, useRef, useState } from "preact/hooks";
import type { BoardVisit, VisitsAnswer } from "../protocol.ts";
import { minuteOf } from "./branch-time.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { siteName, zoneOf } from "./picture.ts";
import { said } from "./screen.ts";
import { Scroll } from "./scroll.tsx";
import { sentence } from "./sentence.ts";
import { VisitForm } from "./visit-form.tsx";
import { ended, isLate, standsOpen, visiting } from "./visits-order.ts";
import { ago, count, figure, say } from "./words.ts";

/** Where no answer came, milliseconds. */
const ASK_AGAIN_MS = 1_000;
/** A line may break without telling so: an answer that takes longer is not waited for, milliseconds. */
const PATIENCE_MS = 10_000;

/** Who is in the vault, and the way in and out for the next. */
export function Visits() {
  const { gateway, visits: counts } = usePicture().board;
  const { answer, problem, again } = useVisits(counts?.change ?? null);
  if (counts === null) return <NoDesk />;
  const all = answer?.visits ?? [];
  const now = visiting(all);
  return (
    <div class="visits">
      <section class="panel visit-list" aria-labelledby="visits-title">
        <header class="tools">
          <h2 id="visits-title">{count("visits.open", now.length)}</h2>
          {counts.late > 0 && <p class="tag bad">{count("visits.late", counts.late)}</p>}
        </header>
        {problem !== null && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <Scroll class="table" label={say("visits.now")}>
          {answer === null && problem === null && <p class="empty">{say("pages.asking")}</p>}
          {answer !== null && now.length === 0 && <p class="empty">{say("visits.nobody")}</p>}
          {now.length > 0 && <Visiting visits={now} done={again} />}
          <h3 class="between">{say("visits.ended")}</h3>
          <Ended visits={ended(all)} all={answer?.ended ?? 0} />
        </Scroll>
      </section>
      <section class="panel visit-form" aria-labelledby="visit-form-title">
        <h2 id="visit-form-title">{say("visit.open")}</h2>
        {gateway.canVisit ? (
          <VisitForm sites={answer?.sites ?? []} done={again} />
        ) : (
          <p class="hint">{gateway.whyNotVisit ?? say("viewer")}</p>
        )}
      </section>
    </div>
  );
}

/** No site asks for visits, and how it would. */
function NoDesk() {
  return (
    <section class="panel no-visits" aria-labelledby="visits-title">
      <h2 id="visits-title">{say("visits.none")}</h2>
      <p>{say("visits.noneMeans")}</p>
      <p>{say("visits.noneDo")}</p>
    </section>
  );
}

/**
 * Asked for again whenever the gateway says that something is another. What changes while an answer is awaited is asked
 * for with the next: where much happens over a slow line, none would ever come.
 */
function useVisits(change: number | null) {
  const { requests } = useDesk();
  const [answer, setAnswer] = useState<VisitsAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  const [isAsking, setAsking] = useState(false);
  const asked = useRef("");
  const gone = useRef(new AbortController());
  useEffect(() => () => gone.current.abort(), []);
  useEffect(() => {
    const wanted = `${change} ${round}`;
    if (change === null || isAsking || asked.current === wanted) return;
    asked.current = wanted;
    setAsking(true);
    const patience = AbortSignal.timeout(PATIENCE_MS);
    requests
      .visits(AbortSignal.any([gone.current.signal, patience]))
      .then(
        (fresh) => {
          setAnswer(fresh);
          setProblem(null);
        },
        async (thrown: unknown) => {
          if (gone.current.signal.aborted) return;
          setProblem(patience.aborted ? say("request.unreachable") : sentence(thrown));
          await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
          setRound((before) => before + 1);
        },
      )
      .finally(() => setAsking(false));
  }, [requests, change, round, isAsking]);
  return { answer, problem, again: () => setRound((before) => before + 1) };
}

interface Listed {
  readonly visits: readonly BoardVisit[];
  readonly done: () => void;
}

function Visiting({ visits, done }: Listed) {
  const { gateway } = usePicture().board;
  return (
    <table>
      <thead>
        <tr>
          <th>{say("visit.locker")}</th>
          <th>{say("visit.hirer")}</th>
          <th>{say("visit.since")}</th>
          <th>{say("visit.due")}</th>
          <th>{say("visit.by")}</th>
          {gateway.canVisit && <th>{say("visit.do")}</th>}
        </tr>
      </thead>
      <tbody>
        {visits.map((visit) => (
          <Row key={visit.id} visit={visit} done={done} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ visit, done }: { readonly visit: BoardVisit; readonly done: () => void }) {
  const { requests } = useDesk();
  const picture = usePicture();
  const now = useNow(1_000);
  const [isAsked, setAsked] = useState(false);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const zone = zoneOf(picture, visit.site);
  const late = isLate(visit, now);
  const stands = standsOpen(visit);

  const end = async () => {
    // What is left open is seen to before the hirer goes.
    if (stands && !isAsked) {
      setAsked(true);
      return;
    }
    setSending(true);
    setProblem(null);
    try {
      await requests.closeVisit(visit.id);
      said.set(say("visit.ended", { locker: visit.locker }));
      done();
    } catch (thrown) {
      setProblem(sentence(thrown));
      setSending(false);
    }
  };

  return (
    <tr class={late ? "late" : ""}>
      <td>
        <b>{visit.locker}</b> <i>{siteName(picture, visit.site)}</i>
        {stands && (
          <span class="tags">
            <span class="tag open">{say("visit.standsOpen")}</span>
          </span>
        )}
      </td>
      <td>{visit.hirer}</td>
      <td class="time">
        {minuteOf(visit.openedAt, zone, now)} <i>{ago(now - visit.openedAt)}</i>
      </td>
      <td class="time">
        {minuteOf(visit.dueAt, zone, now)}{" "}
        {late && <span class="tag bad">{say("visit.late", { ago: ago(now - visit.dueAt) })}</span>}
      </td>
      <td>{visit.openedBy}</td>
      {picture.board.gateway.canVisit && (
        <td>
          <button
            type="button"
            disabled={isSending}
            aria-label={say(isAsked ? "visit.endAllTheSameOf" : "visit.endOf", { locker: visit.locker })}
            // The second click of a double one is not meant for what the first has asked.
            onClick={({ detail }) => detail < 2 && void end()}
          >
            {say(isAsked ? "visit.endAllTheSame" : "visit.end")}
          </button>
          {isAsked && (
            <p class="hint" role="alert">
              {say("visit.stillOpen")}
            </p>
          )}
          {problem !== null && (
            <p class="problem" role="alert">
              {problem}
            </p>
          )}
        </td>
      )}
    </tr>
  );
}

/** @param all how many there are, also those that are not shown */
function Ended({ visits, all }: Pick<Listed, "visits"> & { readonly all: number }) {
  const picture = usePicture();
  const now = useNow(60_000);
  if (visits.length === 0) return <p class="empty">{say("visits.noneEnded")}</p>;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th>{say("visit.locker")}</th>
            <th>{say("visit.hirer")}</th>
            <th>{say("visit.from")}</th>
            <th>{say("visit.to")}</th>
            <th>{say("visit.by")}</th>
          </tr>
        </thead>
        <tbody>
          {visits.map((visit) => {
            const zone = zoneOf(picture, visit.site);
            const { id, locker, site, hirer, openedAt, closedAt, openedBy, closedBy } = visit;
            return (
              <tr key={id}>
                <td>
                  <b>{locker}</b> <i>{siteName(picture, site)}</i>
                </td>
                <td>{hirer}</td>
                <td class="time">{minuteOf(openedAt, zone, now)}</td>
                <td class="time">{closedAt !== null && minuteOf(closedAt, zone, now)}</td>
                <td>
                  {openedBy === closedBy
                    ? openedBy
                    : say("visit.both", { opened: openedBy, closed: closedBy ?? "" })}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {all > visits.length && (
        <p class="hint">{say("visits.lastEnded", { n: figure(visits.length), all: figure(all) })}</p>
      )}
    </>
  );
}
