import { defaultsOf, showChecks, showMigrated } from "../editor/dialog.ts";
import type { EditorNode } from "../editor/red.ts";
import { sosAlert } from "./config.ts";
import { type AlertDialog, openAlertDialog } from "./editor-dialog.ts";

const defaults = defaultsOf(sosAlert);
const dialogs = new WeakMap<EditorNode, AlertDialog>();

RED.nodes.registerType("sos-alert", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    priorities: defaults.priorities,
    escalation: defaults.escalation,
    alarmAgainAfter: defaults.alarmAgainAfter,
    shelveAtMost: defaults.shelveAtMost,
    version: defaults.version,
  },
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
    dialogs.set(this, openAlertDialog(this, showMigrated(sosAlert, this, "node-input")));
    showChecks(sosAlert, this, "node-input");
  },
  oneditsave() {
    Object.assign(this, dialogs.get(this)?.tables(), { version: sosAlert.fields.version.value });
  },
});
