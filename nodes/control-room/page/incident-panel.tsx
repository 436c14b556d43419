import type { Act, BoardIncident } from "../protocol.ts";
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
import { useStore } from "./store.ts";
import { Story, useDetail } from "./story.tsx";
import { Theft } from "./theft.tsx";
import { ago, say } from "./words.ts";

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
  const { detail, problem } = useDetail(incident.id, incident.transition);
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
        <Theft incident={incident} theft={detail?.theft ?? null} zone={zone} now={now} from={null} />
        <Guide cause={incident.cause} />
        <Story detail={detail} zone={zone} now={now} />
      </Scroll>
    </section>
  );
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
