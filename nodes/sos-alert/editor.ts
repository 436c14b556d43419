import { defaultsOf, showChecks } from "../editor/dialog.ts";
import { sosAlert } from "./config.ts";

const defaults = defaultsOf(sosAlert);

RED.nodes.registerType("sos-alert", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: { name: defaults.name, alarmAgainAfter: defaults.alarmAgainAfter },
  inputs: 1,
  outputs: 2,
  icon: "sos-alert.svg",
  paletteLabel: "SOS alert",
  label() {
    return this.name || this._("sos-alert.palette");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    return this._(index === 0 ? "sos-alert.output.alarm" : "sos-alert.output.update");
  },
  oneditprepare() {
    showChecks(sosAlert, this, "node-input");
  },
});
