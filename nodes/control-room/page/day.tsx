import { useState } from "preact/hooks";
import type { BoardOpening, DayFileQuery, DayPage } from "../protocol.ts";
import { clockTime, isoDay, zoneName } from "./branch-time.ts";
import { titleOf } from "./causes.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { Icon } from "./icons.tsx";
import { More } from "./more.tsx";
import { usePages } from "./pages.ts";
import { openTab, save } from "./paper.ts";
import { zoneOf } from "./picture.ts";
import { Scroll } from "./scroll.tsx";
import { sentence } from "./sentence.ts";
import { Switch } from "./switch.tsx";
import { count, figure, known, say } from "./words.ts";

/** Openings that are asked for at once. */
const AT_ONCE = "100";

/** More exceptions than these would push the openings out of sight, and are shown when they are asked for. */
const OPENED = 5;

/** What is shown of a day beside its openings. */
type Head = Omit<DayPage, "items" | "next">;

/** The openings of one branch on one day, and who was told of each. */
export function Day() {
  const { requests } = useDesk();
  const picture = usePicture();
  const now = useNow(60_000);
  const { sites } = picture;
  const [chosen, setSite] = useState("");
  const [given, setDay] = useState("");
  const [only, setOnly] = useState(false);
  const [round, setRound] = useState(0);
  const [head, setHead] = useState<Head | null>(null);
  const site = chosen === "" ? (sites[0]?.id ?? "") : chosen;
  const today = isoDay(now, zoneOf(picture, site));
  const day = given === "" ? today : given;
  const question = site === "" ? null : JSON.stringify([site, day, only, round]);
  const pages = usePages<BoardOpening>(question, async (before, signal) => {
    const { items, next, ...rest } = await requests.day(
      {
        ...{ site, day, limit: AT_ONCE },
        ...(only ? { only: "not-told" } : {}),
        ...(before === null ? {} : { before }),
      },
      signal,
    );
    setHead(rest);
    return { items, next };
  });
  // Until the answer is there, what is shown is of another day or branch.
  const shown = head?.site === site && head.day === day ? head : null;

  return (
    <section class="panel day" aria-labelledby="day-title">
      <header class="tools">
        <h2 id="day-title">{say("day.title")}</h2>
        <label>
          {say("day.site")}
          <select value={site} onChange={(event) => setSite(event.currentTarget.value)}>
            {sites.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("day.day")}
          <input type="date" max={today} value={day} onInput={(event) => setDay(event.currentTarget.value)} />
        </label>
        <Switch label={say("day.which")}>
          <button type="button" aria-pressed={!only} onClick={() => setOnly(false)}>
            {say("day.all")}
          </button>
          <button type="button" aria-pressed={only} onClick={() => setOnly(true)}>
            {say("day.notTold")} {shown !== null && <b>{figure(shown.sums.notTold)}</b>}
          </button>
        </Switch>
        <button type="button" onClick={() => setRound(round + 1)}>
          <Icon name="reset" /> {say("day.anew")}
        </button>
        {site !== "" && <Papers query={{ site, day }} />}
      </header>
      {site === "" && <p class="empty">{say("day.noSite")}</p>}
      <Scroll class="table" label={say("day.report")}>
        {shown !== null && <Sums head={shown} />}
        {shown !== null && <Exceptions head={shown} />}
        {shown !== null && pages.items.length > 0 && <Openings items={pages.items} zone={shown.timeZone} />}
        <More
          pages={shown === null ? { ...pages, items: [], hasMore: false } : pages}
          nothing={only ? say("day.allTold") : say("day.none")}
          label="day.more"
        />
      </Scroll>
    </section>
  );
}

