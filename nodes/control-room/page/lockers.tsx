import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { usePicture } from "./context.ts";
import { Door, Icon } from "./icons.tsx";
import { LockerPanel } from "./locker-panel.tsx";
import { type RowOf, Rows, useRem } from "./rows.tsx";
import { lockerFilter, selectedLocker } from "./screen.ts";
import { LOOKS, type LockerFilter, type ShownLocker, shortName, shownLockers } from "./sites.ts";
import { useStore } from "./store.ts";
import { count, figure, say } from "./words.ts";

/** Width and height of a tile with its gap, rem. */
const TILE = { width: 5.6, height: 3.1 };
const HEADING = 2.6;
const LOOKS_OFFERED: readonly LockerFilter["look"][] = ["all", "odd", ...LOOKS];

type Line =
  | { readonly heading: string; readonly count: number }
  | { readonly tiles: readonly ShownLocker[]; readonly first: number };

/** Every locker of every site, and what is known of the chosen one. */
export function Lockers() {
  const picture = usePicture();
  const filter = useStore(lockerFilter);
  const { board, concerns, order } = picture;
  const shown = useMemo(
    () => shownLockers(board, concerns, order, filter),
    [board.lockers, board.units, concerns, order, filter],
  );
  return (
    <div class="lockers">
      <section class="panel locker-list" aria-labelledby="lockers-title">
        <header class="tools">
          <h2 id="lockers-title">{count("lockers.shown", shown.length)}</h2>
          <Filter filter={filter} />
        </header>
        <Legend />
        {shown.length === 0 ? <p class="empty">{say("lockers.none")}</p> : <Grid shown={shown} />}
      </section>
      <LockerPanel />
    </div>
  );
}

function Filter({ filter }: { readonly filter: LockerFilter }) {
  const { sites } = usePicture();
  return (
    <search class="filter">
      <label class="search">
        <Icon name="search" />
        <input
          id="search"
          type="search"
          placeholder={say("lockers.search")}
          aria-label={say("lockers.search")}
          value={filter.text}
          onInput={(event) => lockerFilter.set({ ...filter, text: event.currentTarget.value })}
        />
      </label>
      <select
        aria-label={say("lockers.site")}
        value={filter.site}
        onChange={(event) => lockerFilter.set({ ...filter, site: event.currentTarget.value })}
      >
        <option value="">{say("lockers.allSites")}</option>
        {sites.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label={say("lockers.look")}
        value={filter.look}
        onChange={(event) => {
          const look = LOOKS_OFFERED.find((one) => one === event.currentTarget.value);
          if (look !== undefined) lockerFilter.set({ ...filter, look });
        }}
      >
        {LOOKS_OFFERED.map((look) => (
          <option key={look} value={look}>
            {say(`look.${look}`)}
          </option>
        ))}
      </select>
    </search>
  );
}

/** What the looks mean, and how many there are of each; one is chosen by a press. */
function Legend() {
  const { sites } = usePicture();
  const filter = useStore(lockerFilter);
  const within = sites.filter(({ id }) => filter.site === "" || id === filter.site);
  return (
    <ul class="legend" aria-label={say("lockers.legend")}>
      {LOOKS.map((look) => (
        <li key={look}>
          <button
            type="button"
            class={`look ${look}`}
            aria-pressed={filter.look === look}
            onClick={() => lockerFilter.set({ ...filter, look: filter.look === look ? "all" : look })}
          >
            <Door look={look} /> {say(`look.${look}`)}{" "}
            <b>{figure(within.reduce((sum, site) => sum + site.looks[look], 0))}</b>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Grid({ shown }: { readonly shown: readonly ShownLocker[] }) {
  const { board } = usePicture();
  const selected = useStore(selectedLocker);
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(600);
  const rem = useRem();
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const columns = Math.max(1, Math.floor((width / rem - 1.2) / TILE.width));
  const rows = useMemo(
    () => linesOf(shown, columns, (site) => board.sites.get(site)?.name ?? site),
    [shown, columns, board.sites],
  );
  const focused = shown.some(({ locker }) => locker.id === selected)
    ? selected
    : (shown[0]?.locker.id ?? null);
  const keep = rows.find(
    ({ thing }) => "tiles" in thing && thing.tiles.some(({ locker }) => locker.id === focused),
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      PageUp: -columns * 8,
      PageDown: columns * 8,
      Home: -shown.length,
      End: shown.length,
    };
    const step = steps[event.key];
    if (step === undefined || focused === null) return;
    event.preventDefault();
    event.stopPropagation();
    const at = shown.findIndex(({ locker }) => locker.id === focused);
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    selectedLocker.set(next.locker.id);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus());
  };

  return (
    <div ref={box} class="grid">
      <Rows
        class="tiles"
        label={say("lockers.grid")}
        rows={rows}
        keep={keep?.key ?? null}
        draw={({ key, thing }, { top, height }) =>
          "heading" in thing ? (
            <h3 key={key} style={{ top: `${top}px`, height: `${height}px` }}>
              {thing.heading} <span class="number">{thing.count}</span>
            </h3>
          ) : (
            <div key={key} class="tile-row" style={{ top: `${top}px`, height: `${height}px` }}>
              {thing.tiles.map((tile) => (
                <Tile
                  key={tile.locker.id}
                  tile={tile}
                  isFocused={tile.locker.id === focused}
                  isSelected={tile.locker.id === selected}
                  move={onKeyDown}
                />
              ))}
            </div>
          )
        }
      />
    </div>
  );
}

function Tile({
  tile: { locker, look, unit, incident },
  isFocused,
  isSelected,
  move,
}: {
  readonly tile: ShownLocker;
  readonly isFocused: boolean;
  readonly isSelected: boolean;
  readonly move: (event: KeyboardEvent) => void;
}) {
  const isOffline = unit?.online === false;
  const words = [say(`look.${look}`), ...(isOffline && look !== "offline" ? [say("look.offline")] : [])].join(
    ", ",
  );
  return (
    <button
      type="button"
      class={`tile ${look} ${isOffline ? "cut" : ""} ${incident === undefined ? "" : `p${incident.priority}`}`}
      aria-label={`${locker.id}: ${words}`}
      aria-pressed={isSelected}
      tabIndex={isFocused ? 0 : -1}
      onClick={() => selectedLocker.set(locker.id)}
      onKeyDown={move}
    >
      <span>{shortName(locker)}</span>
      <Door look={look} />
    </button>
  );
}

/** Lockers under the names of their sites, as many side by side as there is room for. */
function linesOf(
  shown: readonly ShownLocker[],
  columns: number,
  nameOf: (site: string) => string,
): readonly RowOf<Line>[] {
  const rows: RowOf<Line>[] = [];
  let at = 0;
  while (at < shown.length) {
    const site = shown[at]?.locker.site ?? "";
    let end = at;
    while (shown[end]?.locker.site === site) end++;
    rows.push({ key: site, thing: { heading: nameOf(site), count: end - at }, height: HEADING });
    for (let first = at; first < end; first += columns) {
      const tiles = shown.slice(first, Math.min(end, first + columns));
      rows.push({ key: `${site}/${first}`, thing: { tiles, first }, height: TILE.height });
    }
    at = end;
  }
  return rows;
}
