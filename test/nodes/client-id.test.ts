import assert from "node:assert/strict";
import { readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { clientIdFor } from "../../nodes/mqtt-link/client-id.ts";
import { emptyFolder } from "./register-folder.ts";

describe("client id of a link that was given none", () => {
  it("is the same at every start, and another for each link and each gateway", () => {
    const [here, elsewhere] = [emptyFolder(), emptyFolder()];
    const id = clientIdFor(here, "link");
    assert.match(id, /^gateway-[0-9a-f]{15}$/);
    assert.equal(clientIdFor(here, "link"), id);
    assert.notEqual(clientIdFor(here, "other"), id);
    assert.notEqual(clientIdFor(elsewhere, "link"), id);
    const folder = join(here, "smart-lockers");
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, "gateway-id")).mode & 0o777, 0o600);
  });

  it("is made anew where a power cut left the file empty", () => {
    const [one, other] = [emptyFolder(), emptyFolder()];
    for (const folder of [one, other]) {
      clientIdFor(folder, "link");
      truncateSync(join(folder, "smart-lockers", "gateway-id"));
    }
    assert.notEqual(clientIdFor(one, "link"), clientIdFor(other, "link"));
    assert.match(readFileSync(join(one, "smart-lockers", "gateway-id"), "utf8"), /^[0-9a-f]{32}\n$/);
  });
});
