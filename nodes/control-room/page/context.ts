import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "./desk.ts";
import type { Picture } from "./picture.ts";
import { useStore } from "./store.ts";

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("Nobody is at the desk");
  return desk;
}

/** Only views that are drawn once a board is there may use it. */
export function usePicture(): Picture {
  const picture = useStore(useDesk().picture);
  if (picture === null) throw new Error("There is no board yet");
  return picture;
}

/** The gateway's time, drawn again every so often. */
export function useNow(everyMs: number): number {
  const desk = useDesk();
  const [now, setNow] = useState(desk.now);
  useEffect(() => {
    const tick = setInterval(() => setNow(desk.now), everyMs);
    return () => clearInterval(tick);
  }, [desk, everyMs]);
  return Math.max(now, desk.now - everyMs);
}

/** The value, at most so often another one. */
export function useSlowly<T>(value: T, everyMs: number): T {
  const [shown, setShown] = useState(value);
  const next = useRef(value);
  next.current = value;
  useEffect(() => {
    const tick = setInterval(() => setShown(next.current), everyMs);
    return () => clearInterval(tick);
  }, [everyMs]);
  return shown;
}
