import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { field } from "../../control-room/client.ts";
import { until } from "../../until.ts";
import { HIRERS, LOCKERS, PEOPLE, SITE, UNITS, writeRegister } from "../bank.ts";
import { dataMap, isMapped } from "../data-map.ts";
import { Search } from "../people.ts";
import { files, namesIn, type Place, spoken, told } from "../places.ts";
import { Run } from "../run.ts";

const TOLD_MS = 60_000;
const SEARCH = new Search(PEOPLE);
const TODAY = new Date().toISOString().slice(0, 10);
const CLI = resolve(import.meta.dirname, "../../../dist/cli.js");

/** A provider that repeats to whom it was asked to send, as real ones do. */
const phones = PEOPLE.flatMap((one) => one.phones);
const emails = PEOPLE.flatMap((one) => one.emails);
const SNS_SAYS = [
  (phone: string) => `Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`,
  (phone: string) => `Phone number is opted out: ${phone.slice(3, 8)} ${phone.slice(8)}`,
  (phone: string) => `Invalid parameter: ${phone.slice(3)} (national)`,
];
const MAIL_SAYS = [
  (email: string) => `5.1.1 <${email}>: Recipient address rejected: User unknown in virtual mailbox table`,
  (email: string) => `5.1.1 user ${email.replace(/@.*/, "")} not found at ${email.replace(/.*@/, "")}`,
  (email: string) => `5.1.1 mailbox unavailable: ${email.replace("@", " at ")}, ${email.replace("@", "%40")}`,
];

/** @throws Error where it does not do what it was asked for */
async function command(...args: readonly string[]): Promise<Place> {
  const place = `smart-lockers ${args.join(" ")}`;
  return new Promise((done, fail) => {
    execFile(process.execPath, [CLI, ...args], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) done({ place, said: `${stdout}\n${stderr}` });
      else fail(new Error(`${place} ended with ${error.code}: ${stderr}`));
    });
  });
}

function leaks(places: readonly Place[]): readonly string[] {
  return places.flatMap(({ place, said }) =>
    SEARCH.in(place, said).map((leak) => `${leak.place}: ${leak.what}\n  ...${leak.around}...`),
  );
}

