import { defaultsOf, showChecks } from "../editor/dialog.ts";
import { insurerFeed } from "./config.ts";

const defaults = defaultsOf(insurerFeed);

RED.nodes.registerType("insurer-feed", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: { name: defaults.name, register: defaults.register, calendar: defaults.calendar },
  inputs: 1,
  outputs: 2,
  icon: "insurer-feed.svg",
  paletteLabel: "insurer feed",
  label() {
    return this.name || this._("insurer-feed.palette");
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    return this._(index === 0 ? "insurer-feed.output.topic" : "insurer-feed.output.email");
  },
  oneditprepare() {
    showChecks(insurerFeed, this, "node-input");
  },
});
