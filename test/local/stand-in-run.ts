import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFleet } from "../../firmware/simulator/fleet.ts";
import { Audience, listenersOf } from "../../gateway/local/audience.ts";
import { type Daylight, zoneFor } from "../../gateway/local/branch-clock.ts";
import { placeRegister, readDemoRegister, unitsOf } from "../../gateway/local/demo-bank.ts";
import type { LocalRun } from "../../gateway/local/local-run.ts";
import { demoPeople } from "../../gateway/local/people.ts";
import { startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";
import { answerEvents, startBroker } from "../simulator/broker.ts";

/** A local run in which the test itself is the gateway: there is no Node-RED. */
export interface StandInRun extends LocalRun {
  /** Where a test sends SMS and topic messages, and mails. */
  readonly snsUrl: string;
  readonly mailPort: number;
  /** Zones the branch was set to. */
  readonly daylights: readonly Daylight[];
}

export async function startStandInRun(): Promise<StandInRun> {
  const broker = await startBroker();
  answerEvents(broker);
  const sns = await startSnsStandIn();
  const mail = await startMailStandIn();
  const userDir = mkdtempSync(join(tmpdir(), "smart-lockers-stand-in-"));
  placeRegister(userDir);
  const register = readDemoRegister();
  const audience = new Audience(listenersOf(register));
  audience.attach(sns, mail);
  const fleet = createFleet({ plan: unitsOf(register), url: broker.url, seed: 1, clock: systemClock });
  await fleet.start(5_000);
  await fleet.answered(5_000);
  const daylights: Daylight[] = [];
  return {
    register,
    fleet,
    audience,
    editor: { url: "http://127.0.0.1:1880", user: "officer", password: "not on the page" },
    board: { url: "http://127.0.0.1:1880/smart-lockers/board/", ...demoPeople() },
    brokerUrl: broker.url,
    userDir,
    get timeZone() {
      return zoneFor(daylights.at(-1) ?? "night", Date.now());
    },
    ended: new Promise(() => {}),
    async setDaylight(daylight) {
      daylights.push(daylight);
    },
    async stop() {
      await fleet.stop();
      audience.detach();
      await Promise.all([sns.close(), mail.close()]);
      await broker.close();
      rmSync(userDir, { recursive: true });
    },
    snsUrl: sns.url,
    mailPort: mail.port,
    daylights,
  };
}

/** Sends an SMS as a gateway would, by the SNS query API. */
export async function sendSms(run: StandInRun, phone: string, text: string): Promise<void> {
  await publish(run, { PhoneNumber: phone, Message: text });
}

export async function sendToTopic(
  run: StandInRun,
  arn: string,
  subject: string,
  text: string,
): Promise<void> {
  await publish(run, { TopicArn: arn, Subject: subject, Message: text });
}

async function publish(run: StandInRun, fields: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(run.snsUrl, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/ap-south-1/sns/aws4_request",
    },
    body: new URLSearchParams({ Action: "Publish", Version: "2010-03-31", ...fields }),
  });
  if (!response.ok) throw new Error(await response.text());
}
