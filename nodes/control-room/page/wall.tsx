import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { BoardIncident } from "../protocol.ts";
import { groupOf } from "./attention.ts";
import { moment } from "./branch-time.ts";
import { titleOf } from "./causes.ts";
import { choose } from "./choices.ts";
import { useNow, usePicture } from "./context.ts";
import { Clock, Counts, Live } from "./header.tsx";
import { PriorityMark } from "./icons.tsx";
import { Tags } from "./incident-row.tsx";
import { siteName, zoneOf } from "./picture.ts";
import { Quiet } from "./quiet.tsx";
import { useRem } from "./rows.tsx";
import type { SiteGlance } from "./sites.ts";
import { moodOf, SiteCard } from "./sites-panel.tsx";
import { count, say } from "./words.ts";

/** Height of a card with its gap, rem. */
const CARD = 8.2;

/** What can be read from across the room, and nothing to press but the way back. */
export function Wall() {
  const { incidents, sites } = usePicture();
  const now = useNow(1_000);
  const loud = incidents.filter((incident) => groupOf(incident) !== "shelved");
  const shelved = incidents.length - loud.length;
  const worstFirst = sites.toSorted((one, other) => urgency(one) - urgency(other));
  return (
    <div class="wall">
      <header>
        <h1>
          <img src="mark.svg" alt="" /> <span>{say("title")}</span>
        </h1>
        <Counts />
        <Live />
        <Clock />
        <button type="button" class="plain" onClick={() => choose({ wall: false })}>
          {say("wall.leave")} <kbd>W</kbd>
        </button>
      </header>
      <div class="wall-body">
        {loud.length === 0 ? <Quiet shelved={shelved} /> : <Cards incidents={loud} shelved={shelved} />}
        <ul class="wall-sites" aria-label={say("sites.title")}>
          {worstFirst.map((site) => (
            <li key={site.id} class={`site ${moodOf(site)}`}>
              <SiteCard site={site} now={now} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** What lies below the edge of the screen is what nobody has to look at. */
function urgency(site: SiteGlance): number {
  if (site.waiting > 0) return site.gravest ?? 3;
  return moodOf(site) === "odd" ? 4 : 5;
}

/** As many as fit: what does not fit is counted, never scrolled out of sight. */
function Cards({
  incidents,
  shelved,
}: {
  readonly incidents: readonly BoardIncident[];
  readonly shelved: number;
}) {
  const picture = usePicture();
  const now = useNow(1_000);
  const box = useRef<HTMLOListElement>(null);
  const [room, setRoom] = useState(4);
  const rem = useRem();
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      const columns = getComputedStyle(element).gridTemplateColumns.split(" ").length;
      setRoom(Math.max(1, Math.floor(element.clientHeight / (CARD * rem))) * columns);
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, [rem]);
  const hidden = incidents.length - Math.min(room, incidents.length);
  return (
    <section class="wall-alarms" aria-label={say("alarms.title")}>
      <ol ref={box}>
        {incidents.slice(0, room).map((incident) => {
          const zone = zoneOf(picture, incident.site);
          return (
            <li key={incident.id} class={`card p${incident.priority} ${groupOf(incident)}`}>
              <PriorityMark priority={incident.priority} />
              <div>
                <h2>{titleOf(incident.cause)}</h2>
                <p class="where">
                  <b>{incident.locker ?? incident.unit}</b> {siteName(picture, incident.site)}
                </p>
                <p class="why">{incident.summary}</p>
              </div>
              <p class="when">
                <b>{moment(incident.alarmedAt, zone, now)}</b>
                <span>{say(`state.${incident.state}`)}</span>
              </p>
              <Tags incident={incident} zone={zone} now={now} />
            </li>
          );
        })}
      </ol>
      {(hidden > 0 || shelved > 0) && (
        <p class="wall-more">
          {hidden > 0 && <b>{count("wall.more", hidden)}</b>} {shelved > 0 && count("wall.shelved", shelved)}
        </p>
      )}
    </section>
  );
}
