import assert from "node:assert/strict";
import dc09Out from "../../../nodes/dc09-out/dc09-out.ts";
import type { LockerEvent } from "../../../nodes/domain/event.ts";
import lockerRegister from "../../../nodes/locker-register/locker-register.ts";
import { startReceiver } from "../../links/dc09-receiver.ts";
import { until } from "../../until.ts";
import { example, run } from "../example.ts";
import { helper } from "../node-red.ts";
import { emptyJournal, register, startServer, stopServer } from "../notify.ts";

const EXAMPLE = example("dc09-out");
const OUTPUT = "centre lost or back";
const HALF_A_MINUTE = { supervision: 10, lostAfter: 30, timeout: 1 };

describe("dc09-out without any receiver", () => {
  before(startServer);
  after(async () => {
    await helper.unload();
    emptyJournal();
    await stopServer();
  });

  it("says after the set time that the centre is lost, once, and once that it is back", async () => {
    const main = await startReceiver();
    const folder = register();
    try {
      const { received } = await run(
        EXAMPLE.map((node) => {
          if (node.type === "locker-register") return { ...node, folder };
          return node.type === "dc09-out"
            ? { ...node, host: "127.0.0.1", port: main.port, ...HALF_A_MINUTE }
            : node;
        }),
        [dc09Out, lockerRegister],
      );
      await until("supervision", () => main.polls > 0);
      await main.down();
      const events = () => (received[OUTPUT] ?? []).map(({ payload }) => payload as LockerEvent);
      await until("the loss", () => events().length === 1, 60_000);
      const [lost] = events();
      assert.equal(lost?.type, "receiver-lost");
      assert.equal(lost?.site, "MUM01");
      assert.match(String(lost?.data.why), /^Nothing listens at 127\.0\.0\.1/);
      await main.up();
      await until("the return", () => events().length === 2, 30_000);
      assert.equal(events()[1]?.type, "receiver-restored");
      assert.notEqual(events()[1]?.id, lost?.id);
    } finally {
      await main.close();
    }
  }).timeout(120_000);
});
