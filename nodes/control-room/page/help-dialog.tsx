import { PriorityMark } from "./icons.tsx";
import { KEYS } from "./keys.ts";
import { Modal } from "./modal.tsx";
import { Scroll } from "./scroll.tsx";
import { say } from "./words.ts";

export function HelpDialog() {
  return (
    <Modal title={say("help.title")} class="help">
      <Scroll class="scroll" label={say("help.keys")}>
        <h3>{say("help.keys")}</h3>
        <dl class="keys">
          {KEYS.map(({ label, does }) => (
            <div key={label}>
              <dt>
                <kbd>{label}</kbd>
              </dt>
              <dd>{say(does)}</dd>
            </div>
          ))}
        </dl>
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
        <p>{say("help.stale")}</p>
      </Scroll>
    </Modal>
  );
}
