import type { Paged } from "./pages.ts";
import { say, type Word } from "./words.ts";

/** The end of a list that comes page by page. */
export function More<T>({
  pages,
  nothing,
  label = "pages.more",
}: {
  readonly pages: Paged<T>;
  readonly nothing: string;
  readonly label?: Word;
}) {
  const { items, hasMore, isAsking, problem, more } = pages;
  return (
    <div class="more" role="status">
      {problem !== null && <p class="problem">{problem}</p>}
      {isAsking && <p>{say("pages.asking")}</p>}
      {!isAsking && hasMore && (
        <button type="button" onClick={more}>
          {say(label)}
        </button>
      )}
      {!isAsking && !hasMore && items.length === 0 && problem === null && <p class="empty">{nothing}</p>}
    </div>
  );
}
