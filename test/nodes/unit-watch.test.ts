import assert from "node:assert/strict";
import { LockerError } from "../../nodes/domain/errors.ts";
import { lockerOf, NOON, unitOf, watchedGateway } from "./watched-gateway.ts";

const MUM = (n: number) => unitOf("MUM01", n);
const U1 = MUM(1);
const U2 = MUM(2);
const U3 = MUM(3);

/** All units of a gateway that is connected and knows them. */
async function here(sites: Readonly<Record<string, number>>) {
  const gateway = watchedGateway(sites);
  gateway.connect();
  const units = Object.entries(sites).flatMap(([site, count]) =>
    Array.from({ length: count }, (_, n) => unitOf(site, n + 1)),
  );
  for (const unit of units) gateway.status(unit);
  await gateway.wait(1);
  gateway.told();
  const alive = async (seconds: number, who: readonly string[]) => {
    for (let n = 0; n < seconds; n += 30) {
      for (const unit of who) gateway.heartbeat(unit);
      await gateway.wait(Math.min(30, seconds - n));
    }
  };
  return { ...gateway, units, alive };
}

describe("a unit that is lost", () => {
  it("without a last will is told within 180 s, and its return", async () => {
    const { told, alive, heartbeat, wait, clock } = await here({ MUM01: 2 });
    await alive(149, [U2]);
    assert.deepEqual(told(), []);
    await alive(31, [U2]);
    assert.deepEqual(told(), [`offline ${U1} silence`]);
    assert.equal(clock.now(), NOON + 181_000);
    heartbeat(U1);
    await wait(1);
    assert.deepEqual(told(), [`online ${U1}`]);
    await alive(400, [U1, U2]);
    assert.deepEqual(told(), []);
  });

  it("by its last will is told after the hold, and not where it is back by then", async () => {
    const { told, will, status, wait } = await here({ MUM01: 1 });
    will(U1);
    await wait(20);
    status(U1);
    await wait(60);
    assert.deepEqual(told(), []);
    will(U1);
    await wait(29);
    assert.deepEqual(told(), []);
    await wait(2);
    assert.deepEqual(told(), [`offline ${U1} will`]);
    will(U1, true);
    await wait(300);
    assert.deepEqual(told(), []);
    status(U1);
    await wait(1);
    assert.deepEqual(told(), [`online ${U1}`]);
  });

  it("counts although it was never heard since it was registered, and once over any number of restarts", async () => {
    const { told, wait, connect, restart, heartbeat } = watchedGateway({ MUM01: 1 });
    connect();
    await wait(180);
    assert.deepEqual(told(), [`offline ${U1} never`]);
    for (let life = 0; life < 3; life += 1) {
      await restart();
      connect();
      await wait(300);
    }
    assert.deepEqual(told(), []);
    heartbeat(U1);
    await wait(1);
    assert.deepEqual(told(), [`online ${U1}`]);
  });

  it("is told once over a restart, at whatever moment that comes", async () => {
    for (const moment of [1, 140, 151, 174, 176, 200]) {
      const { told, wait, connect, restart } = await here({ MUM01: 1 });
      await wait(moment);
      await restart();
      connect();
      await wait(180);
      assert.deepEqual(told(), [`offline ${U1} silence`], `restart after ${moment} s`);
    }
  });

  it("is told once where the process ends right after it", async () => {
    const { told, wait, will, connect, restart, ledger } = await here({ MUM01: 1 });
    will(U1);
    await wait(31);
    await restart();
    connect();
    will(U1, true);
    await wait(300);
    assert.deepEqual(told(), [`offline ${U1} will`]);
    assert.equal(ledger().filter((one) => one.startsWith("offline")).length, 1);
  });

  it("is not back because the broker has kept what it said before it was lost", async () => {
    const { told, wait, status, heartbeat, restart, connect } = await here({ MUM01: 1 });
    await wait(180);
    assert.deepEqual(told(), [`offline ${U1} silence`]);
    await restart();
    connect();
    status(U1, {}, true);
    await wait(300);
    assert.deepEqual(told(), []);
    heartbeat(U1);
    await wait(1);
    assert.deepEqual(told(), [`online ${U1}`]);
  });

  it("while the journal cannot be written is told once it can", async () => {
    const { told, wait, will, journal } = await here({ MUM01: 4 });
    const append = journal.append.bind(journal);
    journal.append = () => Promise.reject(new LockerError("journal-unavailable", "The disk is full."));
    will(U1);
    await wait(40);
    assert.deepEqual(told(), []);
    journal.append = append;
    await wait(40);
    assert.deepEqual(
      told().filter((one) => one.startsWith("offline")),
      [`offline ${U1} will`],
    );
  });

  it("is not one that another connection hears", async () => {
    const { told, alive, wait, journal, clock } = await here({ MUM01: 2 });
    for (let n = 0; n < 20; n += 1) {
      await journal.unitSeen({ unit: U1, online: true, boot: 1, seenAt: clock.now() });
      await alive(30, [U2]);
    }
    assert.deepEqual(told(), []);
    await wait(180);
    assert.deepEqual(told().sort(), [`offline ${U1} silence`, `offline ${U2} silence`]);
  });
});

