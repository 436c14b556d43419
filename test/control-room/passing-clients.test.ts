import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { until } from "../until.ts";
import type { Client } from "./client.ts";
import { Gateway, VIEWER } from "./gateway.ts";

/** More than the places there are for boards. */
const MANY = 300;

describe("clients that do not stay", function () {
  this.timeout(60_000);
  let gateway: Gateway;
  let viewer: Client;

  before(async () => {
    gateway = await Gateway.start();
    viewer = await gateway.client(VIEWER);
  });

  after(() => gateway.stop());

  /** @param ms how long it stays: while it is found out who it is, or just until it is known */
  async function passes(ms: number): Promise<void> {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.resume().on("error", () => undefined);
    socket.write(
      `GET /smart-lockers/api/stream HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${viewer.token}\r\n\r\n`,
    );
    await wait(ms);
    socket.destroy();
  }

  const isServed = async () => {
    const stream = await viewer.stream();
    stream.close();
    return stream.status === 200;
  };

  it("take nobody's place when they go before they are answered", async () => {
    for (let n = 0; n < MANY; n += 1) await passes(n % 4);
    await until("a place for a board", isServed);
  });

  it("nor when they ask for the headers alone", async () => {
    for (let n = 0; n < 70; n += 1) {
      const { status } = await viewer.request("HEAD", "/smart-lockers/api/stream");
      assert.equal(status, 200);
    }
    await until("a place for a board", isServed);
  });
});
