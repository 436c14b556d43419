import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { clockTime, day, instantOf, moment, zoneName } from "../../nodes/control-room/page/branch-time.ts";
import { EventStream, waitBefore } from "../../nodes/control-room/page/event-stream.ts";
import words from "../../nodes/control-room/page/words.en-US.json" with { type: "json" };
import { ago, count, known, say } from "../../nodes/control-room/page/words.ts";
import { ALARMS, UPDATES } from "../../nodes/domain/incident.ts";
import { NIGHT } from "./made.ts";

describe("times on the board", () => {
  it("are those of the branch's clock, with the name of its zone", () => {
    assert.equal(clockTime(NIGHT, "Asia/Kolkata"), "03:14:07");
    assert.equal(day(NIGHT, "Asia/Kolkata"), "Mon 23 Nov 2026");
    assert.equal(day(NIGHT, "Europe/London"), "Sun 22 Nov 2026");
    assert.equal(zoneName("Asia/Kolkata", NIGHT), "Asia/Kolkata, GMT+5:30");
    assert.equal(zoneName("America/New_York", NIGHT), "America/New York, GMT-5");
  });

  it("say the day where it is another one", () => {
    assert.equal(moment(NIGHT, "Asia/Kolkata", NIGHT + 60_000), "03:14:07");
    assert.equal(moment(NIGHT, "Asia/Kolkata", NIGHT + 86_400_000), "Mon 23 Nov 2026, 03:14:07");
  });

  it("are read as the branch's clock shows them, also where a clock is changed", () => {
    assert.equal(instantOf("2026-11-23T03:14", "Asia/Kolkata"), Date.UTC(2026, 10, 22, 21, 44));
    assert.equal(instantOf("2026-07-01T12:00", "Europe/London"), Date.UTC(2026, 6, 1, 11));
    // 01:30 comes twice on 25 October 2026 in London: the first of them.
    assert.equal(instantOf("2026-10-25T01:30", "Europe/London"), Date.UTC(2026, 9, 25, 0, 30));
    assert.equal(instantOf("no time", "Europe/London"), null);
  });

  it("say how long ago", () => {
    assert.deepEqual([-5_000, 900, 61_000, 3_600_000 + 120_000, 3 * 86_400_000].map(ago), [
      "0 s ago",
      "1 s ago",
      "1 min ago",
      "1 h 2 min ago",
      "3 days ago",
    ]);
  });
});

describe("the stream", () => {
  it("is cut into what was sent, wherever the network cut it", () => {
    const text =
      'event: delta\ndata: {"a":1}\n\n: a comment\n\nevent: beat\r\ndata: {"b":\r\ndata: 2}\r\n\r\n';
    for (let at = 0; at <= text.length; at++) {
      const stream = new EventStream();
      const found = [...stream.push(text.slice(0, at)), ...stream.push(text.slice(at))];
      assert.deepEqual(found, ['{"a":1}', '{"b":\n2}'], `cut at ${at}`);
    }
  });

  it("is tried again soon, then more and more seldom, and never later than in ten seconds", () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 50].map((failures) => waitBefore(failures, 0.5)),
      [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000],
    );
    assert.ok(waitBefore(9, 1) < 10_000 && waitBefore(1, 0) >= 400);
  });
});

describe("the page's catalogue", () => {
  const source = globSync("nodes/control-room/page/*.{ts,tsx}")
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  /** What a template with one value in it can become. */
  const made = [...source.matchAll(/(?:say|count|known)\(\s*`([\w.]*)\$\{[^}]+\}`/g)].map(
    ([, start = ""]) => start,
  );

  it("has no text that nothing says", () => {
    const idle = Object.keys(words).filter((key) => {
      const base = key.replace(/\.(one|other)$/, "");
      return !source.includes(`"${base}"`) && !made.some((start) => start !== "" && key.startsWith(start));
    });
    assert.deepEqual(
      idle.filter((key) => !source.includes(`\`${key.slice(0, key.lastIndexOf(".") + 1)}\${`)),
      [],
    );
  });

  it("has both forms of what is counted", () => {
    const keys = Object.keys(words);
    for (const key of keys.filter((key) => key.endsWith(".one"))) {
      assert.ok(keys.includes(key.replace(/one$/, "other")), key);
    }
  });

  it("knows every change of an incident", () => {
    for (const change of [...ALARMS, ...UPDATES]) assert.ok(known(`change.${change}`), change);
  });

  it("puts values where they belong, and numbers as people write them", () => {
    assert.equal(
      say("said.change", { what: "Battery low", where: "{state}", state: "Reset" }),
      "Battery low, {state}: Reset",
    );
    assert.equal(count("quiet.lockers", 1), "1 locker");
    assert.equal(count("quiet.lockers", 10_000), "10,000 lockers");
    assert.equal(known("change.never-heard-of"), null);
  });
});
