import assert from "node:assert/strict";
import { until } from "../until.ts";
import { CONTACTS, FAULTY, HIRERS, LOCKERS } from "./bank.ts";
import { Search } from "./people.ts";
import { files, type Place, spoken, told } from "./places.ts";
import { Run } from "./run.ts";

const [planted] = FAULTY;

describe("a short run of the gateway", function () {
  this.timeout(90_000);
  let run: Run;
  let places: readonly Place[];

  before(async () => {
    run = await Run.open();
    await run.start([
      { id: "leak", type: "tab", label: "a leak" },
      {
        ...{ id: "leaking", type: "inject", z: "leak", name: "", once: true, onceDelay: 0.1, x: 100, y: 100 },
        ...{ props: [{ p: "payload" }], repeat: "0.5", crontab: "", topic: "", payloadType: "str" },
        payload: `${planted?.names[0]} has ${planted?.phones[0]}`,
        wires: [["leaked"]],
      },
      {
        ...{ id: "leaked", type: "debug", z: "leak", name: "", active: true, tosidebar: true, console: true },
        ...{ tostatus: false, complete: "payload", targetType: "msg", x: 300, y: 100, wires: [] },
      },
    ]);
    await run.event("opened", { locker: LOCKERS.joint });
    await run.event("closed", { locker: LOCKERS.joint });
    for (const { phones, emails, locker } of HIRERS) {
      if (locker !== LOCKERS.joint) continue;
      for (const phone of phones)
        await until(`an SMS to ${phone}`, () => run.sns.sms.some((one) => one.phone === phone), 30_000);
      for (const email of emails)
        await until(`a mail to ${email}`, () => run.mail.mails.some(({ to }) => to.includes(email)), 30_000);
    }
    await until("the leak in the editor", () => run.heard.some((one) => one.includes('"leaked"')), 30_000);
    await run.client.board();
    await run.end("stop");
    places = [...files(run.userDir), ...spoken(run), ...told(run)];
  });

  after(() => run?.close());

  const foundOf = (search: Search) => places.flatMap(({ place, said }) => search.in(place, said));

  it("says of the people in the register nothing but to themselves", () => {
    assert.deepEqual(foundOf(new Search([...HIRERS, ...CONTACTS])), []);
  });

  it("would be caught: what somebody put into a flow is found in it, in the log and in the editor", () => {
    const found = new Set(foundOf(new Search(FAULTY)).map(({ place }) => place));
    for (const place of ["flows.json", "Node-RED's log", "the editor's socket"])
      assert.ok(found.has(place), `${place}, of ${[...found]}`);
    assert.ok(!found.has("smart-lockers/journal.sqlite"));
  });
});
