import { titleOf } from "./causes.ts";
import { useNow, usePicture } from "./context.ts";
import { Evidence } from "./evidence.tsx";
import { PriorityMark } from "./icons.tsx";
import { Modal } from "./modal.tsx";
import { siteName, zoneOf } from "./picture.ts";
import { Scroll } from "./scroll.tsx";
import { Story, useDetail } from "./story.tsx";
import { Theft } from "./theft.tsx";
import { say } from "./words.ts";

/** One incident of the past, with its evidence and its course. */
export function PastDialog({ incident: id }: { readonly incident: string }) {
  const picture = usePicture();
  const now = useNow(60_000);
  const { detail, problem } = useDetail(id, 0);
  const incident = detail?.incident;
  return (
    <Modal title={incident === undefined ? say("past.title") : titleOf(incident.cause)} class="past">
      <Scroll class="scroll" label={say("incident.details")}>
        {problem !== null && <p class="problem">{problem}</p>}
        {incident !== undefined && (
          <p class="about">
            <PriorityMark priority={incident.priority} />
            <span>
              <b>{incident.locker ?? incident.unit}</b>, {siteName(picture, incident.site)}
              <br />
              {incident.summary}
            </span>
          </p>
        )}
        <Evidence transitions={detail?.transitions ?? []} />
        {incident !== undefined && (
          <Theft
            incident={incident}
            theft={detail?.theft ?? null}
            zone={zoneOf(picture, incident.site)}
            now={now}
            from={{ kind: "past", incident: id }}
          />
        )}
        {incident !== undefined && <Story detail={detail} zone={zoneOf(picture, incident.site)} now={now} />}
      </Scroll>
    </Modal>
  );
}
