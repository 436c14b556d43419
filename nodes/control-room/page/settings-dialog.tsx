import { useState } from "preact/hooks";
import { REMARK_LONGEST } from "../protocol.ts";
import { choices, choose, REMARKS_MOST, usualRemarks } from "./choices.ts";
import { useDesk } from "./context.ts";
import { Modal } from "./modal.tsx";
import { overlay } from "./screen.ts";
import { useStore } from "./store.ts";
import { say } from "./words.ts";

/** What this screen does; it is kept in this browser and concerns nobody else. */
export function SettingsDialog() {
  const desk = useDesk();
  const { theme, sound, keys, remarks } = useStore(choices);
  const [written, setWritten] = useState(remarks.join("\n"));

  const keep = () => {
    const lines = written
      .split("\n")
      .map((line) => line.trim().slice(0, REMARK_LONGEST))
      .filter((line) => line !== "");
    choose({ remarks: [...new Set(lines)].slice(0, REMARKS_MOST) });
    overlay.set(null);
  };

  return (
    <Modal title={say("settings.title")} class="settings">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <label>
          {say("settings.theme")}
          <select
            value={theme ?? "system"}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              choose({ theme: chosen === "dark" || chosen === "light" ? chosen : null });
            }}
          >
            <option value="system">{say("settings.system")}</option>
            <option value="dark">{say("settings.dark")}</option>
            <option value="light">{say("settings.light")}</option>
          </select>
        </label>
        <label class="tick">
          <input
            type="checkbox"
            checked={sound}
            onChange={(event) => choose({ sound: event.currentTarget.checked })}
          />
          {say("settings.sound")}
        </label>
        <p class="row">
          {say("settings.listen")}
          {([1, 2, 3] as const).map((priority) => (
            <button
              key={priority}
              type="button"
              onClick={() => void desk.siren.arm().then(() => desk.siren.play(priority))}
            >
              {say("priority", { n: priority })}
            </button>
          ))}
          <button type="button" onClick={() => void desk.siren.arm().then(() => desk.siren.play("lost"))}>
            {say("live.lost")}
          </button>
        </p>
        <label class="tick">
          <input
            type="checkbox"
            checked={keys}
            onChange={(event) => choose({ keys: event.currentTarget.checked })}
          />
          {say("settings.keys")}
        </label>
        <label class="remark">
          {say("settings.remarks", { n: REMARKS_MOST })}
          <textarea rows={7} value={written} onInput={(event) => setWritten(event.currentTarget.value)} />
        </label>
        <footer>
          <button type="button" onClick={() => setWritten(usualRemarks().join("\n"))}>
            {say("settings.usual")}
          </button>
          <button type="submit" class="main">
            {say("settings.keep")}
          </button>
        </footer>
      </form>
    </Modal>
  );
}
