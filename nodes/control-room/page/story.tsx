import { useEffect, useState } from "preact/hooks";
import type { BoardTransition, IncidentDetail } from "../protocol.ts";
import { moment } from "./branch-time.ts";
import { useDesk, usePicture } from "./context.ts";
import { sentence } from "./sentence.ts";
import { known, say } from "./words.ts";

/** What the gateway knows more of an incident; asked again whenever it has changed. */
export function useDetail(
  id: string,
  transition: number,
): { readonly detail: IncidentDetail | null; readonly problem: string | null } {
  const { requests } = useDesk();
  const { thefts } = usePicture().board;
  const [detail, setDetail] = useState<IncidentDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    requests.detail(id, gone.signal).then(
      (answer) => {
        setDetail(answer);
        setProblem(null);
      },
      (thrown: unknown) => {
        if (!gone.signal.aborted) setProblem(sentence(thrown));
      },
    );
    return () => gone.abort();
  }, [requests, id, transition, thefts]);
  return { detail, problem };
}

/** All that has happened to an incident, who did it, and what they remarked. */
export function Story({
  detail,
  zone,
  now,
}: {
  readonly detail: IncidentDetail | null;
  readonly zone: string;
  readonly now: number;
}) {
  if (detail === null) return null;
  return (
    <section class="story">
      <h3>{say("story.title")}</h3>
      {detail.isCut && <p class="hint">{say("story.cut")}</p>}
      <ol>
        {detail.transitions.toReversed().map((transition) => (
          <li key={transition.transition}>
            <time>{moment(transition.at, zone, now)}</time>
            <span>
              <b>{changeOf(transition)}</b>
              {transition.by !== null && ` ${say("story.by", { who: transition.by })}`}
              {transition.remark !== null && <q>{transition.remark}</q>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function changeOf({ change, tier }: BoardTransition): string {
  const word = known(`change.${change}`);
  return word === null ? change : say(word, { tier });
}
