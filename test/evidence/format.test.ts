import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { Derivation } from "../../gateway/evidence/derivation.ts";
import { factsIn } from "../../gateway/evidence/pack-facts.ts";
import { PACK_FORMAT } from "../../gateway/evidence/pack-format.ts";
import type { LedgerLine } from "../../nodes/domain/ledger-lines.ts";
import { eventOf, NOW } from "../journal/making.ts";
import { access } from "../ledger/making.ts";

const HASH = "0".repeat(64);
const LEDGER = "0".repeat(32);

/** What the files of a pack are, by the format's name: a pack has to verify with each later version. */
const FILES: Readonly<Record<string, string>> = {
  "smart-lockers-evidence-1": "62437617bac394d8883ed2688974fdb252c31f0e01d2496500d902dab2f3c176",
};

function record(n: number, kind: string, ref: string, body: object): LedgerLine {
  const content = { salt: LEDGER, ref, body: JSON.stringify(body) };
  return { type: "record", site: "MUM01", n, at: NOW + n * 1000, kind, content, seal: HASH, link: HASH };
}

const incident = {
  ...{ id: "i1", transition: 2, state: "acknowledged", cause: "forced", priority: 1, tier: 1, count: 1 },
  ...{ summary: "Forced <open>.", raisedAt: NOW, acknowledged: { by: "priya", at: NOW + 9000 } },
};

const LINES: readonly LedgerLine[] = [
  {
    type: "ledger",
    format: "smart-lockers-ledger-1",
    ledger: LEDGER,
    exportedAt: NOW,
    site: "MUM01",
    from: null,
    to: null,
  },
  { type: "chain", site: "MUM01", after: 0, link: HASH },
  record(1, "event", "e1", eventOf({ data: { note: "=1+1", text: 'ü "लॉकर"\n' } })),
  record(2, "decision", "e1", { node: "window", access }),
  record(3, "incident", "i1", { change: "raised", event: "e1", incident, access }),
  record(4, "notice", "e1", {
    key: "k",
    channel: "sms",
    recipient: { kind: "hirer", id: "H1" },
    createdAt: NOW,
  }),
  record(5, "notice-accepted", "k", { notice: "k", attempts: 1, providerId: "p" }),
  record(6, "event", "e2", eventOf({ type: "incident-changed", data: { change: "acknowledged", incident } })),
  record(7, "event", "e3", eventOf({ type: "visit-opened", data: { visit: "v", hirer: "H1", by: "priya" } })),
  record(8, "theft", "i1", { stage: "confirmed", by: "priya", remark: "Sure." }),
  record(9, "configuration", "flows", { part: "flows", before: null, now: HASH }),
  record(10, "later-kind", "x", { anything: [1, null] }),
  { type: "checkpoint", ledger: LEDGER, site: "MUM01", n: 10, link: HASH, at: NOW, key: HASH, signature: "" },
];

it(`the files of a pack of the format ${PACK_FORMAT} stay as they are, to the byte`, () => {
  const facts = factsIn({
    ...{ format: PACK_FORMAT, madeAt: NOW, version: "0.0.0", ledger: LEDGER, locker: "MUM01-0001" },
    ...{ sites: [{ id: "MUM01", name: "Fort" }], timeZone: "Asia/Kolkata", timeZoneFrom: "register" },
    ...{ fromDay: null, toDay: null, from: null, to: null, masked: false, by: "priya", purpose: "claim" },
    ...{ recorded: null, withheld: [], withheldInAll: 0 },
    devices: [
      { unit: "U", thingName: "U", firmware: "1.0.0", boot: 1, lastSeq: 1, lastSeenAt: NOW, listed: true },
    ],
    people: [{ kind: "hirer", reference: "H1", role: null, name: "Ä", phones: ["+91"], emails: [] }],
  });
  assert.ok(facts);
  let sums = "";
  const derivation = new Derivation(facts, ({ file, text }) => {
    if (file === "SHA256SUMS") sums += text;
  });
  for (const line of LINES) derivation.line(line);
  derivation.end(HASH);
  assert.equal(
    hash("sha256", sums),
    FILES[PACK_FORMAT],
    `What verify derives is another than what packs of this format hold, so they would all seem changed: give the format another name.\n${sums}`,
  );
});
