import { defaultsOf, showChecks, showMigrated } from "../editor/dialog.ts";
import { LOCKER_EVENT_TYPES, lockerEventIn } from "./config.ts";

const defaults = defaultsOf(lockerEventIn);

/** One box for each type; the node's own `types` stays the single place that holds the choice. */
function typeBoxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>("#node-input-types-widget input")];
}

RED.nodes.registerType("locker-event-in", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    link: defaults.link,
    sites: defaults.sites,
    lockers: defaults.lockers,
    types: defaults.types,
    hold: defaults.hold,
    openings: defaults.openings,
    openingsWithin: defaults.openingsWithin,
    denials: defaults.denials,
    denialsWithin: defaults.denialsWithin,
  },
  inputs: 0,
  outputs: 3,
  icon: "locker-event-in.svg",
  paletteLabel: "locker events",
  label() {
    return this.name || this._("locker-event-in.palette");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    return this._(`locker-event-in.output.${["events", "health", "rejected"][index]}`);
  },
  oneditprepare() {
    showMigrated(lockerEventIn, this, "node-input");
    const chosen = Array.isArray(this.types) ? this.types : [];
    const widget = document.getElementById("node-input-types-widget");
    for (const type of LOCKER_EVENT_TYPES) {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = type;
      box.checked = chosen.includes(type);
      const label = document.createElement("label");
      label.className = "sl-box";
      label.append(box, ` ${this._(`locker-event-in.type.${type}`)}`);
      widget?.append(label);
    }
    showChecks(lockerEventIn, this, "node-input");
  },
  oneditsave() {
    this.types = typeBoxes()
      .filter((box) => box.checked)
      .map((box) => box.value);
  },
});
