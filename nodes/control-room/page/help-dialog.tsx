import { usePicture } from "./context.ts";
import { PriorityMark } from "./icons.tsx";
import { keysFor } from "./keys.ts";
import { Modal } from "./modal.tsx";
import { Scroll } from "./scroll.tsx";
import { say } from "./words.ts";

export function HelpDialog() {
  const { gateway } = usePicture().board;
  return (
    <Modal title={say("help.title")} class="help">
      <Scroll class="scroll" label={say("help.keys")}>
        <h3>{say("help.keys")}</h3>
        <dl class="keys">
          {keysFor(gateway).map(({ label, does }) => (
            <div key={label}>
              <dt>
                <kbd>{label}</kbd>
              </dt>
              <dd>{say(does)}</dd>
            </div>
          ))}
        </dl>
        {gateway.canRead ? <OfAlarms /> : <p>{say("help.visits")}</p>}
        <p>{say("help.stale")}</p>
      </Scroll>
    </Modal>
  );
}

function OfAlarms() {
  return (
    <>
      <h3>{say("help.states")}</h3>
      <ul class="states">
        <li>
          <PriorityMark priority={1} /> {say("help.p1")}
        </li>
        <li>
          <PriorityMark priority={2} /> {say("help.p2")}
        </li>
        <li>
          <PriorityMark priority={3} /> {say("help.p3")}
        </li>
      </ul>
      <p>{say("help.life")}</p>
      <p>{say("help.sound")}</p>
    </>
  );
}