describe("many units that are lost together", () => {
  it("are one event, which names them and has an end", async () => {
    const { told, events, will, status, wait } = await here({ MUM01: 5, PUN03: 3 });
    for (const unit of [U1, U2, U3]) will(unit);
    await wait(31);
    assert.deepEqual(events[0]?.data.units, [U1, U2, U3]);
    assert.deepEqual(told(), ["mass-offline gateway units 3"]);
    for (const unit of [U1, U2, U3]) status(unit);
    await wait(2);
    assert.deepEqual(told(), [`online ${U1}`, `online ${U2}`, `online ${U3}`, "mass-offline gateway over"]);
  });

  it("silently, too, and those that follow are counted to it", async () => {
    const { told, events, alive, units } = await here({ MUM01: 6 });
    await alive(60, units.slice(3));
    await alive(90, units.slice(4));
    await alive(180, []);
    const counts = events.map(({ data }) => [data.cause, data.count]);
    assert.deepEqual(counts[0], ["units", 3]);
    assert.equal(counts.at(-1)?.[1], 6);
    assert.ok(told().every((one) => one.startsWith("mass-offline")));
  });

  it("are over where only a few are not back, which are told singly then", async () => {
    const { told, will, status, alive } = await here({ MUM01: 4 });
    for (const unit of [U1, U2, U3]) will(unit);
    await alive(31, [MUM(4)]);
    told();
    status(U2);
    status(U3);
    await alive(29, [U2, U3, MUM(4)]);
    assert.deepEqual(told(), [`online ${U2}`, `online ${U3}`]);
    await alive(5, [U2, U3, MUM(4)]);
    assert.deepEqual(told(), ["mass-offline gateway over", `offline ${U1} silence`]);
    await alive(300, [U2, U3, MUM(4)]);
    assert.deepEqual(told(), []);
    status(U1);
    await alive(1, [U2, U3, MUM(4)]);
    assert.deepEqual(told(), [`online ${U1}`]);
  });

  it("stay one event over a restart, and end after it", async () => {
    const { told, will, status, wait, restart, connect } = await here({ MUM01: 3 });
    for (const unit of [U1, U2, U3]) will(unit);
    await wait(31);
    assert.deepEqual(told(), ["mass-offline gateway units 3"]);
    await restart();
    connect();
    for (const unit of [U1, U2, U3]) will(unit, true);
    await wait(300);
    assert.deepEqual(told(), []);
    for (const unit of [U1, U2, U3]) status(unit);
    await wait(2);
    assert.deepEqual(told().at(-1), "mass-offline gateway over");
  });

  it("name a few of thousands, and say how many they are", async () => {
    const { events, wait, connect } = watchedGateway({ MUM01: 3000 });
    connect();
    await wait(180);
    assert.deepEqual(
      events.map(({ type, data }) => [type, data.count, Array.isArray(data.units) && data.units.length]),
      [["mass-offline", 3000, 20]],
    );
    assert.ok(JSON.stringify(events[0]).length < 1500);
  });
});

