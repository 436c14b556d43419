import type { EditorNode } from "../editor/red.ts";
import { REPORT_PATH, type RegisterReport } from "./config.ts";

/** jQuery as the editor has set it up: with its address and with the rights of the person signed in. */
declare const $: { getJSON<T>(path: string): PromiseLike<T> };

/** Shows in the dialog what the running register holds and which rows need mending. */
export function showReport(node: EditorNode, place: HTMLElement): void {
  const say = (key: string, params?: Record<string, string | number>) =>
    node._(`locker-register.report.${key}`, params);
  const tell = (key: string) => {
    place.textContent = say(key);
  };
  tell("asking");
  $.getJSON<RegisterReport | null>(`${REPORT_PATH}/${node.id}`).then(
    (report) => {
      if (report === null) return tell("not-running");
      const { folder, counts, languages, problemCount, problems } = report;
      const lines = [
        say("folder", { folder }),
        say("counts", counts),
        say("languages", { languages: languages.join(", ") }),
      ];
      if (problemCount > 0) lines.push(say("problems", { count: problemCount }));
      if (problemCount > problems.length) lines.push(say("first", { count: problems.length }));
      place.replaceChildren(...lines.map((line) => element("div", line)));
      if (problems.length === 0) return;
      const list = document.createElement("ul");
      list.append(...problems.map((problem) => element("li", problem)));
      place.append(list);
    },
    () => tell("no-answer"),
  );
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
