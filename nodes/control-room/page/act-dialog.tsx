import { useEffect, useRef, useState } from "preact/hooks";
import { type Act, type BoardIncident, REMARK_LONGEST, SHELVE_LONGEST } from "../protocol.ts";
import { actsFor, needsDespite } from "./actions.ts";
import { titleOf } from "./causes.ts";
import { choices } from "./choices.ts";
import { useDesk, usePicture } from "./context.ts";
import { PriorityMark } from "./icons.tsx";
import { Modal } from "./modal.tsx";
import { overlay, said } from "./screen.ts";
import { sentence } from "./sentence.ts";
import { useStore } from "./store.ts";
import { say } from "./words.ts";

/** Minutes that are usual. */
const SHELVE_FOR: readonly number[] = [15, 30, 60, 120, 240, 480];

interface Props {
  readonly act: Act;
  readonly incident: string;
}

/** Asks for the remark, and for nothing else but what cannot be taken back lightly. */
export function ActDialog({ act, incident: id }: Props) {
  const { board } = usePicture();
  const incident = board.incidents.get(id);
  const isOver = incident === undefined || !actsFor(incident).includes(act);
  // Somebody else was quicker.
  useEffect(() => {
    if (!isOver) return;
    overlay.set(null);
    said.set(say("act.overtaken"));
  }, [isOver]);
  return incident === undefined ? null : <Form act={act} incident={incident} />;
}

function Form({ act, incident }: { readonly act: Act; readonly incident: BoardIncident }) {
  const desk = useDesk();
  const picture = useStore(desk.picture);
  const remarks = useStore(choices).remarks;
  const [remark, setRemark] = useState("");
  const [minutes, setMinutes] = useState(60);
  const [isMeant, setMeant] = useState(false);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const mustMean = act === "reset" && needsDespite(incident);

  const write = (text: string) => {
    setRemark(text);
    field.current?.focus();
  };

  /** A digit writes a remark while nothing else has been written. */
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLInputElement && event.target.type === "number") return;
    const chosen = /^[1-9]$/.test(event.key) && remark === "" ? remarks[Number(event.key) - 1] : undefined;
    if (chosen !== undefined) {
      event.preventDefault();
      write(chosen);
    } else if (event.key === "Enter" && !event.shiftKey && event.target === field.current) {
      event.preventDefault();
      field.current?.form?.requestSubmit();
    }
  };

  const send = async () => {
    const text = remark.trim();
    if (text === "") {
      setProblem(say("act.remarkMissing"));
      field.current?.focus();
      return;
    }
    if (mustMean && !isMeant) {
      setProblem(say("act.meanIt"));
      return;
    }
    setSending(true);
    setProblem(null);
    try {
      const answer = await desk.requests.act(incident.id, act, {
        remark: text,
        ...(act === "shelve" ? { minutes } : {}),
        ...(mustMean ? { despite: true } : {}),
      });
      desk.did(answer.incident);
      said.set(
        say(`act.done.${act}`, { what: titleOf(incident.cause), where: incident.locker ?? incident.unit }),
      );
      overlay.set(null);
    } catch (thrown) {
      setProblem(sentence(thrown));
      setSending(false);
    }
  };

  return (
    <Modal title={say(`act.${act}`)} class="act" onKey={onKey}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p class="about">
          <PriorityMark priority={incident.priority} />
          <span>
            <b>{titleOf(incident.cause)}</b>, {incident.locker ?? incident.unit}
            <br />
            {say(`act.means.${act}`)}
          </span>
        </p>
        {mustMean && (
          <label class="despite">
            <input
              type="checkbox"
              checked={isMeant}
              onChange={(event) => setMeant(event.currentTarget.checked)}
            />
            {say("act.despite")}
          </label>
        )}
        {act === "shelve" && (
          <fieldset class="minutes">
            <legend>{say("act.minutes")}</legend>
            {SHELVE_FOR.map((choice) => (
              <label key={choice}>
                <input
                  type="radio"
                  name="for"
                  checked={minutes === choice}
                  onChange={() => setMinutes(choice)}
                />
                {choice < 60 ? say("minutes", { n: choice }) : say("hours", { n: choice / 60 })}
              </label>
            ))}
            <label>
              {say("act.otherMinutes")}
              <input
                type="number"
                min={1}
                max={SHELVE_LONGEST}
                required
                value={minutes}
                onInput={(event) => setMinutes(event.currentTarget.valueAsNumber || 1)}
              />
            </label>
          </fieldset>
        )}
        <label class="remark">
          {say("act.remark")}
          <textarea
            ref={field}
            rows={3}
            maxLength={REMARK_LONGEST}
            value={remark}
            onInput={(event) => setRemark(event.currentTarget.value)}
            // The cursor belongs where the one thing that is asked for is written.
            {...{ autofocus: true }}
          />
        </label>
        {remarks.length > 0 && (
          <ul class="remarks" aria-label={say("act.quick")}>
            {remarks.map((text, place) => (
              <li key={text}>
                <button type="button" onClick={() => write(text)}>
                  <kbd>{place + 1}</kbd> {text}
                </button>
              </li>
            ))}
          </ul>
        )}
        {problem !== null && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <footer>
          <span class="hint">{say("act.signed", { who: picture?.board.gateway.user ?? "" })}</span>
          <button type="button" onClick={() => overlay.set(null)}>
            {say("act.cancel")}
          </button>
          <button type="submit" class="main" disabled={isSending}>
            {say(`act.${act}`)} <kbd>Enter</kbd>
          </button>
        </footer>
      </form>
    </Modal>
  );
}
