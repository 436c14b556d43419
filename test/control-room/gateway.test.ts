import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { Gateway } from "./gateway.ts";

describe("the gateway of these tests", function () {
  this.timeout(60_000);

  it("leaves no broker and no folder, also where its Node-RED was killed, and says that it was", async () => {
    const gateway = await Gateway.start();
    await gateway.red.kill();
    await assert.rejects(gateway.stop(), /SIGKILL/);
    assert.equal(existsSync(gateway.userDir), false);
    const refused = new Promise((resolve, reject) => {
      const socket = connect(gateway.broker.port, "127.0.0.1");
      socket.once("error", resolve);
      socket.once("connect", () => reject(new Error("The broker listens still.")));
    });
    assert.match(String(await refused), /ECONNREFUSED/);
  });
});
