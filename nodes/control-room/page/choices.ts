import { Store } from "./store.ts";
import { known, say } from "./words.ts";

/** What the person at this screen has chosen; it stays in this browser. */
export interface Choices {
  /** Null: as the system says. */
  readonly theme: "dark" | "light" | null;
  /** Large type, to be read from across the room. */
  readonly wall: boolean;
  /** False on a screen beside another that sounds. */
  readonly sound: boolean;
  /** WCAG 2.1.4: shortcuts of one key can be switched off. */
  readonly keys: boolean;
  /** Remarks that one key writes. */
  readonly remarks: readonly string[];
}

const KEPT = "smart-lockers.choices";
/** As many as there are digits to choose them by. */
export const REMARKS_MOST = 9;

export function usualRemarks(): readonly string[] {
  return Array.from({ length: REMARKS_MOST }, (_, place) => known(`remark.${place + 1}`)).flatMap((word) =>
    word === null ? [] : [say(word)],
  );
}

function read(): Choices {
  const usual: Choices = { theme: null, wall: false, sound: true, keys: true, remarks: usualRemarks() };
  try {
    const stored: Partial<Choices> | null = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    const { theme, wall, sound, keys, remarks } = stored ?? {};
    return {
      theme: theme === "dark" || theme === "light" ? theme : usual.theme,
      wall: wall === true,
      sound: sound !== false,
      keys: keys !== false,
      remarks: Array.isArray(remarks) ? remarks.filter((one) => typeof one === "string") : usual.remarks,
    };
  } catch {
    return usual;
  }
}

export const choices = new Store<Choices>(read());

export function choose(change: Partial<Choices>): void {
  choices.set({ ...choices.value, ...change });
  localStorage.setItem(KEPT, JSON.stringify(choices.value));
}

/** What is shown now, whether chosen or by the system. */
export function isDark(): boolean {
  const { theme } = choices.value;
  return theme === null ? !matchMedia("(prefers-color-scheme: light)").matches : theme === "dark";
}
