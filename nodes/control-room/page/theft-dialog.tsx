import { useRef, useState } from "preact/hooks";
import { REPORT_NUMBER_LONGEST, STATION_LONGEST } from "../../domain/theft-act.ts";
import { type BoardIncident, REMARK_LONGEST, type TheftDeed } from "../protocol.ts";
import { isoDay } from "./branch-time.ts";
import { titleOf } from "./causes.ts";
import { useDesk, usePicture } from "./context.ts";
import { PriorityMark } from "./icons.tsx";
import { Modal } from "./modal.tsx";
import { siteName, zoneOf } from "./picture.ts";
import { type Overlay, overlay, said } from "./screen.ts";
import { sentence } from "./sentence.ts";
import { say } from "./words.ts";

interface Props {
  readonly deed: TheftDeed;
  readonly incident: BoardIncident;
  readonly seen: number;
  readonly from: Overlay | null;
}

/** What an officer says about a theft: insurers are told of it, so it is looked at twice. */
export function TheftDialog({ deed, incident, seen, from }: Props) {
  const desk = useDesk();
  const picture = usePicture();
  const today = isoDay(desk.now, zoneOf(picture, incident.site));
  const [remark, setRemark] = useState("");
  const [report, setReport] = useState({ number: "", station: "", date: today });
  const [isMeant, setMeant] = useState(false);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const isReport = deed === "police-report";

  /** What is missing, with the name of the field it is about; null where nothing is. */
  const missing = (): readonly [field: string, text: string] | null => {
    if (isReport && report.number.trim() === "") return ["number", say("theft.numberMissing")];
    if (isReport && report.station.trim() === "") return ["station", say("theft.stationMissing")];
    if (isReport && report.date === "") return ["date", say("theft.dateMissing")];
    if (remark.trim() === "") return ["remark", say("theft.remarkMissing")];
    return isMeant ? null : ["meant", say("theft.meanIt")];
  };

  const send = async () => {
    const lacking = missing();
    if (lacking !== null) {
      const [field, text] = lacking;
      setProblem(text);
      form.current?.querySelector<HTMLElement>(`[name="${field}"]`)?.focus();
      return;
    }
    setSending(true);
    setProblem(null);
    try {
      await desk.requests.sayOfTheft(incident.id, deed, {
        remark: remark.trim(),
        seen,
        ...(isReport ? { report } : {}),
      });
      said.set(say(`theft.done.${deed}`, { where: incident.locker ?? siteName(picture, incident.site) }));
      overlay.set(from);
    } catch (thrown) {
      setProblem(sentence(thrown));
      setSending(false);
    }
  };

  return (
    <Modal title={say(`theft.do.${deed}`)} class="act">
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p class="about">
          <PriorityMark priority={incident.priority} />
          <span>
            <b>{titleOf(incident.cause)}</b>, {incident.locker ?? siteName(picture, incident.site)}
            <br />
            {incident.summary}
          </span>
        </p>
        {isReport && (
          <div class="report">
            <label class="report-field">
              {say("theft.number")}
              <input
                name="number"
                maxLength={REPORT_NUMBER_LONGEST}
                {...{ autofocus: true }}
                value={report.number}
                onInput={(event) => setReport({ ...report, number: event.currentTarget.value })}
              />
            </label>
            <label class="report-field">
              {say("theft.station")}
              <input
                name="station"
                maxLength={STATION_LONGEST}
                value={report.station}
                onInput={(event) => setReport({ ...report, station: event.currentTarget.value })}
              />
            </label>
            <label class="report-field">
              {say("theft.date")}
              <input
                name="date"
                type="date"
                max={today}
                value={report.date}
                onInput={(event) => setReport({ ...report, date: event.currentTarget.value })}
              />
            </label>
          </div>
        )}
        <label class="remark">
          {say("theft.remark")}
          <textarea
            name="remark"
            rows={3}
            maxLength={REMARK_LONGEST}
            {...{ autofocus: !isReport }}
            value={remark}
            onInput={(event) => setRemark(event.currentTarget.value)}
          />
        </label>
        <label class="despite">
          <input
            name="meant"
            type="checkbox"
            checked={isMeant}
            onChange={(event) => setMeant(event.currentTarget.checked)}
          />
          {say(`theft.tells.${deed}`)}
        </label>
        {problem !== null && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <footer>
          <span class="hint">{say("act.signed", { who: picture.board.gateway.user ?? "" })}</span>
          <button type="button" onClick={() => overlay.set(from)}>
            {say("act.cancel")}
          </button>
          <button type="submit" class="main" disabled={isSending}>
            {say(`theft.do.${deed}`)}
          </button>
        </footer>
      </form>
    </Modal>
  );
}
