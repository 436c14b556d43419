import assert from "node:assert/strict";
import { hoursAhead, isNight, zoneFor } from "../../gateway/local/branch-clock.ts";

/** What a clock in that zone shows, asked of the platform's own time zone data. */
function shown(zone: string, at: number): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(at);
}

describe("the branch's clock", () => {
  for (let hour = 0; hour < 24; hour += 1) {
    const now = Date.UTC(2026, 10, 22, hour, 34);

    it(`can show two at night and noon when it is ${hour}:34 at Greenwich`, () => {
      const night = zoneFor("night", now);
      const day = zoneFor("day", now);
      assert.deepEqual([shown(night, now), shown(day, now)], ["02:34", "12:34"]);
      assert.deepEqual([isNight(night, now), isNight(day, now)], [true, false]);
    });

    it(`is as far ahead as its zone says when it is ${hour}:34 at Greenwich`, () => {
      for (const zone of [zoneFor("night", now), zoneFor("day", now)]) {
        const ahead = new Date(now + hoursAhead(zone) * 3_600_000).toISOString().slice(11, 16);
        assert.equal(ahead, shown(zone, now));
      }
    });
  }
});