describe("a whole run of the gateway", function () {
  this.timeout(240_000);
  let run: Run;
  const commands: Place[] = [];
  const apart = mkdtempSync(join(tmpdir(), "smart-lockers-unmasked-"));
  let unmasked = "";
  /** Files as they were at some moments of the run. */
  const kept: Place[] = [];

  before(async () => {
    run = await Run.open();
    await run.start();
    await openings();
    await visits();
    await incidents();
    await refusals();
    await spoiltRegister();
    await restarts();
    await commandLine();
  });

  after(async () => {
    await run?.close();
    rmSync(apart, { recursive: true, force: true });
  });

  const smsTo = (phone: string) => run.sns.sms.filter((one) => one.phone === phone).length;
  const mailsTo = (address: string) => run.mail.mails.filter(({ to }) => to.includes(address)).length;

  async function openings(): Promise<void> {
    for (const locker of Object.values(LOCKERS)) {
      await run.event("opened", { locker });
      await run.event("closed", { locker });
    }
    await run.event("forced", { locker: LOCKERS.single });
    await run.event("opened", { locker: LOCKERS.single });
    await run.event("duress", { locker: LOCKERS.joint });
    for (const type of ["tamper", "held-open", "access-denied", "battery-low"])
      await run.event(type, { locker: LOCKERS.third });
    for (const phone of phones.slice(0, 4))
      await until(`an SMS to ${phone}`, () => smsTo(phone) > 0, TOLD_MS);
    for (const email of emails.slice(0, 4))
      await until(`a mail to ${email}`, () => mailsTo(email) > 0, TOLD_MS);
    await until("an insurer's mail", () => mailsTo("claims-desk@setu.example") > 0, TOLD_MS);
    await until(
      "both topics",
      () => new Set(run.sns.topicDeliveries.map((one) => one.topicArn)).size === 2,
      TOLD_MS,
    );
  }

  /** At the counter somebody writes a name where a reference belongs. */
  async function visits(): Promise<void> {
    const [someone] = HIRERS;
    const [name = "", phone = ""] = [someone?.names[0], someone?.phones[0]];
    for (const hirer of [name, phone, "H-9999"])
      await run.client.post("visits", { locker: LOCKERS.joint, hirer });
    for (const text of [name, phone, LOCKERS.joint, "H-7001"])
      await run.client.get(`visits/lockers?text=${encodeURIComponent(text)}`);
    const { body } = await run.client.post("visits", { locker: LOCKERS.joint, hirer: "H-7001", minutes: 5 });
    const visit = field(body, "visit", "id");
    assert.ok(typeof visit === "string", JSON.stringify(body));
    await run.event("opened", { locker: LOCKERS.joint });
    await run.event("closed", { locker: LOCKERS.joint });
    await run.client.post(`visits/${visit}/close`, {});
    const lines = [
      "time,do,locker,hirer,by,minutes",
      `,open,${LOCKERS.third},H-7004,officer,20`,
      `,open,${LOCKERS.single},${name},officer,20`,
      `,open,${name},${phone},${someone?.emails[0]},x`,
    ];
    writeFileSync(join(run.userDir, "smart-lockers/visits/counter.csv"), `${lines.join("\n")}\n`);
    await until(
      "the visit from the counter's file",
      async () => JSON.stringify((await run.client.get("visits")).body).includes("H-7004"),
      TOLD_MS,
    );
  }

  async function incidents(): Promise<void> {
    const board = await run.client.board();
    const theft = await board.incident("forced");
    const report = { number: "FIR 118/2026", station: "Fort", date: new Date().toISOString().slice(0, 10) };
    for (const [deed, more] of [
      ["confirm", {}],
      ["police-report", { report }],
    ] as const) {
      const { status, text } = await run.client.post(`incidents/${theft.id}/theft/${deed}`, {
        ...{ remark: "The contents were listed by the hirer.", ...more },
      });
      assert.equal(status, 200, text);
    }
    for (const id of board.incidents.keys()) {
      for (const deed of ["acknowledge", "reset"])
        await run.client.post(`incidents/${id}/${deed}`, { remark: "Looked at the camera, all is well." });
      await run.client.get(`incidents/${id}`);
    }
  }

  async function refusals(): Promise<void> {
    for (const phone of phones)
      run.sns.fail(
        ...SNS_SAYS.map((say) => ({
          ...{ action: "Publish", how: "error" as const, status: 400, code: "InvalidParameter" },
          message: say(phone),
        })),
      );
    for (const message of MAIL_SAYS) run.mail.fail({ at: "recipient", reply: 550, message, times: 8 });
    for (let n = 0; n < 8; n += 1) {
      await run.event(n % 2 === 0 ? "opened" : "closed", { locker: LOCKERS.joint });
      await run.event(n % 2 === 0 ? "opened" : "closed", { locker: LOCKERS.single });
    }
    const dead = await until(
      "notices that were refused",
      async () => {
        const { body } = await run.client.get("outbox?state=dead");
        const { body: parked } = await run.client.get("outbox?state=parked");
        const count = [body, parked].flatMap((one) => field(one, "items") ?? []).length;
        return count > 10 && count;
      },
      TOLD_MS,
    );
    assert.ok(dead > 0);
    kept.push(...files(run.userDir));
    run.mail.recover();
    await run.sns.recover();
    await run.client.post("outbox/retry", {});
  }

  async function spoiltRegister(): Promise<void> {
    writeRegister(run.userDir, true);
    await run.event("opened", { locker: LOCKERS.third });
    await run.broker.publish(`lockers/v1/${SITE}/${UNITS[0]}/event`, "{ spoilt");
    await until(
      "the register to be read again",
      () => run.red.log.some((line) => /hirers\.csv, line \d/.test(line)),
      TOLD_MS,
    );
  }

  async function restarts(): Promise<void> {
    await run.end("kill");
    kept.push(...files(run.userDir));
    await run.start();
    await run.event("opened", { locker: LOCKERS.joint });
    for (const path of [
      "history",
      "past",
      "outbox",
      "outbox?state=dead",
      "outbox?state=parked",
      "outbox?state=overdue",
    ])
      await run.client.get(path);
    await run.client.board();
    for (const path of [
      "me",
      "visits",
      `day-report?site=${SITE}`,
      `day-report.csv?site=${SITE}&day=${TODAY}`,
    ])
      assert.equal((await run.client.get(path)).status, 200, path);
    assert.equal((await run.client.get(`day-report.html?site=${SITE}&day=${TODAY}`)).status, 200);
    for (const path of ["/flows", "/settings", "/locker-register/who-is-who", "/nodes"])
      await run.client.request("GET", path);
    await run.end("stop");
    await run.start();
  }

  async function commandLine(): Promise<void> {
    const out = join(run.userDir, "evidence");
    mkdirSync(out, { mode: 0o700 });
    const at = ["--user-dir", run.userDir];
    const file = join(out, "ledger.jsonl");
    const pack = join(out, "pack");
    const asked = ["export", ...at, "--locker", LOCKERS.joint];
    for (const args of [
      ["export", ...at, "--out", file],
      ["verify", file],
      ["checkpoint", ...at],
      ["day-report", ...at, "--site", SITE, "--day", TODAY, "--out", out, "--silent"],
      ["export", ...at, "--site", SITE],
      [...asked, "--out", pack],
      ["verify", pack],
    ])
      commands.push(await command(...args));
    // Named in a pack outside of what is searched, because somebody said what for.
    unmasked = join(apart, "pack");
    const purpose = ["--unmasked", "--purpose", "access request 2026-14", "--by", "officer"];
    commands.push(await command(...asked, ...purpose, "--out", unmasked));
    await run.end("stop");
  }

  it("did what it was asked, so that there was much to be found", () => {
    assert.ok(run.sns.sms.length > 10 && run.mail.mails.length > 10);
    assert.match(run.log.join("\n"), /\[audit\]/i);
    assert.match(run.log.join("\n"), /\[trace\]/i);
    const heard = run.editor.join("\n");
    for (const topic of ["status/", "debug"]) assert.ok(heard.includes(`"topic":"${topic}`), topic);
    for (const id of ["H-7001", "H-7003"]) assert.ok(heard.includes(id), `${id} by its reference`);
  });

  it("leaves nobody's number, address or name in any file but the register", () => {
    kept.push(...files(run.userDir));
    for (const name of ["flows.json", "smart-lockers/journal.sqlite", "evidence/ledger.jsonl"])
      assert.ok(
        kept.some(({ place }) => place === name),
        `${name} was looked at`,
      );
    assert.deepEqual(leaks(kept), []);
  });

  it("says nobody's number, address or name in the log, the editor, the board or to units", () => {
    assert.deepEqual(leaks(spoken(run)), []);
  });

  it("says nobody's number, address or name in a message, to insurers, the control room or anybody else", () => {
    assert.deepEqual(leaks(told(run)), []);
  });

  it("says nobody's number, address or name by its commands", () => {
    assert.deepEqual(leaks(commands), []);
  });

  it("names people only in a pack that was asked for with a purpose, which is recorded", () => {
    assert.notDeepEqual(leaks(files(unmasked)), [], "the unmasked pack");
    assert.ok(namesIn(run.userDir).includes("evidence/pack/SHA256SUMS"), "the masked pack");
    const journal = files(run.userDir).map(({ said }) => Buffer.from(said).toString("latin1"));
    assert.ok(journal.some((bytes) => bytes.includes("access request 2026-14")));
  });

  it("keeps no file that the data map does not name", () => {
    const map = dataMap();
    const unknown = namesIn(run.userDir).filter(
      (name) => !name.startsWith("evidence/") && !isMapped(map, name),
    );
    assert.deepEqual(unknown, []);
  });

  it("lets nobody else read what it made", () => {
    const own = namesIn(run.userDir).filter((name) => /^(smart-lockers|evidence)\//.test(name));
    const open = own.filter((name) => {
      const folders = name.split("/").slice(0, -1);
      const closed = folders.some((_, depth) => {
        const folder = join(run.userDir, ...folders.slice(0, depth + 1));
        return (statSync(folder).mode & 0o077) === 0;
      });
      return !closed && (statSync(join(run.userDir, name)).mode & 0o077) !== 0;
    });
    assert.deepEqual(open, []);
    for (const name of ["journal.sqlite", "ledger-key.pem", "register/hirers.csv"])
      assert.equal(statSync(join(run.userDir, "smart-lockers", name)).mode & 0o777, 0o600, name);
  });
});
