import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Clock } from "../../../nodes/domain/clock.ts";
import { openJournal } from "../../../nodes/journal/worker-journal.ts";
import type { Consumer } from "../../../nodes/locker-event-in/consumers.ts";
import { Intake } from "../../../nodes/locker-event-in/intake.ts";
import { systemClock } from "../../../nodes/runtime/clock.ts";
import type { LinkService } from "../../../nodes/runtime/services.ts";
import { RULES, registerOf, shown } from "../../nodes/watched-gateway.ts";

/**
 * Run as a process of its own: a gateway on the journal named by its first argument, of as many
 * units as its third one says. Each line of its input is a
 * message of a unit, `{ topic, body, retained }`; it says on stdout, a file, what it acknowledged and what it told,
 * each time at once.
 */
const [file = "", began = "", units = ""] = process.argv.slice(2);

/** Twenty times as fast as the world, and for all processes of a test the same since this moment. */
const FAST = 20;
const clock: Clock = {
  now: () => Number(began) + (systemClock.now() - Number(began)) * FAST,
  monotonic: () => systemClock.monotonic() * FAST,
  after: (ms, task) => systemClock.after(ms / FAST, task),
};

const say = (line: string) => writeSync(1, `${line}\n`);
const link: LinkService = {
  id: "link",
  retainedForWildcards: true,
  state: { state: "connecting" },
  register: {
    id: "register",
    register: registerOf({ MUM01: Number(units) }),
    problems: [],
    onChange: () => () => {},
  },
  attach: () => ({ release: async () => {} }),
  publish: async () => {},
};
const settlement = {
  pass: (_: string, position: number, send: (tags: { _locker: string; _msgid: string }) => void) =>
    send({ _locker: `${position}`, _msgid: `${position}` }),
  isOpen: () => false,
  moving: () => 0,
};
const intake = new Intake(link, { journal: openJournal({ file, clock: systemClock }), settlement, clock });
const consumer: Consumer = {
  id: "in",
  wants: () => true,
  watch: () => RULES,
  event: (event) => say(`told ${shown(event)}`),
  rejected: ({ reason }) => say(`rejected ${reason}`),
  state() {},
  fault: (why) => say(`fault ${why}`),
};
intake.add(consumer);
intake.begin(consumer);
intake.state({ state: "connected" });
createInterface({ input: process.stdin }).on("line", (line) => {
  const { topic, body, retained } = JSON.parse(line);
  const payload = new TextEncoder().encode(JSON.stringify(body));
  intake.message({
    topic,
    payload,
    qos: 1,
    retained,
    acknowledge: () => say(`acknowledged ${topic} ${body.seq}`),
  });
});
say("ready");
