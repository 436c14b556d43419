import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Audience, listenersOf, type Received } from "../../gateway/local/audience.ts";
import { type Daylight, zoneFor } from "../../gateway/local/branch-clock.ts";
import { placeRegister, readDemoRegister } from "../../gateway/local/demo-bank.ts";
import { demoFlows } from "../../gateway/local/demo-flows.ts";
import { readFlows } from "../../gateway/local/merge-flows.ts";
import { type MailStandIn, startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { type SnsStandIn, startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import { HostBench, PLAN } from "../firmware/host-unit.ts";
import { BUILD_MS, make } from "../firmware/make.ts";
import { needs } from "../needs.ts";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { until } from "../until.ts";

const [PLAIN, DURESS] = PLAN.lockers;
/** Each has one hirer in the demonstration's register. */
const HIRERS = { [PLAIN]: "H-1001", [DURESS]: "H-1002" } as const;
const START_MS = 90_000;
const TOLD_MS = 30_000;

/** What of it does not say which locker, and when. */
function alike({ subject, text }: Pick<Received, "subject" | "text">): string {
  return `${subject ?? ""}\n${text}`
    .replaceAll(/\S*000[12]\b/g, "LOCKER")
    .replaceAll(/\b\d\d?:\d\d(:\d\d)?( [ap]m)?/g, "TIME")
    .replaceAll(/\b\d+-[\da-f]{12}\b/g, "REFERENCE");
}

if (needs("gcc", "make", "mosquitto.h")) {
  describe("the duress sign, from the contact to the three parties", () => {
    before(async function () {
      this.timeout(BUILD_MS);
      await make("sanitized");
    });

    for (const daylight of ["day", "night"] as const satisfies readonly Daylight[]) {
      describe(`at ${daylight}`, function () {
        this.timeout(START_MS);
        let userDir: string;
        let bench: HostBench;
        let sns: SnsStandIn;
        let mail: MailStandIn;
        let audience: Audience;
        let nodeRed: NodeRedProcess;

        before(async () => {
          userDir = mkdtempSync(join(tmpdir(), "smart-lockers-duress-"));
          placeRegister(userDir);
          [bench, sns, mail] = await Promise.all([
            HostBench.open(),
            startSnsStandIn({ region: "ap-south-1" }),
            startMailStandIn(),
          ]);
          audience = new Audience(listenersOf(readDemoRegister()));
          audience.attach(sns, mail);
          nodeRed = await startNodeRed({
            userDir,
            flows: demoFlows(readFlows("flows"), {
              brokerUrl: bench.broker.url,
              timeZone: zoneFor(daylight, Date.now()),
            }),
            env: {
              LOCKER_AWS_REGION: "ap-south-1",
              LOCKER_SITE: PLAN.site,
              LOCKER_SMTP_HOST: "127.0.0.1",
              LOCKER_SMTP_PORT: String(mail.port),
              LOCKER_MAIL_FROM: "Demo Bank <lockers@demo-bank.example>",
              AWS_ENDPOINT_URL_SNS: sns.url,
              AWS_ACCESS_KEY_ID: "test",
              AWS_SECRET_ACCESS_KEY: "test",
            },
          });
          // The unit would send again what nobody answers, but not soon.
          await bench.broker.gatewayListens;
          await bench.unit.start();
          const { lockers } = await answered(2);
          assert.deepEqual(
            lockers.map(({ door }) => door),
            ["closed", "closed"],
          );
        });

        after(async () => {
          await nodeRed?.stop();
          audience?.detach();
          await Promise.all([bench?.close(), sns?.close(), mail?.close()]);
          rmSync(userDir, { recursive: true, force: true });
        });

        /** Waits until the unit's events up to this number are answered; returns what shows at the lockers. */
        async function answered(seq: number) {
          return until(
            () => `event ${seq} to be answered; Node-RED wrote:\n${nodeRed.log.slice(-20).join("\n")}`,
            async () => {
              const state = await bench.unit.state();
              const { queued, lockers } = state;
              return state.seq >= seq && queued === 0 && lockers.every(({ door }) => door !== null) && state;
            },
            TOLD_MS,
          );
        }

        /** The unit's events since so many messages, once each: an answer that is late makes it send one again. */
        function events(from: number) {
          const bySeq = new Map<unknown, Record<string, unknown>>();
          for (const { topic, body } of bench.broker.published.slice(from)) {
            if (!topic.endsWith(`${PLAN.unit}/event`) || typeof body !== "object" || body === null) continue;
            const event: Record<string, unknown> = { ...body };
            if (!bySeq.has(event.seq)) bySeq.set(event.seq, event);
          }
          return [...bySeq.values()];
        }

        /** Opened with both keys, and closed. @returns LED and siren at each stage, and what the gateway said */
        async function use(locker: string, underDuress: boolean) {
          const { seq } = await bench.unit.state();
          const from = bench.broker.published.length;
          const opened = seq + (underDuress ? 2 : 1);
          if (underDuress) await bench.unit.tell(`duress ${locker} on`);
          for (const key of ["guard-key", "hirer-key"]) await bench.unit.tell(`${key} ${locker} turned`);
          await bench.unit.tell(`bolt ${locker} withdrawn`);
          await bench.unit.tell(`door ${locker} open`);
          const open = await answered(opened);
          await bench.unit.tell(`door ${locker} closed`);
          await bench.unit.tell(`bolt ${locker} thrown`);
          for (const key of ["guard-key", "hirer-key"]) await bench.unit.tell(`${key} ${locker} back`);
          if (underDuress) await bench.unit.tell(`duress ${locker} off`);
          const closed = await answered(opened + 1);
          return {
            types: events(from).map(({ type }) => type),
            shown: [open, closed].map(({ led, siren, lockers }) => ({
              led,
              siren,
              doors: lockers.filter(({ locker: one }) => one === locker).map(({ door }) => door),
            })),
          };
        }

        const to = (listener: string, channel?: string) =>
          audience.received.filter(
            (one) => one.listener === listener && (channel === undefined || one.channel === channel),
          );
        const comes = (listener: string, channel: string, text: RegExp) =>
          until(
            () => `${channel} to ${listener} that says ${text}; there are ${JSON.stringify(to(listener))}`,
            () => to(listener, channel).find((one) => text.test(one.text)),
            TOLD_MS,
          );

        it("tells the control room, and shows in nothing else that anybody near the locker can see", async () => {
          const plain = await use(PLAIN, false);
          const duress = await use(DURESS, true);
          assert.deepEqual(plain.types, ["opened", "closed"]);
          assert.deepEqual(duress.types.toSorted(), ["closed", "duress", "opened"]);
          assert.deepEqual(duress.shown, plain.shown, "LED and siren");

          for (const channel of ["sms", "topic", "email"]) {
            const { text } = await comes("control-room", channel, /under duress: act silently/);
            assert.match(text, /SOS/);
            assert.match(text, /P1|priority 1/);
            assert.ok(text.includes(DURESS));
          }

          // One phone's and one topic's notices keep their order: after this no more can come of what was before.
          await bench.unit.tell(`door ${PLAIN} open`);
          await bench.unit.tell(`door ${DURESS} open`);
          const told = Object.values(HIRERS);
          for (const channel of ["sms", "email"]) {
            for (const hirer of told)
              await until(`${channel} to ${hirer}`, () => to(hirer, channel).length >= 2, TOLD_MS);
            const [first, second] = told.map((hirer) => to(hirer, channel).map(alike));
            assert.equal(first?.length, 2);
            assert.deepEqual(second, first);
            assert.equal(first[1], first[0], "also where it was forced open");
          }
          for (const hirer of told) assert.equal(to(hirer).length, 4);

          const forcedAt = (locker: string) =>
            comes("SUB-ARKA", "topic", new RegExp(`${locker}.*(forced|without)`, "s"));
          for (const locker of PLAN.lockers) await forcedAt(locker);
          const insurers = audience.received.filter(({ party }) => party === "insurer");
          const ofLocker = (locker: string) =>
            to("SUB-ARKA")
              .filter(({ text, subject }) => `${subject} ${text}`.includes(locker))
              .map(alike);
          assert.deepEqual(ofLocker(DURESS).toSorted(), ofLocker(PLAIN).toSorted());
          for (const { subject, text } of insurers.concat(told.flatMap((hirer) => to(hirer))))
            assert.doesNotMatch(`${subject} ${text}`, /duress|silent|threat|SOS/i);

          const { topics, answers } = fromTheGateway();
          assert.deepEqual(topics, [`lockers/v1/${PLAN.site}/${PLAN.unit}/reply/event`]);
          assert.equal(answers.length, 1, `every event is answered alike: ${answers}`);
        });

        /** What others than the unit published: the topics, and the answers but for the number of the event. */
        function fromTheGateway() {
          const published = bench.broker.published.filter(({ client }) => client !== PLAN.unit);
          return {
            topics: [...new Set(published.map(({ topic }) => topic))],
            // Where it was sent again, the answer says so.
            answers: [
              ...new Set(
                published.map(({ body }) =>
                  JSON.stringify(body)
                    .replace(/"seq":\d+/, '"seq":0')
                    .replace('"duplicate"', '"stored"'),
                ),
              ),
            ],
          };
        }
      });
    }
  });
}
