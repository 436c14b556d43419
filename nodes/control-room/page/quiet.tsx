import { minuteOf } from "./branch-time.ts";
import { useDesk, useNow, usePicture } from "./context.ts";
import { Icon, type IconName } from "./icons.tsx";
import type { SiteGlance } from "./sites.ts";
import { useStore } from "./store.ts";
import { testWords } from "./test-words.ts";
import { ago, count, say } from "./words.ts";

/**
 * Nothing asks for anybody. Says on what that rests, for silence alone proves nothing, and does not call it quiet
 * where alarms may be open that do not come to this board.
 * @param shelved how many alarms are open all the same, out of sight
 */
export function Quiet({ shelved }: { readonly shelved: number }) {
  const { sites, board } = usePicture();
  const now = useNow(1_000);
  const { state } = useStore(useDesk().hearing);
  const { icon, title, text } = quietWords(state === "lost", board.gateway.problems.length > 0, shelved);
  const total = (of: (site: (typeof sites)[number]) => number) =>
    sites.reduce((sum, site) => sum + of(site), 0);
  const seenAt = Math.max(0, ...sites.map((site) => site.seenAt ?? 0));
  const offline = total((site) => site.offline + site.silent);
  const open = total((site) => site.looks.open);
  const test = lastTestOf(sites);
  const stuck = board.outbox.parked + board.outbox.dead + board.outbox.overdue;
  return (
    <section class={`panel all-quiet ${icon === "check" ? "" : "unsure"}`} aria-labelledby="quiet-title">
      <Icon name={icon} />
      <h2 id="quiet-title">
        {title}
        {icon === "check" && test?.at != null && test.result === "through"
          ? say("quiet.tested", { when: minuteOf(test.at, test.zone, now) })
          : ""}
      </h2>
      <p>{text}</p>
      <ul>
        {shelved > 0 && (
          <li class="odd">
            <b>{count("quiet.shelved", shelved)}</b>
            <span>{say("quiet.outOfSight")}</span>
          </li>
        )}
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
        {test !== null && (
          <li class={test.result === "through" ? "" : "odd"}>
            <b>{say("test.title")}</b>
            <span>{test.missing > 1 ? count("test.missingAt", test.missing) : test.words(now)}</span>
          </li>
        )}
        <li class={stuck === 0 ? "" : "odd"}>
          <b>{count("quiet.notices", board.outbox.waiting)}</b>
          <span>{stuck === 0 ? say("quiet.noneStuck") : count("quiet.stuck", stuck)}</span>
        </li>
      </ul>
    </section>
  );
}

/** Of the sites that are tested the one for which it looks worst: the test is missing, or longest ago. */
function lastTestOf(sites: readonly SiteGlance[]) {
  const tested = sites.flatMap(({ name, timeZone, lastTest }) =>
    lastTest === null ? [] : [{ ...lastTest, name, zone: timeZone }],
  );
  const missing = tested.filter(({ result }) => result === "missing");
  const [worst] = (missing.length > 0 ? missing : tested).sort(
    (one, other) => (one.at ?? 0) - (other.at ?? 0),
  );
  if (worst === undefined) return null;
  const words = (now: number) => testWords(worst, worst.zone, now);
  return { ...worst, missing: missing.length, words };
}

function quietWords(
  isOld: boolean,
  isInTrouble: boolean,
  shelved: number,
): { readonly icon: IconName; readonly title: string; readonly text: string } {
  const others = shelved > 0;
  if (isOld) {
    const text = say(others ? "quiet.unsureOthers" : "quiet.unsureText");
    return { icon: "help", title: say("quiet.unsure"), text };
  }
  if (isInTrouble) return { icon: "help", title: say("quiet.unsure"), text: say("quiet.inTrouble") };
  if (others) return { icon: "clock", title: count("quiet.shelved", shelved), text: say("quiet.others") };
  return { icon: "check", title: say("quiet.title"), text: say("quiet.text") };
}
