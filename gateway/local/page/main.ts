import type { PageMessage, PageState } from "../page-state.ts";
import { branchTime } from "./branch-time.ts";
import { Desk } from "./desk.ts";
import { icon, part } from "./dom.ts";
import { Inboxes } from "./inboxes.ts";
import { type Deeds, hirersOf, type Model } from "./model.ts";
import { Phone } from "./phone.ts";
import { TraceBar } from "./trace-bar.ts";
import { Vault } from "./vault.ts";

let state: PageState | null = null;
const messages: PageMessage[] = [];
let chosen: string | null = null;
let hirer: string | null = null;
let cleared = 0;

const deeds: Deeds = {
  choose(locker) {
    chosen = locker;
    hirer = null;
    show();
  },
  lookAt(id) {
    hirer = id;
    show();
  },
  act(action) {
    const model = current();
    if (model) void ask({ action, locker: model.locker.id });
  },
  clearDesk() {
    cleared = messages.at(-1)?.number ?? 0;
    show();
  },
};

const views = [new Vault(deeds), new Phone(deeds), new Desk(deeds), new Inboxes(), new TraceBar()];
const day = toggle("make-day", "day");
const night = toggle("make-night", "night");
for (const place of document.querySelectorAll("[data-icon]")) {
  place.replaceWith(icon(place.getAttribute("data-icon") ?? ""));
}
choosesTheme();
watch();
setInterval(tick, 1_000);

function current(): Model | null {
  const locker = state?.lockers.find(({ id }) => id === chosen) ?? state?.lockers[0];
  if (!state || !locker) return null;
  const people = hirersOf({ state, locker });
  return {
    state,
    messages,
    locker,
    hirer: people.find(({ id }) => id === hirer) ?? people[0] ?? null,
    cleared,
  };
}

function show(): void {
  const model = current();
  if (!model) return;
  for (const view of views) view.show(model);
  part("branch-name").textContent = `${model.state.branch.name} · branch ${model.state.branch.id}`;
  part("editor").setAttribute("href", model.state.editorUrl);
  part("branch-hours").textContent =
    model.state.daylight === "night" ? "Closed: hours are 10 to 17" : "Open: hours are 10 to 17";
  day.setAttribute("aria-pressed", String(model.state.daylight === "day"));
  night.setAttribute("aria-pressed", String(model.state.daylight === "night"));
  tick();
}

function tick(): void {
  if (!state) return;
  part("branch-time").textContent = branchTime(Date.now(), state, true);
  part("phone-time").textContent = branchTime(Date.now(), state);
}

/** The state whole at each change, and each message once; the browser reconnects by itself. */
function watch(): void {
  const live = new EventSource("/live");
  live.addEventListener("open", () => {
    // A fresh connection tells everything from the beginning.
    messages.length = 0;
    say(null);
  });
  live.addEventListener("state", ({ data }) => {
    state = JSON.parse(data);
    show();
  });
  live.addEventListener("messages", ({ data }) => {
    messages.push(...JSON.parse(data));
    show();
  });
  live.addEventListener("error", () => say("The local run does not answer. Start it again with npm start."));
}

function toggle(id: string, daylight: PageState["daylight"]): HTMLElement {
  const made = part(id);
  made.addEventListener("click", () => {
    made.setAttribute("aria-busy", "true");
    void ask({ daylight }).finally(() => made.removeAttribute("aria-busy"));
  });
  return made;
}

async function ask(request: object): Promise<void> {
  try {
    const response = await fetch("/act", { method: "POST", body: JSON.stringify(request) });
    say(response.ok ? null : await response.text());
  } catch {
    say("The local run does not answer. Start it again with npm start.");
  }
}

function say(problem: string | null): void {
  const place = part("problem");
  place.hidden = problem === null;
  place.textContent = problem ?? "";
}

/** As the system wishes, until the user wishes otherwise. */
function choosesTheme(): void {
  const root = document.documentElement;
  const light = matchMedia("(prefers-color-scheme: light)");
  const apply = () => {
    root.dataset.theme = localStorage.getItem("theme") ?? (light.matches ? "light" : "dark");
  };
  light.addEventListener("change", apply);
  part("theme").addEventListener("click", () => {
    localStorage.setItem("theme", root.dataset.theme === "light" ? "dark" : "light");
    apply();
  });
  apply();
}
