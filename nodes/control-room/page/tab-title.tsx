import { useEffect } from "preact/hooks";
import { waiting } from "./attention.ts";
import { useDesk, usePicture } from "./context.ts";
import { useStore } from "./store.ts";
import { count, say } from "./words.ts";

/** The tab says it too, for whoever looks at another one. */
export function Title() {
  const { incidents } = usePicture();
  const { state } = useStore(useDesk().hearing);
  const counts = waiting(incidents);
  const total = counts[1] + counts[2] + counts[3];
  const title =
    state === "lost"
      ? say("tab.lost")
      : total > 0
        ? count(counts[1] > 0 ? "tab.urgent" : "tab.waiting", total)
        : say("title");
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
