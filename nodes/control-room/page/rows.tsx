import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

/** One line of a long list. */
export interface RowOf<T> {
  readonly key: string;
  readonly thing: T;
  /** In rem. */
  readonly height: number;
}

interface Props<T> {
  readonly rows: readonly RowOf<T>[];
  /** Draws what lies in a row; `top` and `height` are pixels. */
  readonly draw: (
    row: RowOf<T>,
    place: { readonly top: number; readonly height: number },
  ) => ComponentChildren;
  /** Key of the row that is in sight whenever it changes, and drawn even where it is not. */
  readonly keep: string | null;
  readonly class: string;
  readonly label: string;
  readonly list?: boolean;
}

/** Rows beyond the edges that are drawn all the same, so that scrolling shows no gaps. */
const BEYOND = 6;

/** A list of any length, of which only what can be seen is drawn. */
export function Rows<T>({ rows, draw, keep, class: name, label, list = false }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  const rem = useRem();

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setSeen({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    element.addEventListener("scroll", measure, { passive: true });
    return () => {
      watch.disconnect();
      element.removeEventListener("scroll", measure);
    };
  }, []);

  const tops: number[] = [];
  let height = 0;
  for (const row of rows) {
    tops.push(height);
    height += row.height * rem;
  }
  const kept = keep === null ? -1 : rows.findIndex(({ key }) => key === keep);

  useLayoutEffect(() => {
    const element = box.current;
    const row = rows[kept];
    const top = tops[kept];
    if (element === null || row === undefined || top === undefined) return;
    const bottom = top + row.height * rem;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight)
      element.scrollTop = bottom - element.clientHeight;
  }, [keep, rem]);

  const first = Math.max(0, firstAfter(tops, seen.top) - 1 - BEYOND);
  const last = firstAfter(tops, seen.top + seen.height) + BEYOND;
  const drawn = rows.flatMap((row, place) => {
    if ((place < first || place > last) && place !== kept) return [];
    return [draw(row, { top: tops[place] ?? 0, height: row.height * rem })];
  });
  const inner = { class: "all-rows", style: { height: `${height}px` } };
  return (
    <div ref={box} class={`rows ${name}`}>
      {list ? (
        <ol {...inner} aria-label={label}>
          {drawn}
        </ol>
      ) : (
        <section {...inner} aria-label={label}>
          {drawn}
        </section>
      )}
    </div>
  );
}

/** Place of the first row that begins after a point; `tops` rise. */
function firstAfter(tops: readonly number[], point: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) > point) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Pixels of 1 rem: it grows with the screen. */
export function useRem(): number {
  const [rem, setRem] = useState(measured);
  useEffect(() => {
    const measure = () => setRem(measured());
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return rem;
}

function measured(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}
