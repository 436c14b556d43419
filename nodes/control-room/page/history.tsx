import type { ComponentChildren } from "preact";
import { DERIVED_EVENT_TYPES, UNIT_EVENT_TYPES } from "../../domain/event.ts";
import type { BoardIncident, HistoryItem, HistoryQuery, PastQuery } from "../protocol.ts";
import { moment, zoneName } from "./branch-time.ts";
import { CAUSES, titleOf } from "./causes.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { type HistoryFilter, historyFilter, NO_FILTER, queryOf } from "./history-filter.ts";
import { PriorityMark } from "./icons.tsx";
import { More } from "./more.tsx";
import { usePages } from "./pages.ts";
import { siteName, zoneOf } from "./picture.ts";
import { overlay } from "./screen.ts";
import { Scroll } from "./scroll.tsx";
import { useStore } from "./store.ts";
import { Switch } from "./switch.tsx";
import { say } from "./words.ts";

const TYPES: readonly string[] = [...UNIT_EVENT_TYPES, ...DERIVED_EVENT_TYPES].toSorted();

/** What has been: incidents that are closed, and every event. */
export function History() {
  const filter = useStore(historyFilter);
  const { board, timeZone } = usePicture();
  const query = queryOf(filter, board, timeZone);
  return (
    <section class="panel history" aria-labelledby="history-title">
      <header class="tools">
        <h2 id="history-title">{say("history.title")}</h2>
        <Switch label={say("history.what")}>
          {(["incidents", "events"] as const).map((what) => (
            <button
              key={what}
              type="button"
              aria-pressed={filter.what === what}
              onClick={() => historyFilter.set({ ...filter, what })}
            >
              {say(`history.${what}`)}
            </button>
          ))}
        </Switch>
      </header>
      <Form filter={filter} />
      {query === null && (
        <p class="problem" role="alert">
          {say("history.noPlace", { place: filter.place })}
        </p>
      )}
      {filter.what === "incidents" ? <Past query={query} /> : <Events query={query} />}
    </section>
  );
}

function Form({ filter }: { readonly filter: HistoryFilter }) {
  const { sites, timeZone } = usePicture();
  const now = useNow(60_000);
  const set = (change: Partial<HistoryFilter>) => historyFilter.set({ ...filter, ...change });
  return (
    <search class="filter">
      <label>
        {say("history.site")}
        <select value={filter.site} onChange={(event) => set({ site: event.currentTarget.value })}>
          <option value="">{say("lockers.allSites")}</option>
          {sites.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say("history.place")}
        <input
          id="search"
          type="search"
          value={filter.place}
          onChange={(event) => set({ place: event.currentTarget.value })}
        />
      </label>
      {filter.what === "incidents" ? (
        <>
          <label>
            {say("history.cause")}
            <select value={filter.cause} onChange={(event) => set({ cause: event.currentTarget.value })}>
              <option value="">{say("history.all")}</option>
              {CAUSES.map(([cause, title]) => (
                <option key={cause} value={cause}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          <label>
            {say("history.priority")}
            <select
              value={filter.priority}
              onChange={(event) => set({ priority: event.currentTarget.value })}
            >
              <option value="">{say("history.all")}</option>
              {["1", "2", "3"].map((priority) => (
                <option key={priority}>{priority}</option>
              ))}
            </select>
          </label>
        </>
      ) : (
        <label>
          {say("history.type")}
          <select value={filter.type} onChange={(event) => set({ type: event.currentTarget.value })}>
            <option value="">{say("history.all")}</option>
            {TYPES.map((type) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        </label>
      )}
      <label>
        {say("history.from")}
        <input
          type="datetime-local"
          value={filter.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
      </label>
      <label>
        {say("history.to")}
        <input
          type="datetime-local"
          value={filter.to}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
      </label>
      <button type="button" onClick={() => historyFilter.set({ ...NO_FILTER, what: filter.what })}>
        {say("history.clear")}
      </button>
      <p class="hint">{say("history.zone", { zone: zoneName(timeZone, now) })}</p>
    </search>
  );
}

function Past({ query }: { readonly query: PastQuery | null }) {
  const { requests } = useDesk();
  const picture = usePicture();
  const now = useNow(60_000);
  const pages = usePages<BoardIncident>(query === null ? null : JSON.stringify(query), (before, signal) =>
    requests.past({ ...query, ...(before === null ? {} : { before }) }, signal),
  );
  return (
    <Scroll class="table" label={say("history.incidents")}>
      <table>
        <thead>
          <tr>
            <th>{say("history.raised")}</th>
            <th>{say("history.alarm")}</th>
            <th>{say("history.where")}</th>
            <th>{say("history.reason")}</th>
            <th>{say("history.acknowledged")}</th>
            <th>{say("history.reset")}</th>
          </tr>
        </thead>
        <tbody>
          {pages.items.map((incident) => {
            const zone = zoneOf(picture, incident.site);
            return (
              <tr key={incident.id}>
                <td class="time">{moment(incident.raisedAt, zone, now)}</td>
                <td>
                  <Titled incident={incident.id}>
                    <PriorityMark priority={incident.priority} /> {titleOf(incident.cause)}
                  </Titled>
                </td>
                <td>
                  <b>{incident.locker ?? incident.unit}</b> <i>{siteName(picture, incident.site)}</i>
                </td>
                <td>{incident.summary}</td>
                <td>{deed(incident.acknowledged, zone, now)}</td>
                <td>{deed(incident.reset, zone, now)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <More pages={pages} nothing={say("history.noIncidents")} />
    </Scroll>
  );
}

/** Opens the incident. */
function Titled({ incident, children }: { readonly incident: string; readonly children: ComponentChildren }) {
  return (
    <button type="button" class="titled" onClick={() => overlay.set({ kind: "past", incident })}>
      {children}
    </button>
  );
}

function deed(done: BoardIncident["reset"], zone: string, now: number): string {
  return done === null ? "" : say("incident.deed", { who: done.by, when: moment(done.at, zone, now) });
}

function Events({ query }: { readonly query: HistoryQuery | null }) {
  const { requests } = useDesk();
  const picture = usePicture();
  const now = useNow(60_000);
  const pages = usePages<HistoryItem>(query === null ? null : JSON.stringify(query), (before, signal) =>
    requests.history({ ...query, ...(before === null ? {} : { before }) }, signal),
  );
  return (
    <Scroll class="table" label={say("history.events")}>
      <table>
        <thead>
          <tr>
            <th>{say("history.received")}</th>
            <th>{say("history.type")}</th>
            <th>{say("history.where")}</th>
            <th>{say("history.unitTime")}</th>
            <th>{say("history.marks")}</th>
            <th>{say("history.why")}</th>
          </tr>
        </thead>
        <tbody>
          {pages.items.map((item) => {
            const zone = zoneOf(picture, item.site);
            return (
              <tr key={item.id}>
                <td class="time">{moment(item.receivedAt, zone, now)}</td>
                <td>{item.type}</td>
                <td>
                  <b>{item.locker ?? item.unit}</b> <i>{siteName(picture, item.site)}</i>
                </td>
                <td class="time">{item.at === null ? say("history.noTime") : moment(item.at, zone, now)}</td>
                <td>{[...(item.late ? [say("history.late")] : []), ...item.marks].join(", ")}</td>
                <td>
                  {item.incident !== null && (
                    <>
                      <Titled incident={item.incident.id}>{titleOf(item.incident.cause)}</Titled>{" "}
                      {item.incident.reason}
                    </>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <More pages={pages} nothing={say("history.noEvents")} />
    </Scroll>
  );
}
