import assert from "node:assert/strict";
import { Client } from "./client.ts";
import { Gateway } from "./gateway.ts";

const ACT = "/smart-lockers/api/incidents/none/reset";

function said(bytes: number): object {
  return { remark: "x".repeat(bytes) };
}

describe("what somebody sends who has not signed in", function () {
  this.timeout(60_000);
  let gateway: Gateway;
  let stranger: Client;

  before(async () => {
    gateway = await Gateway.start({
      settings: { apiMaxLength: "64kb" },
      env: { NODE_ENV: "production" },
      expectedOnStderr: [/^(PayloadTooLarge|Syntax)Error: /, /^ {4}at /],
    });
    stranger = new Client(gateway.url);
  });

  after(() => gateway.stop());

  it("is read by Node-RED as far as its apiMaxLength, and then refused", async () => {
    assert.equal((await stranger.request("POST", ACT, said(32 * 1024))).status, 401);
    assert.equal((await stranger.request("POST", ACT, said(128 * 1024))).status, 413);
  });

  it("is refused without a word of the gateway's own files, where NODE_ENV is production", async () => {
    for (const body of [
      { text: "{", status: 400 },
      { text: JSON.stringify(said(128 * 1024)), status: 413 },
    ]) {
      const { status, text } = await stranger.request("POST", ACT, body.text);
      assert.equal(status, body.status);
      assert.doesNotMatch(text, /node_modules|\.js/);
    }
  });
});
