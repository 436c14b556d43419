import type { BoardIncident } from "../protocol.ts";
import { groupOf } from "./attention.ts";
import { moment } from "./branch-time.ts";
import { titleOf } from "./causes.ts";
import { PriorityMark } from "./icons.tsx";
import { ago, count, say } from "./words.ts";

interface Props {
  readonly incident: BoardIncident;
  readonly site: string;
  readonly zone: string;
  readonly now: number;
  readonly isSelected: boolean;
  readonly select: () => void;
  readonly place: { readonly top: number; readonly height: number };
  readonly position: number;
  readonly of: number;
}

/** One open incident in the list. */
export function IncidentRow({ incident, site, zone, now, isSelected, select, place, position, of }: Props) {
  const { id, priority, locker, unit, summary, alarmedAt } = incident;
  return (
    <li
      class={`incident p${priority} ${groupOf(incident)}`}
      style={{ top: `${place.top}px`, height: `${place.height}px` }}
      aria-setsize={of}
      aria-posinset={position}
    >
      <button
        type="button"
        data-incident={id}
        aria-current={isSelected}
        tabIndex={isSelected ? 0 : -1}
        onClick={select}
        onFocus={select}
      >
        <PriorityMark priority={priority} />
        <span class="what">
          <b>{titleOf(incident.cause)}</b>
          <span class="place">
            {locker ?? unit} <i>{site}</i>
          </span>
        </span>
        <span class="when" title={moment(alarmedAt, zone, now)}>
          {moment(alarmedAt, zone, now)}
          <i>{ago(now - alarmedAt)}</i>
        </span>
        <span class="why">{summary}</span>
        <Tags incident={incident} zone={zone} now={now} />
      </button>
    </li>
  );
}

/** What else there is to know of it at a glance. */
export function Tags({
  incident,
  zone,
  now,
}: {
  readonly incident: BoardIncident;
  readonly zone: string;
  readonly now: number;
}) {
  const { count: events, tier, silent, state, acknowledged, shelved } = incident;
  return (
    <span class="tags">
      {silent && <span class="tag silent">{say("tag.silent")}</span>}
      {state === "returned" && <span class="tag good">{say("tag.returned")}</span>}
      {state === "latched" && <span class="tag good">{say("tag.latched")}</span>}
      {tier > 1 && <span class="tag tier">{say("tag.tier", { n: tier })}</span>}
      {events > 1 && <span class="tag">{count("tag.count", events)}</span>}
      {acknowledged !== null && groupOf(incident) !== "waiting" && (
        <span class="tag">{say("tag.acknowledged", { who: acknowledged.by })}</span>
      )}
      {state === "shelved" && shelved !== null && (
        <span class="tag">
          {say("tag.shelved", { until: moment(shelved.until, zone, now), who: shelved.by })}
        </span>
      )}
    </span>
  );
}
