import * as v from "valibot";
import { button, element } from "../editor/element.ts";
import type { DialogText } from "../editor/words.ts";
import type { Candidate } from "./editor-import.ts";

/** The gateway's list of places and days; relative to the editor's own address. */
const PATH = "smart-lockers/holidays";

const placesSchema = v.array(v.object({ code: v.string(), name: v.string() }));
const suggestionsSchema = v.array(v.object({ date: v.string(), name: v.string(), chosen: v.boolean() }));

/** Country, state and region to choose, and the days the gateway suggests for them. */
export function suggestionsPanel(
  text: DialogText,
  years: () => ReadonlySet<number>,
  found: (candidates: readonly Candidate[]) => void,
): HTMLElement {
  const country = element("select", { ariaLabel: text._("site-calendar.suggestions.country") });
  const state = element("select", { ariaLabel: text._("site-calendar.suggestions.state"), hidden: true });
  const region = element("select", { ariaLabel: text._("site-calendar.suggestions.region"), hidden: true });
  const fault = element("div", { className: "sl-check", role: "alert" });
  const failed = () => {
    fault.textContent = text._("site-calendar.suggestions.failed");
  };
  const where = () => ({ country: country.value, state: state.value, region: region.value });

  async function fill(select: HTMLSelectElement, asked: { country: string; state: string }): Promise<void> {
    const places = await get("places", asked, placesSchema);
    select.replaceChildren(
      element("option", { value: "", textContent: `(${select.ariaLabel})` }),
      ...places.map(({ code, name }) => element("option", { value: code, textContent: name })),
    );
    select.hidden = places.length === 0;
  }

  function clear(...selects: readonly HTMLSelectElement[]): void {
    for (const select of selects) {
      select.replaceChildren();
      select.hidden = true;
    }
    fault.textContent = "";
  }

  country.addEventListener("change", () => {
    clear(state, region);
    if (country.value !== "") fill(state, { country: country.value, state: "" }).catch(failed);
  });
  state.addEventListener("change", () => {
    clear(region);
    if (state.value !== "") fill(region, { country: country.value, state: state.value }).catch(failed);
  });
  const ask = button(text._("site-calendar.suggestions.ask"), "lightbulb-o", () => {
    fault.textContent = "";
    if (country.value === "" || years().size === 0) {
      fault.textContent = text._("site-calendar.suggestions.choose");
      return;
    }
    get("suggestions", { ...where(), years: [...years()].join(",") }, suggestionsSchema).then(found, failed);
  });

  const whole = element(
    "details",
    {},
    element("summary", { textContent: text._("site-calendar.suggestions.title") }),
    element("div", { className: "sl-cal-bar" }, country, state, region, ask),
    fault,
    element("div", { className: "sl-tip", textContent: text._("site-calendar.suggestions.source") }),
  );
  whole.addEventListener("toggle", () => {
    if (whole.open && country.options.length === 0) fill(country, { country: "", state: "" }).catch(failed);
  });
  return whole;
}

/** Asks by Node-RED's own jQuery, which sends the signed-in person's token along. */
async function get<O>(
  what: string,
  query: Readonly<Record<string, string>>,
  schema: v.GenericSchema<unknown, O>,
): Promise<O> {
  const answer: unknown = await $.getJSON(`${PATH}/${what}?${new URLSearchParams(query)}`);
  return v.parse(schema, answer);
}
