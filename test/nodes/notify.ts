import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { NoticeOutcome } from "../../nodes/runtime/notify.ts";
import { lines } from "../domain/register-tables.ts";
import { until } from "../until.ts";
import type { FlowNode, Received, Running } from "./example.ts";
import { helper, userDir } from "./node-red.ts";
import { emptyFolder, writeRegister } from "./register-folder.ts";

/** What the tests of the notify nodes share. */

const JOURNAL = join(userDir, "smart-lockers", "journal.sqlite");

/** A register of one branch; H-2 has no e-mail address, H-3 no phone. */
export function register(): string {
  return writeRegister(emptyFolder(), {
    "sites.csv": lines("site,name,redress", "MUM01,Fort Branch,1800 000 111"),
    "units.csv": lines("unit,site", "MUM01-U07,MUM01"),
    "lockers.csv": lines("locker,unit", "MUM01-0001,MUM01-U07", "MUM01-0002,MUM01-U07"),
    "hirers.csv": lines(
      "hirer,locker,name,language,phones,emails",
      "H-1,MUM01-0001,Meera Kulkarni,en,+919820011111,meera@mail.example;meera.k@work.example",
      "H-2,MUM01-0001,Arjun Kulkarni,en,+919820033333,",
      "H-3,MUM01-0001,Nisha Kulkarni,en,,nisha@mail.example",
    ),
    "contacts.csv": lines(
      "contact,role,site,name,language,phones,emails,topic",
      "duty-desk,control-room,,Duty desk,en,+919820012345,duty@desk.example,arn:aws:sns:ap-south-1:000000000000:control-room",
      "fort-manager,branch-manager,MUM01,A. Rao,en,+919820044444,rao@desk.example,",
    ),
    "subscriptions.csv": lines(
      "subscription,insurer,policy,sites,lockers,classes,since,until,consent,withdrawn,channel,address",
      "S-1,Bima Ltd,P-77,,,theft-suspected;closure-surrendered,,,C-1,,topic,arn:aws:sns:ap-south-1:000000000000:bima",
      "S-2,Rueck AG,P-1,,,theft-suspected,,,C-2,,email,claims@rueck.example",
    ),
  });
}

/** Anything of a person that no message, log or status may show. */
export const PERSONAL = /9820|Kulkarni|Meera|Arjun|Nisha|Rao\b|@(mail|work|desk|rueck)\.example/;

/** The message of an inject node of the example, with another event id so that it is news. */
export function injected(example: readonly FlowNode[], name: string, changes: object = {}) {
  const inject = example.find((node) => node.type === "inject" && node.name === name);
  assert.ok(inject && Array.isArray(inject.props));
  const msg: Record<string, unknown> = { payload: { ...JSON.parse(String(inject.payload)), ...changes } };
  for (const { p, v } of inject.props as { p: string; v?: string }[]) {
    if (v !== undefined) msg[p] = JSON.parse(v);
  }
  return msg;
}

/** Messages of the examples' inject nodes. */
export const OPENED = "opened in the daytime";
export const ALARM = "alarm of a sos-alert";
export const THEFT = "notice of an insurer-feed";

/** The alarm of an example with another incident, so that it is news. */
export function alarmOf(example: readonly FlowNode[]): Record<string, unknown> {
  const msg = injected(example, ALARM, { id: newId() });
  return { ...msg, incident: { ...(msg.incident as object), id: `I-${newId()}` } };
}

/** Gives one node of an example other settings. */
export const changed =
  (id: string, changes: object) =>
  (node: FlowNode): FlowNode =>
    node.id === id ? { ...node, ...changes } : node;

let seq = 100;

/** An event id that no test has used before. */
export function newId(): string {
  seq += 1;
  return `MUM01-U07-${seq}-0123456789ab`;
}

export function outcomeOf(msg: Received | undefined): NoticeOutcome {
  assert.ok(msg);
  return msg.payload as NoticeOutcome;
}

/** Waits until this many outcomes have left by an output. */
export async function outcomes(
  running: Running,
  output: "accepted" | "could not be sent",
  count: number,
): Promise<readonly NoticeOutcome[]> {
  await until(
    () => `${count} outcomes at "${output}", there are ${running.received[output]?.length}`,
    () => running.received[output]?.length === count,
  );
  return (running.received[output] ?? []).map(outcomeOf);
}

/** As the test helper puts it in place of the methods of nodes. */
interface StatusSpy {
  getCalls(): readonly { thisValue: unknown; args: readonly { fill: string; text: string }[] }[];
}

function isSpy(value: unknown): value is StatusSpy {
  return typeof value === "function" && "getCalls" in value;
}

/** What the node shows now: fill and catalogue key; empty while it has shown nothing. */
export function statusOf(id: string): string {
  const node = helper.getNode(id);
  const status: unknown = node.status;
  assert.ok(isSpy(status), "the test helper spies on the status of every node");
  const last = status.getCalls().findLast(({ thisValue }) => thisValue === node)?.args[0];
  return last ? `${last.fill} ${last.text}` : "";
}

/** Forgets every event and notice of earlier tests; nothing may run. */
export function emptyJournal(): void {
  rmSync(dirname(JOURNAL), { recursive: true, force: true });
}

/** Lets time go by for every notice that is not overdue yet; nothing may run. */
export function endTheDay(): void {
  const db = new DatabaseSync(JOURNAL);
  db.exec("UPDATE outbox SET overdue_at = 1 WHERE overdue_at IS NOT NULL");
  db.close();
}

/** Node-RED's server for the test helper. */
export function startServer(): Promise<void> {
  return new Promise((resolve) => helper.startServer(resolve));
}

export function stopServer(): Promise<void> {
  return new Promise((resolve) => helper.stopServer(resolve));
}

/** Everything that was logged, as one text. */
export function logged(): string {
  const entries: { msg: unknown }[] = helper.log().args.map(([entry]) => entry);
  return entries.map(({ msg }) => String(msg)).join("\n");
}
