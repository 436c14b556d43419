import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../until.ts";
import { field, type Stream } from "../client.ts";
import { Gateway, OPERATOR } from "../gateway.ts";

const SAID = { remark: "Seen." };
const bcrypt: { hashSync(password: string, rounds: number): string } = createRequire(
  createRequire(import.meta.url).resolve("node-red"),
)("bcryptjs");

/** Settings that can hold functions; what they read from `people.json` may change while Node-RED runs. */
function settingsWith(folder: string, adminAuth: string): string {
  const file = join(folder, "settings.js");
  writeFileSync(
    file,
    `const { readFileSync } = require("node:fs");
const people = () => JSON.parse(readFileSync(${JSON.stringify(join(folder, "people.json"))}, "utf8"));
module.exports = {
  uiHost: "127.0.0.1", uiPort: 0, lang: "en-US", flowFile: "flows.json", credentialSecret: "for tests only",
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  adminAuth: ${adminAuth},
};
`,
  );
  return file;
}

describe("an act at the board has a name", function () {
  this.timeout(200_000);
  const folder = mkdtempSync(join(tmpdir(), "smart-lockers-people-"));
  let gateway: Gateway;

  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => gateway.stop());

  function people(permissions: unknown): void {
    const operator = { username: "operator", password: bcrypt.hashSync(OPERATOR.password, 4), permissions };
    writeFileSync(join(folder, "people.json"), JSON.stringify({ operator }));
  }

  /** Sees all but duress, and is refused with a sentence that says what to do. */
  async function onlyLooks(sentence: RegExp, signIn: boolean): Promise<void> {
    await gateway.event("forced");
    await gateway.event("duress", { locker: "MUM01-0002" });
    const visitor = await gateway.client();
    const stream = await visitor.stream();
    await stream.ready();
    const { id } = await stream.incident("forced");
    assert.deepEqual(
      [...stream.incidents.values()].map(({ cause }) => cause),
      ["forced"],
    );
    for (const act of ["acknowledge", "reset", "shelve", "unshelve"]) {
      const { status, body } = await visitor.post(`incidents/${id}/${act}`, SAID);
      assert.equal(status, 403);
      assert.match(String(field(body, "error", "sentence")), sentence);
    }
    assert.equal((await visitor.post("outbox/retry", {})).status, 403);
    const shown = stream.gateway;
    assert.deepEqual([shown?.user, shown?.canAct, shown?.signIn], [null, false, signIn]);
    stream.close();
  }

  it("so that a gateway without adminAuth shows, and refuses to act", async () => {
    gateway = await Gateway.start({ isOpen: true });
    await onlyLooks(/adminAuth/, false);
  });

  it("so that a visitor whom the bank lets in without a name cannot act, whatever they may", async () => {
    people("*");
    const adminAuth = `{ type: "credentials", users: async (name) => people()[name], default: { permissions: "*" } }`;
    gateway = await Gateway.start({ isOpen: true, settingsFile: settingsWith(folder, adminAuth) });
    await onlyLooks(/not signed in/, true);
  });

  it("nor one who is given everybody's name", async () => {
    people("*");
    const adminAuth = `{ type: "credentials", users: async (name) => people()[name],
      default: async () => ({ username: "guest", permissions: "*" }) }`;
    gateway = await Gateway.start({ isOpen: true, settingsFile: settingsWith(folder, adminAuth) });
    await onlyLooks(/not signed in/, true);
  });

  it("and may only what the bank lets that person do by now, whatever the token says", async () => {
    people(["lockers.read", "lockers.act"]);
    const adminAuth = `{ type: "credentials", users: async (name) => people()[name],
      authenticate: async (name) => people()[name] }`;
    gateway = await Gateway.start({ isOpen: true, settingsFile: settingsWith(folder, adminAuth) });
    const operator = await gateway.client(OPERATOR);
    assert.equal((await operator.post("outbox/retry", {})).status, 200);
    people(["lockers.read"]);
    assert.equal((await operator.post("outbox/retry", {})).status, 403);
    assert.equal((await operator.get("history")).status, 200);
    people(["flows.read"]);
    assert.equal((await operator.get("history")).status, 401);
  });

  it("and sees within a minute no more of it once the token has ended or the permission is withdrawn", async () => {
    people(["lockers.read", "lockers.act"]);
    const adminAuth = `{ type: "credentials", users: async (name) => people()[name],
      authenticate: async (name) => people()[name] }`;
    gateway = await Gateway.start({ isOpen: true, settingsFile: settingsWith(folder, adminAuth) });
    const [leaver, demoted] = await Promise.all([gateway.client(OPERATOR), gateway.client(OPERATOR)]);
    const left = await leaver.stream();
    await left.ready();
    await gateway.event("duress");
    await left.incident("duress");
    const seen = await demoted.stream();
    await seen.incident("duress");
    await leaver.signOut();
    people(["lockers.read"]);
    await until("the end of who has signed out", () => byes(left)[0] === "signed-out", 60_000);
    await until("the silent alarm to be gone", () => seen.incidents.size === 0, 60_000);
    people(["flows.read"]);
    await until("the end of who may not see", () => byes(seen)[0] === "signed-out", 60_000);
  });
});

function byes(stream: Stream): readonly string[] {
  return stream.messages.flatMap((message) => (message.type === "bye" ? [message.reason] : []));
}
