import assert from "node:assert/strict";
import { isNight, zoneFor } from "../../gateway/local/branch-clock.ts";
import { readDemoRegister, unitsOf } from "../../gateway/local/demo-bank.ts";
import { DAILY_HOURS, demoFlows, localLink } from "../../gateway/local/demo-flows.ts";
import { parseConfig } from "../../nodes/config/define.ts";
import { CalendarJudge } from "../../nodes/domain/calendar-judge.ts";
import { mqttLink } from "../../nodes/mqtt-link/config.ts";
import { calendarOf, siteCalendar } from "../../nodes/site-calendar/config.ts";

describe("the demonstration's bank", () => {
  it("has a register without a fault, a joint locker, and insurers by topic and by e-mail", () => {
    const register = readDemoRegister();
    assert.equal(register.lockers.size, 12);
    assert.equal(register.hirersOf("MUM01-0003").length, 2);
    assert.deepEqual(register.subscriptions.map(({ channel }) => channel).sort(), ["email", "topic"]);
    for (const role of ["control-room", "branch-manager"]) {
      assert.equal(register.contactsOf(role, "MUM01").length, 1, role);
    }
    assert.deepEqual(
      unitsOf(register).map(({ lockers }) => lockers.length),
      [3, 3, 3, 3],
    );
  });

  it("has hours that the calendar node takes, and that the page shows as they are judged", () => {
    const noon = Date.UTC(2026, 10, 22, 12, 10);
    for (const daylight of ["night", "day"] as const) {
      const timeZone = zoneFor(daylight, noon);
      const parsed = parseConfig(siteCalendar, { ...DAILY_HOURS, timeZone });
      assert.ok(parsed.ok, JSON.stringify(parsed));
      const judge = new CalendarJudge(calendarOf(parsed.config));
      for (let hour = 0; hour < 24; hour += 1) {
        const at = noon + hour * 3_600_000;
        assert.equal(judge.judge({ earliest: at, latest: at }).inside, !isNight(timeZone, at));
      }
    }
  });

  it("keeps all of a flow but its broker and its hours", () => {
    const node = { id: "a", type: "access-window", calendar: "b" };
    const calendar = { id: "b", type: "site-calendar", name: "hours", timeZone: "Asia/Kolkata" };
    const link = { id: "c", type: "mqtt-link", name: "vault", host: "broker.bank.example", port: 8883 };
    const changed = demoFlows([node, calendar, link], {
      brokerUrl: "mqtt://127.0.0.1:1883",
      timeZone: "Etc/UTC",
    });
    assert.deepEqual(changed, [
      node,
      { ...calendar, ...DAILY_HOURS, timeZone: "Etc/UTC" },
      { ...link, kind: "private", host: "127.0.0.1", port: 1883, protocol: "mqtt", version: "4" },
    ]);
  });

  it("reaches its broker by settings that the link's node takes", () => {
    const parsed = parseConfig(mqttLink, { ...localLink("mqtt://127.0.0.1:40123"), register: "r" });
    assert.ok(parsed.ok, JSON.stringify(parsed));
  });
});
