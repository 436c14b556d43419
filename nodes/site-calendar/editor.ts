import { defaultsOf, showChecks } from "../editor/dialog.ts";
import type { EditorNode } from "../editor/red.ts";
import { siteCalendar } from "./config.ts";
import { type CalendarDialog, openCalendarDialog } from "./editor-dialog.ts";

const defaults = defaultsOf(siteCalendar);
const dialogs = new WeakMap<EditorNode, CalendarDialog>();

RED.nodes.registerType("site-calendar", {
  category: "config",
  icon: "site-calendar.svg",
  defaults: {
    name: defaults.name,
    timeZone: defaults.timeZone,
    schedules: defaults.schedules,
    observes: defaults.observes,
    years: defaults.years,
    holidays: defaults.holidays,
    exceptions: defaults.exceptions,
    closures: defaults.closures,
  },
  label() {
    return this.name || this._("site-calendar.palette");
  },
  oneditprepare() {
    dialogs.set(this, openCalendarDialog(this));
    showChecks(siteCalendar, this, "node-config-input");
  },
  oneditsave() {
    Object.assign(this, dialogs.get(this)?.tables());
  },
});
