import { WEEKDAYS } from "../domain/calendar.ts";
import { defaultsOf, showChecks } from "../editor/dialog.ts";
import { lockerDrill } from "./config.ts";

const defaults = defaultsOf(lockerDrill);

/** One box for each day; the node's own `days` stays the single place that holds the choice. */
function dayBoxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("#node-input-days-widget input")];
}

RED.nodes.registerType("locker-drill", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    calendar: defaults.calendar,
    site: defaults.site,
    times: defaults.times,
    days: defaults.days,
    within: defaults.within,
    acknowledge: defaults.acknowledge,
    drill: defaults.drill,
  },
  inputs: 1,
  outputs: 2,
  icon: "locker-drill.svg",
  paletteLabel: "test alarm",
  label() {
    return this.name || this._("locker-drill.palette");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    return this._(index === 0 ? "locker-drill.output.test" : "locker-drill.output.missing");
  },
  oneditprepare() {
    const chosen = Array.isArray(this.days) ? this.days : [];
    const widget = document.getElementById("node-input-days-widget");
    for (const day of WEEKDAYS) {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = day;
      box.checked = chosen.includes(day);
      const label = document.createElement("label");
      label.className = "sl-box";
      label.append(box, ` ${this._(`locker-drill.day.${day}`)}`);
      widget?.append(label);
    }
    showChecks(lockerDrill, this, "node-input");
  },
  oneditsave() {
    this.days = dayBoxes()
      .filter((box) => box.checked)
      .map((box) => box.value);
  },
});