describe("while the gateway itself hears nobody", () => {
  it("it says so of each site, once, and of no unit that it is lost", async () => {
    const { told, wait, disconnect, connect, alive, units, restart } = await here({ MUM01: 3, PUN03: 1 });
    disconnect();
    await wait(149);
    assert.deepEqual(told(), []);
    await wait(2);
    assert.deepEqual(told(), ["mass-offline gateway link 3", "mass-offline gateway link 1"]);
    await wait(600);
    await restart();
    await wait(600);
    assert.deepEqual(told(), []);
    connect();
    await alive(2, units);
    assert.deepEqual(told(), ["mass-offline gateway over", "mass-offline gateway over"]);
    await alive(300, units);
    assert.deepEqual(told(), []);
  });

  it("a unit whose last will came just before is told when the connection is back, unless it is back as well", async () => {
    const { told, wait, will, status, disconnect, connect, alive } = await here({ MUM01: 2 });
    will(U1);
    will(U2);
    await wait(5);
    disconnect();
    await wait(100);
    assert.deepEqual(told(), []);
    connect();
    status(U2, {}, true);
    await alive(31, [U2]);
    assert.deepEqual(told(), [`offline ${U1} will`]);
  });

  it("it says so also where it was never connected since its start", async () => {
    const { told, wait, events } = watchedGateway({ MUM01: 2 });
    await wait(151);
    assert.equal(events[0]?.occurred.earliest, NOON);
    assert.deepEqual(told(), ["mass-offline gateway link 2"]);
  });

  it("units that are lost stay so while the connection comes and goes", async () => {
    const { told, wait, will, disconnect, connect, status } = await here({ MUM01: 3 });
    for (const unit of [U1, U2, U3]) will(unit);
    await wait(31);
    disconnect();
    await wait(151);
    connect();
    await wait(2);
    assert.deepEqual(told(), ["mass-offline gateway units 3", "mass-offline gateway link 3"]);
    for (const unit of [U1, U2, U3]) status(unit);
    await wait(2);
    assert.equal(told().at(-1), "mass-offline gateway over");
  });
});

