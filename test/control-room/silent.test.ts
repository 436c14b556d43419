import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { until } from "../until.ts";
import { type Client, field } from "./client.ts";
import { Gateway, OPERATOR, VIEWER } from "./gateway.ts";

const DEMO = resolve(import.meta.dirname, "../../gateway/demo/register");
const SAID = { remark: "Two officers are there in plain clothes." };

async function listOf(client: Client, path: string): Promise<readonly unknown[]> {
  const items = field((await client.get(path)).body, "items");
  assert.ok(Array.isArray(items), path);
  return items;
}

describe("an alarm under duress", function () {
  this.timeout(60_000);
  let gateway: Gateway;
  let operator: Client;
  let viewer: Client;

  before(async () => {
    gateway = await Gateway.start();
    operator = await gateway.client(OPERATOR);
    viewer = await gateway.client(VIEWER);
  });

  after(() => gateway.stop());

  it("is shown to who can act on it, and in all its life to nobody else", async () => {
    const seen = await operator.stream();
    const unseen = await viewer.stream();
    await Promise.all([seen.ready(), unseen.ready()]);
    await gateway.event("duress");
    const { id } = await seen.incident("duress", ({ silent }) => silent);
    assert.equal((await operator.post(`incidents/${id}/acknowledge`, SAID)).status, 200);
    assert.equal((await viewer.get(`incidents/${id}`)).status, 404);
    assert.equal((await operator.post(`incidents/${id}/reset`, SAID)).status, 200);
    await until("the reset", () => !seen.incidents.has(id));
    // Later than all that: the viewer has been told of everything before it.
    await gateway.event("forced");
    await unseen.incident("forced");
    assert.equal((await listOf(operator, "past")).length, 1);
    assert.deepEqual(await listOf(viewer, "past"), []);
    assert.equal((await viewer.get(`incidents/${id}`)).status, 404);
    const told = viewer.heard.join("\n");
    for (const hint of [id, "duress", '"silent":true']) assert.ok(!told.includes(hint), hint);
    for (const stream of [seen, unseen]) stream.close();
  });

  it("looks in the history like any other opening, also to who filters for it", async () => {
    const types = async (client: Client, query: string) =>
      (await listOf(client, `history${query}`)).map((item) => field(item, "type"));
    assert.deepEqual(await types(operator, "?locker=MUM01-0001"), ["forced", "duress"]);
    assert.deepEqual(await types(viewer, "?locker=MUM01-0001"), ["forced", "opened"]);
    assert.deepEqual(await types(operator, "?type=duress"), ["duress"]);
    assert.deepEqual(await types(viewer, "?type=duress"), []);
    assert.deepEqual(await types(viewer, "?type=opened"), ["opened"]);
    assert.deepEqual(await types(viewer, "?type=incident-changed"), []);
    const [, opening] = await listOf(viewer, "history?locker=MUM01-0001");
    assert.deepEqual([field(opening, "door"), field(opening, "incident")], ["open", null]);
  });

  it("and nothing that was told to anybody names a person, a number or an address", () => {
    const told = [...operator.heard, ...viewer.heard].join("\n");
    assert.ok(told.includes("MUM01-0001"));
    for (const file of ["hirers.csv", "contacts.csv"]) {
      const rows: Record<string, string>[] = parse(readFileSync(`${DEMO}/${file}`), { columns: true });
      for (const { name = "", phones = "", emails = "" } of rows) {
        for (const personal of [name, ...phones.split(";"), ...emails.split(";")]) {
          assert.ok(personal === "" || !told.includes(personal), `${file}: ${personal}`);
        }
      }
    }
  });
});
