import { useEffect, useState } from "preact/hooks";
import type { Act, BoardIncident, BoardTransition, IncidentDetail } from "../protocol.ts";
import { actsFor } from "./actions.ts";
import { moment, zoneName } from "./branch-time.ts";
import { guidanceOf, titleOf } from "./causes.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { Evidence } from "./evidence.tsx";
import { Icon, type IconName, PriorityMark } from "./icons.tsx";
import { Tags } from "./incident-row.tsx";
import { siteName, zoneOf } from "./picture.ts";
import { overlay } from "./screen.ts";
import { Scroll } from "./scroll.tsx";
import { sentence } from "./sentence.ts";
import { useStore } from "./store.ts";
import { ago, known, say, type Word } from "./words.ts";

const ICONS: Readonly<Record<Act, IconName>> = {
  acknowledge: "check",
  reset: "reset",
  shelve: "clock",
  unshelve: "eye",
};
export const KEYS: Readonly<Record<Act, string>> = {
  acknowledge: "A",
  reset: "R",
  shelve: "S",
  unshelve: "U",
};

/** Everything about the chosen incident, and what can be done. */
export function IncidentPanel() {
  const desk = useDesk();
  const { board } = usePicture();
  const selected = useStore(desk.selected);
  const incident = selected === null ? undefined : board.incidents.get(selected);
  if (incident === undefined) {
    return (
      <section class="panel incident-panel" aria-label={say("incident.title")}>
        <p class="empty">{say("incident.none")}</p>
      </section>
    );
  }
  return <Chosen key={incident.id} incident={incident} />;
}

function Chosen({ incident }: { readonly incident: BoardIncident }) {
  const picture = usePicture();
  const now = useNow(1_000);
  const { detail, problem } = useDetail(incident);
  const zone = zoneOf(picture, incident.site);
  const unit = picture.board.units.get(incident.unit);
  const { state, locker, unit: unitId, site, summary, raisedAt, acknowledged, shelved } = incident;
  return (
    <section class={`panel incident-panel p${incident.priority}`} aria-labelledby="incident-title">
      <header>
        <PriorityMark priority={incident.priority} />
        <div>
          <h2 id="incident-title">{titleOf(incident.cause)}</h2>
          <p class="where">
            <b>{locker ?? unitId}</b>
            {locker !== null && <span>{say("incident.unit", { unit: unitId })}</span>}
            <span>{siteName(picture, site)}</span>
          </p>
        </div>
        <p class={`state ${state}`}>{say(`state.${state}`)}</p>
      </header>
      <Actions incident={incident} />
      <Scroll class="scroll" label={say("incident.details")}>
        <p class="summary">{summary}</p>
        <Tags incident={incident} zone={zone} now={now} />
        <dl class="facts">
          <dt>{say("incident.raised")}</dt>
          <dd>
            {moment(raisedAt, zone, now)} <i>{ago(now - raisedAt)}</i>
          </dd>
          <dt>{say("incident.last")}</dt>
          <dd>
            {moment(incident.lastEventAt, zone, now)} <i>{ago(now - incident.lastEventAt)}</i>
          </dd>
          <dt>{say("incident.condition")}</dt>
          <dd>{say(`condition.${incident.condition}`)}</dd>
          <dt>{say("incident.acknowledgedBy")}</dt>
          <dd>
            {acknowledged === null
              ? say("incident.nobody")
              : say("incident.deed", { who: acknowledged.by, when: moment(acknowledged.at, zone, now) })}
          </dd>
          {shelved !== null && (
            <>
              <dt>{say("incident.shelvedUntil")}</dt>
              <dd>{say("incident.deed", { who: shelved.by, when: moment(shelved.until, zone, now) })}</dd>
            </>
          )}
          <dt>{say("incident.heartbeat")}</dt>
          <dd>
            {unit?.seenAt == null ? say("unit.never") : ago(now - unit.seenAt)}{" "}
            {unit?.online === false && <span class="tag bad">{say("unit.offline")}</span>}
          </dd>
          <dt>{say("incident.zone")}</dt>
          <dd>{zoneName(zone, now)}</dd>
        </dl>
        {problem !== null && <p class="problem">{problem}</p>}
        <Evidence transitions={detail?.transitions ?? []} />
        <Guide cause={incident.cause} />
        <Story detail={detail} zone={zone} now={now} />
      </Scroll>
    </section>
  );
}

/** What the gateway knows more of it; asked again whenever it changes. */
function useDetail(incident: BoardIncident): {
  readonly detail: IncidentDetail | null;
  readonly problem: string | null;
} {
  const { requests } = useDesk();
  const [detail, setDetail] = useState<IncidentDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    requests.detail(incident.id, gone.signal).then(
      (answer) => {
        setDetail(answer);
        setProblem(null);
      },
      (thrown: unknown) => {
        if (!gone.signal.aborted) setProblem(sentence(thrown));
      },
    );
    return () => gone.abort();
  }, [requests, incident.id, incident.transition]);
  return { detail, problem };
}

function Actions({ incident }: { readonly incident: BoardIncident }) {
  const { board } = usePicture();
  if (!board.gateway.canAct) return null;
  const acts = actsFor(incident);
  return (
    <div class="actions">
      {acts.map((act, place) => (
        <button
          key={act}
          type="button"
          class={place === 0 ? "main" : ""}
          onClick={() => overlay.set({ kind: "act", act, incident: incident.id })}
        >
          <Icon name={ICONS[act]} /> {say(`act.${act}`)} <kbd>{KEYS[act]}</kbd>
        </button>
      ))}
      {acts[0] === "acknowledge" && <p class="hint">{say("act.resetLater")}</p>}
    </div>
  );
}

function Guide({ cause }: { readonly cause: string }) {
  const guidance = guidanceOf(cause);
  if (guidance === null) return null;
  return (
    <section class="guide">
      <h3>{say("guide.todo")}</h3>
      <p>{guidance.means}</p>
      <ol>
        {guidance.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {guidance.never !== undefined && (
        <p class="never">
          <b>{say("guide.never")}</b> {guidance.never}
        </p>
      )}
      <p class="ends">{guidance.ends}</p>
    </section>
  );
}

function Story({
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
  const word: Word | null = known(`change.${change}`);
  return word === null ? change : say(word, { tier });
}
