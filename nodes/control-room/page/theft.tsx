import type { BoardIncident, BoardTheft, TheftDeed } from "../protocol.ts";
import { moment } from "./branch-time.ts";
import { type Overlay, overlay } from "./screen.ts";
import { say } from "./words.ts";

interface Props {
  readonly incident: BoardIncident;
  /** Null where it can be no theft, or that is not known yet. */
  readonly theft: BoardTheft | null;
  readonly zone: string;
  readonly now: number;
  /** Where a person goes back to when they have said something. */
  readonly from: Overlay | null;
}

/** How far a theft is established, who said so, and what whoever may can say next. */
export function Theft({ incident, theft, zone, now, from }: Props) {
  if (theft === null) return null;
  const { stage, steps, policeReport, next } = theft;
  // What a person says once more corrects what was said.
  const word = (deed: TheftDeed) =>
    deed === "police-report" && stage === "police-report"
      ? "theft.do.correct"
      : (`theft.do.${deed}` as const);
  return (
    <section class={`theft ${stage}`}>
      <h3>{say("theft.title")}</h3>
      <p class="stage">{say(`theft.stage.${stage}`)}</p>
      <p class="hint">{say(`theft.means.${stage}`)}</p>
      {steps.length > 0 && (
        <ol>
          {steps.map((step) => (
            <li key={step.at}>
              <time>{moment(step.at, zone, now)}</time>{" "}
              <span>{say("theft.said", { what: say(`theft.step.${step.stage}`), who: step.by })}</span>
            </li>
          ))}
        </ol>
      )}
      {policeReport !== null && (
        <dl class="facts">
          <dt>{say("theft.number")}</dt>
          <dd>{policeReport.number}</dd>
          <dt>{say("theft.station")}</dt>
          <dd>{policeReport.station}</dd>
          <dt>{say("theft.date")}</dt>
          <dd>{policeReport.date}</dd>
        </dl>
      )}
      {next.length > 0 && (
        <div class="row">
          {next.map((deed) => (
            <button
              key={deed}
              type="button"
              onClick={() => overlay.set({ kind: "theft", deed, incident, seen: steps.length, from })}
            >
              {say(word(deed))}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
