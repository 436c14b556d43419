import { useMemo } from "preact/hooks";
import type { BoardIncident } from "../protocol.ts";
import { GROUPS, type Group, groupOf } from "./attention.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { IncidentPanel } from "./incident-panel.tsx";
import { IncidentRow } from "./incident-row.tsx";
import { siteName, zoneOf } from "./picture.ts";
import { Quiet } from "./quiet.tsx";
import { type RowOf, Rows } from "./rows.tsx";
import { SitesPanel } from "./sites-panel.tsx";
import { useStore } from "./store.ts";
import { say } from "./words.ts";

type Line =
  | { readonly group: Group; readonly count: number }
  | { readonly incident: BoardIncident; readonly position: number };

/** What is open, what the chosen one is about, and the sites beside it where there is room. */
export function Alarms() {
  const picture = usePicture();
  return (
    <div class={picture.incidents.length === 0 ? "alarms quiet" : "alarms"}>
      {picture.incidents.length === 0 ? (
        <Quiet shelved={0} />
      ) : (
        <>
          <IncidentList />
          <IncidentPanel />
        </>
      )}
      <SitesPanel />
    </div>
  );
}

function IncidentList() {
  const desk = useDesk();
  const picture = usePicture();
  const selected = useStore(desk.selected);
  const now = useNow(1_000);
  const { incidents } = picture;
  const rows = useMemo(() => linesOf(incidents), [incidents]);
  return (
    <section class="panel incident-list" aria-label={say("alarms.title")}>
      <Rows
        list
        class="incidents"
        label={say("alarms.list")}
        rows={rows}
        keep={selected}
        draw={({ key, thing }, place) =>
          "group" in thing ? (
            <li
              key={key}
              class={`group ${thing.group}`}
              style={{ top: `${place.top}px`, height: `${place.height}px` }}
            >
              <h2>{say(`group.${thing.group}`)}</h2>
              <span class="number">{thing.count}</span>
            </li>
          ) : (
            <IncidentRow
              key={key}
              incident={thing.incident}
              site={siteName(picture, thing.incident.site)}
              zone={zoneOf(picture, thing.incident.site)}
              now={now}
              isSelected={key === selected}
              select={() => desk.selected.set(key)}
              place={place}
              position={thing.position}
              of={incidents.length}
            />
          )
        }
      />
    </section>
  );
}

/** The incidents in their order, under headings. */
function linesOf(incidents: readonly BoardIncident[]): readonly RowOf<Line>[] {
  const lines: RowOf<Line>[] = [];
  let position = 0;
  for (const group of GROUPS) {
    const inGroup = incidents.filter((incident) => groupOf(incident) === group);
    if (inGroup.length === 0) continue;
    lines.push({ key: group, thing: { group, count: inGroup.length }, height: 2.4 });
    for (const incident of inGroup) {
      position++;
      lines.push({ key: incident.id, thing: { incident, position }, height: 5.5 });
    }
  }
  return lines;
}