/** To print, and for a spreadsheet. */
function Papers({ query }: { readonly query: DayFileQuery }) {
  const { requests } = useDesk();
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const get = async (paper: () => Promise<void>) => {
    setAsking(true);
    setProblem(null);
    try {
      await paper();
    } catch (thrown) {
      setProblem(sentence(thrown));
    } finally {
      setAsking(false);
    }
  };
  return (
    <>
      <button
        type="button"
        disabled={isAsking}
        onClick={() => void get(() => openTab(requests.dayFile("html", query)))}
      >
        {say("day.print")}
      </button>
      <button
        type="button"
        disabled={isAsking}
        onClick={() =>
          void get(async () =>
            save(await requests.dayFile("csv", query), `day-report-${query.site}-${query.day}.csv`),
          )
        }
      >
        {say("day.csv")}
      </button>
      {problem !== null && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function Sums({ head: { sums, timeZone, madeAt, to } }: { readonly head: Head }) {
  const { openings, told, notTold, withoutHirers, inside, outside, undecided, late, exceptions, drills } =
    sums;
  const verdict =
    openings === 0
      ? say("day.none")
      : notTold === 0
        ? say("day.verdictTold")
        : count("day.verdictNot", notTold);
  const figures = [
    ["openings", openings, false],
    ["told", told, false],
    ["notTold", notTold, notTold > 0],
    ["withoutHirers", withoutHirers, false],
    ["inside", inside, false],
    ["outside", outside, outside > 0],
    ["undecided", undecided, undecided > 0],
    ["late", late, false],
    ["exceptions", exceptions, exceptions > 0],
    ["drills", drills, false],
  ] as const;
  return (
    <div class="sums">
      <p class={notTold > 0 ? "verdict bad" : "verdict"}>{verdict}</p>
      <dl>
        {figures.map(([name, n, isOdd]) => (
          <div key={name} class={isOdd ? "odd" : ""}>
            <dt>{say(`day.sum.${name}`)}</dt>
            <dd>{figure(n)}</dd>
          </div>
        ))}
      </dl>
      <p class="hint">
        {say("day.madeAt", { time: clockTime(madeAt, timeZone), zone: zoneName(timeZone, madeAt) })}{" "}
        {madeAt < to && say("day.notOver")}
      </p>
    </div>
  );
}

function Exceptions({ head: { exceptions, sums, timeZone } }: { readonly head: Head }) {
  if (exceptions.length === 0) return null;
  const hidden = sums.exceptions - exceptions.filter(({ drill }) => !drill).length;
  return (
    <details class="exceptions" open={exceptions.length <= OPENED}>
      <summary>{say("day.exceptions", { n: sums.exceptions })}</summary>
      <ol>
        {exceptions.map(({ at, kind, locker, drill, text }, place) => (
          <li key={`${at} ${kind} ${place}`}>
            <time>{clockTime(at, timeZone)}</time>
            <span>
              <b>{kindWords(kind)}</b> {locker} {drill && <span class="tag">{say("day.drill")}</span>}
              <br />
              {text}
            </span>
          </li>
        ))}
      </ol>
      {hidden > 0 && <p class="hint">{count("day.moreExceptions", hidden)}</p>}
    </details>
  );
}

function kindWords(kind: string): string {
  const word = known(`day.kind.${kind}`);
  return word === null ? titleOf(kind) : say(word);
}

function Openings({ items, zone }: { readonly items: readonly BoardOpening[]; readonly zone: string }) {
  return (
    <table aria-label={say("day.openings")}>
      <thead>
        <tr>
          <th>{say("day.time")}</th>
          <th>{say("visit.locker")}</th>
          <th>{say("day.access")}</th>
          <th>{say("visit.hirer")}</th>
          <th>{say("day.sms")}</th>
          <th>{say("day.email")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((opening) => (
          <Opening key={opening.place} opening={opening} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

/** A line for each hirer. */
function Opening({ opening, zone }: { readonly opening: BoardOpening; readonly zone: string }) {
  const { at, earliest, locker, late, drill, access, visit, notices } = opening;
  const hirers = [...new Set(notices.map(({ hirer }) => hirer))];
  const lines = hirers.length === 0 ? [null] : hirers;
  return (
    <>
      {lines.map((hirer, place) => (
        <tr key={hirer}>
          {place === 0 && (
            <>
              <td class="time" rowSpan={lines.length}>
                {earliest === at
                  ? clockTime(at, zone)
                  : say("day.between", { from: clockTime(earliest, zone), to: clockTime(at, zone) })}
                <span class="tags">
                  {late && <span class="tag">{say("history.late")}</span>}
                  {drill && <span class="tag">{say("day.drill")}</span>}
                </span>
              </td>
              <td rowSpan={lines.length}>
                <b>{locker}</b> {visit !== null && <i>{say("day.visit")}</i>}
              </td>
              <td rowSpan={lines.length} title={access?.reason}>
                {access === null ? say("day.undecided") : say(access.inside ? "day.inside" : "day.outside")}
              </td>
            </>
          )}
          {hirer === null ? (
            <td colSpan={3}>{say("day.noHirer")}</td>
          ) : (
            <>
              <td>{hirer}</td>
              <Told notices={notices} hirer={hirer} channel="sms" zone={zone} />
              <Told notices={notices} hirer={hirer} channel="email" zone={zone} />
            </>
          )}
        </tr>
      ))}
    </>
  );
}

function Told({
  notices,
  hirer,
  channel,
  zone,
}: Pick<BoardOpening, "notices"> & {
  readonly hirer: string;
  readonly channel: "sms" | "email";
  readonly zone: string;
}) {
  const told = notices.find((one) => one.hirer === hirer && one.channel === channel);
  if (told === undefined) return <td />;
  const { state, at, late, providerId, attempts, code } = told;
  const isBad = state === "accepted" ? late : state !== "queued";
  return (
    <td title={providerId ?? undefined}>
      <span class={isBad ? "tag bad" : "told"}>{say(`told.${state}`)}</span>{" "}
      <i>
        {at !== null && clockTime(at, zone)} {late && state === "accepted" && say("told.late")}{" "}
        {attempts !== null && attempts > 1 && count("outbox.attempts", attempts)}
      </i>{" "}
      {code !== null && <code>{code}</code>}
    </td>
  );
}
