import type { BoardTransition } from "../protocol.ts";
import { say } from "./words.ts";

/** The newest decision that made it an alarm, and the event it is about. */
export function Evidence({ transitions }: { readonly transitions: readonly BoardTransition[] }) {
  const judged = transitions.findLast(({ access }) => access !== null);
  const access = judged?.access ?? null;
  const event = judged?.event ?? transitions.findLast((one) => one.event !== null)?.event ?? null;
  if (access === null && event === null) return null;
  return (
    <section class="evidence">
      <h3>{say("evidence.title")}</h3>
      <dl class="facts">
        {access !== null && (
          <>
            <dt>{say("evidence.judged")}</dt>
            <dd>{say(access.inside ? "evidence.inside" : "evidence.outside")}</dd>
            <dt>{say("evidence.reason")}</dt>
            <dd>{access.reason}</dd>
            <dt>{say("evidence.localTime")}</dt>
            <dd>
              {access.localTime} <i>{access.timeZone}</i>
            </dd>
            <dt>{say("evidence.certainty")}</dt>
            <dd>{say(access.uncertain ? "evidence.uncertain" : "evidence.certain")}</dd>
            <dt>{say("evidence.calendar")}</dt>
            <dd>
              <code>{access.calendarVersion}</code>
            </dd>
          </>
        )}
        {event !== null && (
          <>
            <dt>{say("evidence.event")}</dt>
            <dd>
              <code>{event}</code>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}
