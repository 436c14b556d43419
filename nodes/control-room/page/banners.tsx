import { clockTime } from "./branch-time.ts";
import { choices } from "./choices.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { Icon } from "./icons.tsx";
import { useStore } from "./store.ts";
import { ago, say } from "./words.ts";

/** Signing in again takes a minute: it is said this long before it must be done, milliseconds. */
const ENDING_MS = 10 * 60_000;

/** What must be known before anything on the board is believed. */
export function Banners() {
  return (
    <div class="banners">
      <Lost />
      <Silent />
      <Ending />
      <Gateway />
    </div>
  );
}

/** Full width and loud: an old board looks just like one on which all is well. */
function Lost() {
  const hearing = useStore(useDesk().hearing);
  const { timeZone } = usePicture();
  const now = useNow(500);
  if (hearing.state !== "lost") return null;
  return (
    <div class="banner lost" role="alert">
      <strong>{say("lost.title")}</strong>
      <p>
        {say("lost.text", { time: clockTime(hearing.since, timeZone) })}{" "}
        <span aria-hidden="true">({ago(now - hearing.since)})</span> {say("lost.trying")} {hearing.why}
      </p>
    </div>
  );
}

/** The browser lets nothing be heard before a person has touched the page. */
function Silent() {
  const desk = useDesk();
  const isArmed = useStore(desk.isArmed);
  const { sound } = useStore(choices);
  const { canRead } = usePicture().board.gateway;
  if (isArmed || !sound || !canRead) return null;
  return (
    <div class="banner silent" role="alert">
      <Icon name="bell-off" />
      <p>
        <strong>{say("sound.silentTitle")}</strong> {say("sound.silentText")}
      </p>
      <button type="button" onClick={() => void desk.siren.arm()}>
        {say("sound.arm")} <kbd>B</kbd>
      </button>
    </div>
  );
}

function Ending() {
  const { session } = useDesk();
  useNow(5_000);
  if (session.endsAt === null || session.endsAt - Date.now() > ENDING_MS) return null;
  return (
    <p class="banner ending" role="status">
      {say("signIn.ending")}
    </p>
  );
}

/** What is wrong with the gateway, and why this person cannot act. */
function Gateway() {
  const { board } = usePicture();
  const { problems, canAct, whyNot, canRead } = board.gateway;
  return (
    <>
      {problems.map((problem) => (
        <p key={problem} class="banner problem" role="alert">
          {problem}
        </p>
      ))}
      {!canAct && canRead && (
        <p class="banner looking">
          <Icon name="eye" /> {whyNot ?? say("viewer")}
        </p>
      )}
    </>
  );
}
