import assert from "node:assert/strict";
import { alarmsOf } from "../../gateway/local/page/alarm.ts";
import type { PageMessage } from "../../gateway/local/page-state.ts";

const FIRST = "cbb95b1d-2ccd-4676-b189-cd757a423650";
const SECOND = "b61695c8-a098-4b09-ab42-6037b45fe668";

function message(number: number, channel: PageMessage["channel"], text: string): PageMessage {
  return {
    number,
    at: number,
    hoursAhead: 0,
    listener: "control-room",
    party: "control-room",
    channel,
    address: "x",
    subject: null,
    text,
  };
}

describe("the alarms on the control room's desk", () => {
  it("are one for each incident, by however many channels and in whatever words it came", () => {
    const alarms = alarmsOf([
      message(1, "sms", `SOS P1: Locker 1 was forced open at 02:17. Incident ${FIRST}.1`),
      message(2, "sms", `SOS P2: Locker 2 is held open. Incident ${SECOND}.1`),
      message(
        3,
        "email",
        `SOS, priority 1\nLocker 1 was forced open.\n\nIncident ${FIRST}, change 1 and much more`,
      ),
    ]);
    assert.deepEqual(
      alarms.map(({ messages, priority, text, incident }) => [
        messages.map(({ channel }) => channel),
        priority,
        text,
        incident,
      ]),
      [
        [["sms"], "2", "Locker 2 is held open.", "b61695c8"],
        [["sms", "email"], "1", "Locker 1 was forced open at 02:17.", "cbb95b1d"],
      ],
    );
  });

  it("show a text that somebody has reworded as it is", () => {
    const [alarm] = alarmsOf([
      message(1, "sms", "Wake up! Locker 3"),
      message(2, "topic", "Wake up! Locker 3"),
    ]);
    assert.deepEqual(
      [alarm?.messages.length, alarm?.priority, alarm?.text, alarm?.incident],
      [2, null, "Wake up! Locker 3", null],
    );
  });
});
