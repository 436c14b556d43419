import type { Priority } from "../../domain/incident.ts";
import { waiting } from "./attention.ts";
import { clockTime, day, zoneName } from "./branch-time.ts";
import { choices, choose, isDark } from "./choices.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { Icon, PriorityMark } from "./icons.tsx";
import { overlay, show, view } from "./screen.ts";
import { useStore } from "./store.ts";
import { VIEWS, viewFor, viewsFor } from "./views.ts";
import { count, say } from "./words.ts";

const PRIORITIES: readonly Priority[] = [1, 2, 3];

/** Who, where, when, and whether the board lives and can be heard. */
export function Header({ leave }: { readonly leave: () => void }) {
  const { board } = usePicture();
  const { user, signIn, canRead } = board.gateway;
  return (
    <header class="top">
      <h1>
        <img src="mark.svg" alt="" /> <span>{say("title")}</span>
      </h1>
      <Views />
      {canRead && <Counts />}
      <div class="tray">
        <Clock />
        <Live />
        {canRead && <SoundButton />}
        <button
          type="button"
          class="plain"
          title={say("theme.change")}
          aria-label={say("theme.change")}
          onClick={() => choose({ theme: isDark() ? "light" : "dark" })}
        >
          <Icon name="theme" />
        </button>
        {canRead && (
          <button
            type="button"
            class="plain"
            title={say("wall.enter")}
            aria-label={say("wall.enter")}
            onClick={() => choose({ wall: true })}
          >
            <Icon name="wall" />
          </button>
        )}
        <button
          type="button"
          class="plain"
          title={say("settings.title")}
          aria-label={say("settings.title")}
          onClick={() => overlay.set({ kind: "settings" })}
        >
          <Icon name="settings" />
        </button>
        <button
          type="button"
          class="plain"
          title={say("help.title")}
          aria-label={say("help.title")}
          onClick={() => overlay.set({ kind: "help" })}
        >
          <Icon name="help" />
        </button>
        {signIn && user !== null && (
          <button type="button" class="leave" onClick={leave} aria-label={say("signOut.of", { who: user })}>
            <b>{user}</b> <Icon name="leave" />
          </button>
        )}
      </div>
    </header>
  );
}

function Views() {
  const { board } = usePicture();
  const now = viewFor(useStore(view), board.gateway);
  const late = board.visits?.late ?? 0;
  const stuck = board.outbox.parked + board.outbox.dead + board.outbox.overdue;
  return (
    <nav aria-label={say("nav.title")}>
      {viewsFor(board.gateway).map((one) => (
        <a
          key={one}
          href={`#${one}`}
          aria-current={one === now ? "page" : undefined}
          onClick={(event) => {
            event.preventDefault();
            show(one);
          }}
        >
          {say(`nav.${one}`)}
          {one === "outbox" && stuck > 0 && <span class="number bad">{stuck}</span>}
          {one === "visits" && late > 0 && <span class="number bad">{late}</span>}{" "}
          <kbd>{VIEWS.indexOf(one) + 1}</kbd>
        </a>
      ))}
    </nav>
  );
}

/** What waits for somebody, by priority. */
export function Counts() {
  const { incidents } = usePicture();
  const counts = waiting(incidents);
  return (
    <ul class="counts" aria-label={say("counts.title")}>
      {PRIORITIES.map((priority) => (
        <li key={priority} class={counts[priority] > 0 ? `p${priority}` : "none"}>
          <PriorityMark priority={priority} /> <b>{counts[priority]}</b>
        </li>
      ))}
    </ul>
  );
}

/** The branch's time, with the name of its zone. */
export function Clock() {
  const { timeZone } = usePicture();
  const now = useNow(250);
  return (
    <p class="clock" role="timer" aria-label={say("clock.title")}>
      <b>{clockTime(now, timeZone)}</b>
      <span>
        {day(now, timeZone)} <i>{zoneName(timeZone, now)}</i>
      </span>
    </p>
  );
}

export function Live() {
  const { state } = useStore(useDesk().hearing);
  return (
    <p class={`live ${state}`}>
      <i /> {say(`live.${state}`)}
    </p>
  );
}

function SoundButton() {
  const desk = useDesk();
  const isArmed = useStore(desk.isArmed);
  const hush = useStore(desk.hush);
  const { sound } = useStore(choices);
  const { incidents } = usePicture();
  const now = useNow(1_000);
  const isLost = useStore(desk.hearing).state === "lost";
  const waits = isLost || Object.values(waiting(incidents)).some((n) => n > 0);
  if (!sound) {
    return (
      <button type="button" class="sound off" onClick={() => choose({ sound: true })}>
        <Icon name="bell-off" /> {say("sound.off")}
      </button>
    );
  }
  if (!isArmed) {
    return (
      <button
        type="button"
        class="sound blocked"
        aria-label={say("sound.arm")}
        title={say("sound.arm")}
        onClick={() => void desk.siren.arm()}
      >
        <Icon name="bell-off" />
      </button>
    );
  }
  if (hush !== null) {
    return (
      <button type="button" class="sound" onClick={() => desk.hush.set(null)}>
        <Icon name="bell-off" /> {count("sound.hushed", Math.max(0, Math.ceil((hush.until - now) / 1_000)))}
      </button>
    );
  }
  return (
    <button
      type="button"
      class="sound on"
      aria-label={say(waits ? "sound.hush" : "sound.test")}
      title={say(waits ? "sound.hush" : "sound.test")}
      onClick={() => (waits ? desk.quiet() : desk.siren.play(2))}
    >
      <Icon name="bell" />
    </button>
  );
}
