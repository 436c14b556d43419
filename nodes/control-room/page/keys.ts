import type { Act, BoardGateway } from "../protocol.ts";
import { actsFor } from "./actions.ts";
import { choices, choose, isDark } from "./choices.ts";
import type { Desk } from "./desk.ts";
import { overlay, said, show, view } from "./screen.ts";
import { VIEWS } from "./views.ts";
import { say, type Word } from "./words.ts";

interface Key {
  /** As KeyboardEvent.key says it, lower case. */
  readonly keys: readonly string[];
  /** What is printed on it. */
  readonly label: string;
  readonly does: Word;
  /** Also for who may only register visits. */
  readonly atCounter?: true;
  press(desk: Desk): void;
}

/** Every key of the board, in the order of the help. */
export const KEYS: readonly Key[] = [
  ...VIEWS.map((one, place) => ({
    keys: [String(place + 1)],
    label: String(place + 1),
    does: `key.${one}` as const,
    ...(one === "visits" ? { atCounter: true as const } : {}),
    press: () => show(one),
  })),
  { keys: ["j", "arrowdown"], label: "J ↓", does: "key.next", press: (desk) => step(desk, 1) },
  { keys: ["k", "arrowup"], label: "K ↑", does: "key.previous", press: (desk) => step(desk, -1) },
  { keys: ["a"], label: "A", does: "key.acknowledge", press: (desk) => act(desk, "acknowledge") },
  { keys: ["r"], label: "R", does: "key.reset", press: (desk) => act(desk, "reset") },
  { keys: ["s"], label: "S", does: "key.shelve", press: (desk) => act(desk, "shelve") },
  { keys: ["u"], label: "U", does: "key.unshelve", press: (desk) => act(desk, "unshelve") },
  { keys: ["m"], label: "M", does: "key.hush", press: (desk) => desk.quiet() },
  { keys: ["b"], label: "B", does: "key.arm", press: (desk) => void desk.siren.arm() },
  { keys: ["/"], label: "/", does: "key.search", atCounter: true, press: search },
  { keys: ["w"], label: "W", does: "key.wall", press: () => choose({ wall: !choices.value.wall }) },
  {
    keys: ["t"],
    label: "T",
    does: "key.theme",
    atCounter: true,
    press: () => choose({ theme: isDark() ? "light" : "dark" }),
  },
  { keys: ["?"], label: "?", does: "key.help", atCounter: true, press: () => overlay.set({ kind: "help" }) },
];

/** The keys of who looks. */
export function keysFor({ canRead }: Pick<BoardGateway, "canRead">): readonly Key[] {
  return canRead ? KEYS : KEYS.filter(({ atCounter }) => atCounter === true);
}

/** Listens for as long as the desk is open; returns what ends it. */
export function listen(desk: Desk): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (overlay.value !== null || isWriting(event.target)) return;
    const gateway = desk.picture.value?.board.gateway;
    if (gateway === undefined) return;
    const key = keysFor(gateway).find(({ keys }) => keys.includes(event.key.toLowerCase()));
    if (key === undefined || (!choices.value.keys && event.key.length === 1)) return;
    // Arrows move in lists, and scroll everything else.
    if (event.key.startsWith("Arrow") && (view.value !== "alarms" || !isInList(event.target))) return;
    event.preventDefault();
    key.press(desk);
  };
  document.addEventListener("keydown", press);
  return () => document.removeEventListener("keydown", press);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

function isInList(target: EventTarget | null): boolean {
  return (
    target === document.body || (target instanceof HTMLElement && target.closest(".incident-list") !== null)
  );
}

function step(desk: Desk, by: number): void {
  const incidents = desk.picture.value?.incidents ?? [];
  const at = incidents.findIndex(({ id }) => id === desk.selected.value);
  const next = incidents[Math.min(incidents.length - 1, Math.max(0, at + by))];
  if (next === undefined) return;
  show("alarms");
  desk.selected.set(next.id);
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('.incident-list [aria-current="true"]')?.focus(),
  );
}

function act(desk: Desk, wanted: Act): void {
  const { picture, selected } = desk;
  const incident = picture.value?.board.incidents.get(selected.value ?? "");
  const gateway = picture.value?.board.gateway;
  if (incident === undefined || gateway === undefined) return;
  if (!gateway.canAct) said.set(gateway.whyNot ?? say("viewer"));
  else if (!actsFor(incident).includes(wanted))
    said.set(say(`act.not.${incident.state === "shelved" ? "whileShelved" : wanted}`));
  else {
    if (choices.value.wall) choose({ wall: false });
    show("alarms");
    overlay.set({ kind: "act", act: wanted, incident: incident.id });
  }
}

/** Where the view that is shown has nothing to search in, in the lockers. */
function search({ picture }: Desk): void {
  const canRead = picture.value?.board.gateway.canRead === true;
  if (canRead && view.value !== "lockers" && view.value !== "history" && view.value !== "visits")
    show("lockers");
  requestAnimationFrame(() => document.getElementById("search")?.focus());
}
