import { defaultsOf, showChecks } from "../editor/dialog.ts";
import { lockerRegister } from "./config.ts";
import { showReport } from "./editor-report.ts";

const defaults = defaultsOf(lockerRegister);

RED.nodes.registerType("locker-register", {
  category: "config",
  color: "#D9C77E",
  defaults: { name: defaults.name, folder: defaults.folder },
  icon: "locker-register.svg",
  label() {
    return this.name || this._("locker-register.palette");
  },
  oneditprepare() {
    showChecks(lockerRegister, this, "node-config-input");
    const place = document.getElementById("sl-register-report");
    if (place) showReport(this, place);
  },
});
