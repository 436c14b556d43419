import { defaultsOf, showChecks } from "../editor/dialog.ts";
import { lockerVisit } from "./config.ts";

const defaults = defaultsOf(lockerVisit);

RED.nodes.registerType("locker-visit", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    register: defaults.register,
    sites: defaults.sites,
    calendar: defaults.calendar,
    minutes: defaults.minutes,
    grace: defaults.grace,
    folder: defaults.folder,
  },
  inputs: 1,
  outputs: 2,
  icon: "locker-visit.svg",
  paletteLabel: "visits",
  label() {
    return this.name || this._("locker-visit.palette");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    return this._(index === 0 ? "locker-visit.output.events" : "locker-visit.output.alarms");
  },
  oneditprepare() {
    showChecks(lockerVisit, this, "node-input");
  },
});
