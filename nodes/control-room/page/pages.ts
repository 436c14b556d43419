import { useEffect, useRef, useState } from "preact/hooks";
import { sentence } from "./sentence.ts";

interface Page<T> {
  readonly items: readonly T[];
  readonly next: number | null;
}

/** Something that the gateway gives page by page, newest first. */
export interface Paged<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  readonly isAsking: boolean;
  readonly problem: string | null;
  more(): void;
}

/** Pages that were asked for one after the other because they held less than they might. */
const EMPTY_PAGES = 20;

/**
 * @param question asked anew when it changes; null: nothing is asked
 * @param ask gets the page after `before`
 */
export function usePages<T>(
  question: string | null,
  ask: (before: string | null, signal: AbortSignal) => Promise<Page<T>>,
): Paged<T> {
  const [page, setPage] = useState<Page<T>>({ items: [], next: null });
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);

  const go = async (before: number | null, first: readonly T[]) => {
    running.current?.abort();
    const gone = new AbortController();
    running.current = gone;
    setAsking(true);
    setProblem(null);
    try {
      let items = first;
      let next = before;
      let empty = 0;
      do {
        const answer = await ask(next === null ? null : String(next), gone.signal);
        items = [...items, ...answer.items];
        next = answer.next;
        empty++;
      } while (next !== null && items.length === first.length && empty < EMPTY_PAGES);
      if (!gone.signal.aborted) setPage({ items, next });
    } catch (thrown) {
      if (!gone.signal.aborted) setProblem(sentence(thrown));
    } finally {
      if (!gone.signal.aborted) setAsking(false);
    }
  };

  useEffect(() => {
    // What was found before stays until the answer is there.
    if (question !== null) void go(null, []);
    return () => running.current?.abort();
  }, [question]);

  return {
    ...page,
    hasMore: page.next !== null,
    isAsking,
    problem,
    more: () => void go(page.next, page.items),
  };
}
