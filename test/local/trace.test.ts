import assert from "node:assert/strict";
import type { Received } from "../../gateway/local/audience.ts";
import { Tracer } from "../../gateway/local/trace.ts";

function to(party: Received["party"]): Received {
  return { number: 1, at: 0, listener: "x", party, channel: "sms", address: "x", subject: null, text: "x" };
}

describe("the trace of the last event", () => {
  it("times each step from the moment the unit sends, not from the click", () => {
    const tracer = new Tracer();
    tracer.begin("U1", "L1", "force");
    tracer.stored("U1");
    tracer.received(to("hirer"));
    assert.deepEqual(tracer.trace, {
      locker: "L1",
      action: "force",
      held: true,
      stored: null,
      hirer: null,
      controlRoom: null,
      insurer: null,
    });
    tracer.sent("U1");
    tracer.stored("U1");
    for (const party of ["hirer", "control-room", "insurer"] as const) tracer.received(to(party));
    const { stored, hirer, controlRoom, insurer, held } = tracer.trace ?? {};
    assert.equal(held, false);
    for (const step of [stored, hirer, controlRoom, insurer]) assert.equal(typeof step, "number");
  });

  it("takes nothing more once something else is done", () => {
    const tracer = new Tracer();
    tracer.begin("U1", "L1", "open");
    tracer.sent("U1");
    tracer.end();
    tracer.received(to("control-room"));
    tracer.stored("U1");
    assert.deepEqual([tracer.trace?.controlRoom, tracer.trace?.stored], [null, null]);
  });

  it("keeps the first time of each step and takes no other unit's", () => {
    const tracer = new Tracer();
    tracer.begin("U1", "L1", "open");
    tracer.sent("U2");
    assert.equal(tracer.trace?.held, true);
    tracer.sent("U1");
    tracer.stored("U2");
    assert.equal(tracer.trace?.stored, null);
    tracer.received(to("hirer"));
    const first = tracer.trace?.hirer;
    tracer.received(to("hirer"));
    tracer.received(to("contact"));
    assert.equal(tracer.trace?.hirer, first);
    assert.equal(tracer.trace?.controlRoom, null);
  });
});
