import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { until } from "../until.ts";
import { type Client, field } from "./client.ts";
import { Gateway, OPERATOR, UNIT, VIEWER } from "./gateway.ts";

const DEMO = resolve(import.meta.dirname, "../../gateway/demo/register");
const SAID = { remark: "Two officers are there in plain clothes." };

async function listOf(client: Client, path: string): Promise<readonly unknown[]> {
  const items = field((await client.get(path)).body, "items");
  assert.ok(Array.isArray(items), path);
  return items;
}

/** A locker's history, one by one. */
async function pages(client: Client): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  let next = "";
  do {
    const { body } = await client.get(`history?locker=MUM01-0002&limit=1${next}`);
    const items = field(body, "items");
    assert.ok(Array.isArray(items));
    if (items.length > 0) found.push(items.map((item) => field(item, "type")));
    const before = field(body, "next");
    next = before === null ? "" : `&before=${before}`;
  } while (next !== "");
  return found;
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

  it("leaves in a viewer's history the opening beside which it was told, and nothing else", async () => {
    const unseen = await viewer.stream();
    await unseen.ready();
    const from = viewer.heard.length;
    const visit = { locker: "MUM01-0002" };
    await gateway.event("opened", visit);
    const open = await until("the open door", () => {
      const state = unseen.lockers.get("MUM01-0002");
      return state?.door === "open" && state;
    });
    const heardAt = () => unseen.units.get(UNIT)?.seenAt ?? 0;
    const before = heardAt();
    await gateway.event("duress", visit);
    await until("the unit's sign of life, which is all that shows", () => heardAt() > before);
    // Later than that: the viewer has been told of everything before it.
    await gateway.event("opened", { locker: "MUM01-0003" });
    await until("the next locker", () => unseen.lockers.get("MUM01-0003")?.door === "open");
    assert.deepEqual(unseen.lockers.get("MUM01-0002"), open);
    await gateway.event("closed", visit);
    const types = async (client: Client, query: string) =>
      (await listOf(client, `history?locker=MUM01-0002${query}`)).map((item) => field(item, "type"));
    assert.deepEqual(await types(operator, ""), ["closed", "duress", "opened"]);
    assert.deepEqual(await types(viewer, ""), ["closed", "opened"]);
    assert.deepEqual(await types(operator, "&type=duress"), ["duress"]);
    assert.deepEqual(await types(viewer, "&type=duress"), []);
    assert.deepEqual(await types(viewer, "&type=opened,duress"), ["opened"]);
    assert.deepEqual(await types(viewer, "&type=incident-changed"), []);
    assert.deepEqual(await pages(viewer), [["closed"], ["opened"]]);
    const [closed] = await listOf(viewer, "history?locker=MUM01-0002");
    assert.equal(field(closed, "door"), "closed");
    const { id } = await unseen.incident("forced");
    assert.equal((await viewer.get(`incidents/${id}`)).status, 200);
    // Numbers of the unit's own, between which one would be missing.
    const told = viewer.heard.slice(from).join("\n");
    assert.doesNotMatch(told, /duress|MUM01-U01-\d/);
    assert.match(operator.heard.join("\n"), /MUM01-U01-\d/);
    unseen.close();
  });

  it("keeps a viewer's place in the history from being guessed", async () => {
    const { status, body } = await viewer.get("history?before=7");
    assert.equal(status, 400);
    assert.match(String(field(body, "error", "sentence")), /Ask for it anew/);
    assert.equal((await operator.get("history?before=7")).status, 200);
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
