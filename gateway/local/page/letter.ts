import type { PageMessage } from "../page-state.ts";
import { branchTime } from "./branch-time.ts";
import { element, icon } from "./dom.ts";

const APP = { sms: "Messages", email: "Mail", topic: "Notices" } as const;

/** The inside of a message wherever it is shown. */
export function letter(message: PageMessage): HTMLElement {
  const { channel, at, subject, text } = message;
  const made = element(
    "div",
    "letter",
    element(
      "div",
      "note-head",
      element("span", "", APP[channel]),
      element("time", "", branchTime(at, message)),
    ),
    subject === null ? null : element("div", "note-subject", subject),
    element("div", "note-text", text),
  );
  // An SMS is short; of the others one sees the beginning, as phones do, until one wants all.
  if (channel !== "sms") made.append(unfolding(made));
  return made;
}

export function badge({ channel }: PageMessage): HTMLElement {
  return element("span", `badge ${channel}`, icon(channel));
}

function unfolding(folded: HTMLElement): HTMLElement {
  folded.classList.add("folded");
  const made = element("button", "unfold", "Read on");
  made.type = "button";
  made.addEventListener("click", () => {
    made.textContent = folded.classList.toggle("folded") ? "Read on" : "Fold";
  });
  return made;
}
