import { useDesk, useNow, usePicture } from "./context.ts";
import { Icon } from "./icons.tsx";
import { useStore } from "./store.ts";
import { ago, count, say } from "./words.ts";

/** Nothing is open. Says on what that rests, for silence alone proves nothing. */
export function Quiet() {
  const { sites, board } = usePicture();
  const { state } = useStore(useDesk().hearing);
  const isOld = state === "lost";
  const now = useNow(1_000);
  const total = (of: (site: (typeof sites)[number]) => number) =>
    sites.reduce((sum, site) => sum + of(site), 0);
  const seenAt = Math.max(0, ...sites.map((site) => site.seenAt ?? 0));
  const offline = total((site) => site.offline + site.silent);
  const open = total((site) => site.looks.open);
  const stuck = board.outbox.parked + board.outbox.dead + board.outbox.overdue;
  return (
    <section class={`panel all-quiet ${isOld ? "unsure" : ""}`} aria-labelledby="quiet-title">
      <Icon name={isOld ? "help" : "check"} />
      <h2 id="quiet-title">{say(isOld ? "quiet.unsure" : "quiet.title")}</h2>
      <p>{say(isOld ? "quiet.unsureText" : "quiet.text")}</p>
      <ul>
        <li>
          <b>
            {count(
              "quiet.lockers",
              total((site) => site.lockers),
            )}
          </b>
          <span>{open === 0 ? say("quiet.closed") : count("quiet.open", open)}</span>
        </li>
        <li class={offline === 0 ? "" : "odd"}>
          <b>
            {count(
              "quiet.units",
              total((site) => site.units),
            )}
          </b>
          <span>{offline === 0 ? say("quiet.online") : count("quiet.offline", offline)}</span>
        </li>
        <li>
          <b>{say("quiet.heartbeat")}</b>
          <span>{seenAt === 0 ? say("unit.never") : ago(now - seenAt)}</span>
        </li>
        <li class={stuck === 0 ? "" : "odd"}>
          <b>{count("quiet.notices", board.outbox.waiting)}</b>
          <span>{stuck === 0 ? say("quiet.noneStuck") : count("quiet.stuck", stuck)}</span>
        </li>
      </ul>
    </section>
  );
}
