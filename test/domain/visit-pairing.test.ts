import assert from "node:assert/strict";
import type { EventType, LockerEvent } from "../../nodes/domain/event.ts";
import {
  closed,
  closingOf,
  type Doors,
  isOpening,
  NO_DOORS,
  opened,
  standing,
} from "../../nodes/domain/visit-pairing.ts";
import { eventOf } from "../journal/making.ts";
import { local, MINUTE, TEN } from "../nodes/visit-bed.ts";

/** What happened, as "opened 3": type and minutes after ten; `~5` for a span of so
 * many minutes before, `#7` for the unit's count. */
function eventFrom(text: string, index: number): LockerEvent {
  const [, type = "", minute = "0", span = "0", count = ""] =
    /^(\S+) ([\d.]+)(?:~(\d+))?(?:#(\d+))?$/.exec(text) ?? [];
  const at = TEN + Number(minute) * MINUTE;
  return eventOf({
    ...{ id: `${text} (${index})`, type: type as EventType, at },
    ...{ occurred: { earliest: at - Number(span) * MINUTE, latest: at } },
    // Without a count of its own time says in which order it was.
    ...(count === ""
      ? { boot: null, seq: null, uptime: null }
      : { boot: 1, seq: Number(count), uptime: Number(count) * MINUTE }),
  });
}

function reported(texts: readonly string[]) {
  const events = texts.map(eventFrom);
  const doors = events.reduce(
    (before: Doors, event) => (isOpening(event) ? opened : closed)(before, event, null),
    NO_DOORS,
  );
  const summaries = events
    .filter(({ type }) => type === "closed")
    .map(({ id }) => {
      const summary = closingOf(doors, id)?.summary;
      if (!summary) return "-";
      const { openedAt, closedAt, minutes, uncertain } = summary;
      return `${local(openedAt)}-${local(closedAt)} ${minutes}${uncertain ? "?" : ""}`;
    });
  return { doors, summaries, events };
}

describe("opening and closing", () => {
  const TABLE: readonly {
    what: string;
    happens: readonly string[];
    gives: readonly string[];
    open?: boolean;
  }[] = [
    { what: "are a pair", happens: ["opened 0", "closed 10"], gives: ["10:00-10:10 10"] },
    {
      what: "are a pair each time",
      happens: ["opened 0", "closed 10", "opened 20", "closed 25"],
      gives: ["10:00-10:10 10", "10:20-10:25 5"],
    },
    { what: "leave a closing alone that nothing was opened before", happens: ["closed 10"], gives: ["-"] },
    {
      what: "leave a closing alone that came before its opening",
      happens: ["closed 10", "opened 0"],
      gives: ["-"],
      open: false,
    },
    {
      what: "begin anew where a closing was lost",
      happens: ["opened 0", "opened 20", "closed 25"],
      gives: ["10:20-10:25 5"],
    },
    {
      what: "are one pair, by the first of two closings",
      happens: ["opened 0", "closed 10", "closed 11"],
      gives: ["10:00-10:10 10", "-"],
    },
    {
      what: "are one pair, where the first to come is the later one",
      happens: ["opened 0", "closed 11", "closed 10"],
      gives: ["10:00-10:11 11", "-"],
    },
    {
      what: "take a late pair for what it is",
      happens: ["opened 20", "opened 0", "closed 5", "closed 25"],
      gives: ["10:00-10:05 5", "10:20-10:25 5"],
    },
    {
      what: "are ordered by the unit's count where there is one",
      happens: ["opened 9#1", "closed 8#5"],
      gives: ["10:09-10:08 4"],
    },
    {
      what: "last as long as the unit counted, where it knew no time",
      happens: ["opened 60~60#10", "closed 60~60#22"],
      gives: ["11:00-11:00 12?"],
    },
    {
      what: "are uncertain where one of the two is",
      happens: ["opened 5~2", "closed 10"],
      gives: ["10:05-10:10 5?"],
    },
    {
      what: "count what was reported as forced, too, once",
      happens: ["forced 0", "opened 0", "closed 10"],
      gives: ["10:00-10:10 10"],
    },
    {
      what: "look the same under duress",
      happens: ["duress 0", "opened 0.1", "closed 10"],
      gives: ["10:00-10:10 10"],
    },
    {
      what: "look the same under duress that is all that was reported",
      happens: ["duress 0", "closed 10"],
      gives: ["10:00-10:10 10"],
    },
    {
      what: "look the same under duress that came long before the opening it tells of",
      happens: ["duress 0#1", "opened 5~5#1", "closed 10#11"],
      gives: ["10:00-10:10 10"],
    },
    {
      what: "are two openings where two were reported in a moment",
      happens: ["opened 0", "opened 0.1", "closed 10"],
      gives: ["10:00-10:10 10"],
    },
    {
      what: "leave the locker open",
      happens: ["opened 0", "closed 10", "opened 20"],
      gives: ["10:00-10:10 10"],
      open: true,
    },
  ];
  for (const { what, happens, gives, open = false } of TABLE) {
    it(what, () => {
      const { doors, summaries, events } = reported(happens);
      assert.deepEqual(summaries, gives);
      assert.equal(standing(doors) !== null, open);
      // Whatever comes again changes nothing.
      for (const event of events) {
        const again = (isOpening(event) ? opened : closed)(doors, event, null);
        assert.equal(again, doors);
      }
    });
  }

  it("are forgotten in time: a door that moves for ever takes no more room", () => {
    const moves = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? `opened ${n}` : `closed ${n}`));
    const { doors, summaries } = reported(moves);
    assert.equal(summaries.at(-1), "13:18-13:19 1");
    assert.ok(doors.openings.length + doors.closings.length <= 12);
  });
});
