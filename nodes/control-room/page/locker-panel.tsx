import { moment } from "./branch-time.ts";
import { titleOf } from "./causes.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { historyFilter } from "./history-filter.ts";
import { PriorityMark } from "./icons.tsx";
import { siteName, zoneOf } from "./picture.ts";
import { selectedLocker, show } from "./screen.ts";
import { lookOf } from "./sites.ts";
import { useStore } from "./store.ts";
import { ago, say } from "./words.ts";

/** The chosen locker and its unit: state, last heartbeat, clock. */
export function LockerPanel() {
  const desk = useDesk();
  const picture = usePicture();
  const id = useStore(selectedLocker);
  const now = useNow(1_000);
  const { board, concerns } = picture;
  const locker = id === null ? undefined : board.lockers.get(id);
  if (locker === undefined) {
    return (
      <section class="panel locker-panel" aria-label={say("locker.title")}>
        <p class="empty">{say("locker.none")}</p>
      </section>
    );
  }
  const unit = board.units.get(locker.unit);
  const zone = zoneOf(picture, locker.site);
  const incident = concerns.lockers.get(locker.id) ?? concerns.units.get(locker.unit);
  const look = lookOf(locker, unit, concerns.lockers.get(locker.id));
  return (
    <section class="panel locker-panel" aria-labelledby="locker-title">
      <header>
        <h2 id="locker-title">{locker.id}</h2>
        <p class={`look ${look}`}>{say(`look.${look}`)}</p>
      </header>
      {incident !== undefined && (
        <button
          type="button"
          class={`open-incident p${incident.priority}`}
          onClick={() => {
            desk.selected.set(incident.id);
            show("alarms");
          }}
        >
          <PriorityMark priority={incident.priority} />
          <span>
            <b>{titleOf(incident.cause)}</b> {say(`state.${incident.state}`)}
          </span>
        </button>
      )}
      <dl class="facts">
        <dt>{say("locker.site")}</dt>
        <dd>
          {siteName(picture, locker.site)} <i>{locker.site}</i>
        </dd>
        <dt>{say("locker.door")}</dt>
        <dd>{say(locker.door === null ? "locker.unknown" : `door.${locker.door}`)}</dd>
        <dt>{say("locker.tamper")}</dt>
        <dd>{say(locker.tamper === null ? "locker.unknown" : locker.tamper ? "tamper.yes" : "tamper.no")}</dd>
        <dt>{say("locker.told")}</dt>
        <dd>
          {locker.at === null
            ? say("unit.never")
            : `${moment(locker.at, zone, now)} (${ago(now - locker.at)})`}
        </dd>
      </dl>
      <h3>{say("unit.title", { unit: locker.unit })}</h3>
      <dl class="facts">
        <dt>{say("unit.connection")}</dt>
        <dd>{say(unit?.online == null ? "unit.never" : unit.online ? "unit.online" : "unit.offline")}</dd>
        <dt>{say("unit.heartbeat")}</dt>
        <dd>
          {unit?.seenAt == null
            ? say("unit.never")
            : `${moment(unit.seenAt, zone, now)} (${ago(now - unit.seenAt)})`}
        </dd>
        <dt>{say("unit.clock")}</dt>
        <dd>{say(unit?.clock == null ? "locker.unknown" : `clock.${unit.clock}`)}</dd>
        <dt>{say("unit.boot")}</dt>
        <dd>{unit?.boot ?? say("locker.unknown")}</dd>
        <dt>{say("unit.firmware")}</dt>
        <dd>{unit?.firmware ?? say("locker.unknown")}</dd>
      </dl>
      <button
        type="button"
        onClick={() => {
          historyFilter.set({ ...historyFilter.value, what: "events", place: locker.id });
          show("history");
        }}
      >
        {say("locker.history")}
      </button>
    </section>
  );
}
