import { defaultsOf, showChecks } from "../editor/dialog.ts";
import type { EditorNode } from "../editor/red.ts";
import { dc09Out } from "./config.ts";
import { openReportingTables, type ReportingTables } from "./editor-tables.ts";

const defaults = defaultsOf(dc09Out);
const dialogs = new WeakMap<EditorNode, ReportingTables>();

RED.nodes.registerType("dc09-out", {
  category: "smart lockers",
  color: "#D9C77E",
  defaults: {
    name: defaults.name,
    register: defaults.register,
    site: defaults.site,
    account: defaults.account,
    host: defaults.host,
    port: defaults.port,
    backupHost: defaults.backupHost,
    backupPort: defaults.backupPort,
    token: defaults.token,
    receiver: defaults.receiver,
    line: defaults.line,
    area: defaults.area,
    words: defaults.words,
    supervision: defaults.supervision,
    timeout: defaults.timeout,
    attempts: defaults.attempts,
    lostAfter: defaults.lostAfter,
    codes: defaults.codes,
    zones: defaults.zones,
  },
  credentials: { key: { type: "password" } },
  inputs: 1,
  outputs: 3,
  icon: "dc09-out.svg",
  paletteLabel: "alarm centre",
  label() {
    const site = String(this.site ?? "");
    return this.name || (site === "" ? this._("dc09-out.palette") : this._("dc09-out.label-of", { site }));
  },
  labelStyle() {
    return this.name ? "node_label_italic" : "";
  },
  outputLabels(index) {
    const output = ["accepted", "unsent", "reachable"][index];
    return this._(`dc09-out.output.${output}`);
  },
  oneditprepare() {
    dialogs.set(this, openReportingTables(this));
    showChecks(dc09Out, this, "node-input");
  },
  oneditsave() {
    Object.assign(this, dialogs.get(this)?.tables());
  },
});
