import type { PageMessage, PageState } from "../../gateway/local/page-state.ts";
import { until } from "../until.ts";

export interface Watching {
  state(): PageState;
  readonly messages: readonly PageMessage[];
  end(): void;
}

/** Watches the handset page as a browser does; resolves with the first state. */
export async function watchPage(url: string): Promise<Watching> {
  const ending = new AbortController();
  const response = await fetch(`${url}/live`, { signal: ending.signal });
  let state: PageState | null = null;
  const messages: PageMessage[] = [];
  void (async () => {
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString("utf8");
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const [kind, data] = event.split("\n");
        const value = JSON.parse((data ?? "").slice("data: ".length));
        if (kind === "event: state") state = value;
        else messages.push(...value);
      }
    }
  })().catch(() => {});
  await until("the first state", () => state);
  return {
    state() {
      if (state === null) throw new Error("The page has no state yet.");
      return state;
    },
    messages,
    end: () => ending.abort(),
  };
}
