import { defaultsOf, showChecks } from "../editor/dialog.ts";
import { accessWindow } from "./config.ts";

const defaults = defaultsOf(accessWindow);

RED.nodes.registerType("access-window", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    calendar: defaults.calendar,
    lateClose: defaults.lateClose,
    grace: defaults.grace,
  },
  inputs: 1,
  outputs: 2,
  icon: "access-window.svg",
  paletteLabel: "access hours",
  label() {
    return this.name || this._("access-window.palette");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    return this._(index === 0 ? "access-window.output.inside" : "access-window.output.outside");
  },
  oneditprepare() {
    showChecks(accessWindow, this, "node-input");
  },
});