describe("a door that stands open where nobody can see it", () => {
  const LOCKER = lockerOf("MUM01", 1);
  const doorOf = (door: string) => ({ lockers: [{ locker: LOCKER, door, tamper: false }] });

  it("is told once, when it is held open and its unit is lost", async () => {
    const { told, report, will, wait, events } = await here({ MUM01: 1 });
    await report("MUM01", 1, "opened");
    await wait(10);
    will(U1);
    await wait(31);
    assert.deepEqual(told(), [`opened ${LOCKER}`, `offline ${U1} will`]);
    await wait(258);
    assert.deepEqual(told(), []);
    await wait(2);
    assert.deepEqual(events[0]?.data, { by: "gateway", since: NOON + 1000, seconds: 300 });
    assert.deepEqual(events[0]?.occurred, { earliest: NOON + 301_000, latest: NOON + 301_000 });
    assert.deepEqual(told(), [`held-open ${LOCKER} gateway`]);
    await wait(3600);
    assert.deepEqual(told(), []);
  });

  it("is the unit's own business while it is there, and where it was told already", async () => {
    const { told, report, alive, will, wait } = await here({ MUM01: 1 });
    await report("MUM01", 1, "opened");
    await alive(400, [U1]);
    await report("MUM01", 1, "held-open");
    will(U1);
    await wait(400);
    assert.deepEqual(told(), [`opened ${LOCKER}`, `held-open ${LOCKER}`, `offline ${U1} will`]);
  });

  it("has the time that the unit's settings give it", async () => {
    const { told, report, will, wait, status } = await here({ MUM01: 1 });
    const settings = { heartbeatSeconds: 60, heldOpenSeconds: 900, debounceMs: 50, resendSeconds: 30 };
    status(U1, { settings: { ...settings, batteryLowPercent: 20, deniedAttempts: 3, sirenSeconds: 0 } });
    await report("MUM01", 1, "opened");
    will(U1);
    await wait(890);
    assert.deepEqual(told(), [`opened ${LOCKER}`, `offline ${U1} will`]);
    await wait(15);
    assert.deepEqual(told(), [`held-open ${LOCKER} gateway`]);
  });

  it("is not one that was closed, nor one that only the unit's status says to be open and then closed", async () => {
    const { told, report, will, wait, status } = await here({ MUM01: 1 });
    await report("MUM01", 1, "opened");
    await report("MUM01", 1, "closed");
    status(U1, doorOf("closed"));
    will(U1);
    await wait(600);
    assert.deepEqual(told(), [`opened ${LOCKER}`, `closed ${LOCKER}`, `offline ${U1} will`]);
  });

  it("ends when the unit is back and says that it is closed, unless its own event says so in time", async () => {
    for (const tells of [true, false]) {
      const { told, report, will, wait, status, alive } = await here({ MUM01: 1 });
      await report("MUM01", 1, "opened");
      will(U1);
      await wait(320);
      told();
      status(U1, doorOf("closed"));
      await alive(59, [U1]);
      if (tells) await report("MUM01", 1, "closed");
      await alive(60, [U1]);
      const closed = tells ? `closed ${LOCKER}` : `closed ${LOCKER} gateway`;
      assert.deepEqual(told(), [`online ${U1}`, closed]);
      await alive(600, [U1]);
      assert.deepEqual(told(), []);
    }
  });

  it("is told once over a restart, whenever that comes", async () => {
    for (const moment of [5, 100, 310]) {
      const { told, report, will, wait, restart, connect } = await here({ MUM01: 1 });
      await report("MUM01", 1, "opened");
      will(U1);
      await wait(moment);
      await restart();
      connect();
      will(U1, true);
      await wait(400);
      assert.deepEqual(
        told().filter((one) => one.startsWith("held-open")),
        [`held-open ${LOCKER} gateway`],
        `restart after ${moment} s`,
      );
    }
  });

  it("is told as well where it is the gateway's own connection that is lost", async () => {
    const { told, report, wait, disconnect } = await here({ MUM01: 1 });
    await report("MUM01", 1, "opened");
    disconnect();
    await wait(310);
    assert.deepEqual(told(), [
      `opened ${LOCKER}`,
      "mass-offline gateway link 1",
      `held-open ${LOCKER} gateway`,
    ]);
  });
});

describe("a clock that was never set", () => {
  it("is a fault after an hour, told once a day, also over restarts", async () => {
    const { told, status, alive, restart, connect } = await here({ MUM01: 1 });
    status(U1, { clock: "none" });
    await alive(3590, [U1]);
    assert.deepEqual(told(), []);
    await alive(30, [U1]);
    assert.deepEqual(told(), [`clock-suspect ${U1}`]);
    await restart();
    connect();
    status(U1, { clock: "none" });
    await alive(3700, [U1]);
    assert.deepEqual(told(), []);
  });

  it("is none where it is set within the hour, as the status or an event says", async () => {
    for (const set of ["status", "event"]) {
      const { told, status, report, alive } = await here({ MUM01: 1 });
      status(U1, { clock: "none" });
      await alive(1800, [U1]);
      if (set === "status") status(U1, { clock: "sntp" });
      else await report("MUM01", 1, "closed");
      await alive(3700, [U1]);
      assert.deepEqual(
        told().filter((one) => one.startsWith("clock")),
        [],
      );
    }
  });
});

describe("the watch", () => {
  it("leaves nothing behind when it ends", async () => {
    const { clock, close, wait, will } = await here({ MUM01: 3 });
    will(U1);
    await wait(10);
    await close();
    assert.equal(clock.pending, 0);
  });
});
