import { useEffect, useState } from "preact/hooks";
import { titleOf } from "./causes.ts";
import { useDesk, usePicture } from "./context.ts";
import { siteName } from "./picture.ts";
import { said } from "./screen.ts";
import { useStore } from "./store.ts";
import { count, say } from "./words.ts";

const SHOWN_MS = 6_000;

/** Says to screen readers what others see: alarms at once, changes when there is a pause. */
export function Announcer() {
  const desk = useDesk();
  const picture = usePicture();
  const { alarms, changes } = useStore(desk.news);
  const [first, second] = alarms;
  const [change, another] = changes;
  const place = (one: NonNullable<typeof first>) => ({
    what: titleOf(one.cause),
    where: one.locker ?? one.unit,
    site: siteName(picture, one.site),
  });
  return (
    <>
      <div class="unseen" role="alert">
        {first !== undefined &&
          (second === undefined
            ? say("said.alarm", { n: first.priority, ...place(first) })
            : count("said.alarms", alarms.length, { n: alarms.length, ...place(first) }))}
      </div>
      <div class="unseen" role="status">
        {change !== undefined &&
          (another === undefined
            ? say("said.change", { ...place(change), state: say(`state.${change.state}`) })
            : count("said.changes", changes.length))}
      </div>
      <Toast />
    </>
  );
}

/** The outcome of what the person did. */
function Toast() {
  const text = useStore(said);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (text === "") return;
    setShown(true);
    const gone = setTimeout(() => {
      setShown(false);
      said.set("");
    }, SHOWN_MS);
    return () => clearTimeout(gone);
  }, [text]);
  return (
    <div class={isShown ? "toast shown" : "toast"} role="status">
      {text}
    </div>
  );
}
