import assert from "node:assert/strict";
import { createTransport } from "nodemailer";
import { type Outcome, playOnce } from "../../gateway/local/once.ts";
import { type StandInRun, sendSms, sendToTopic, startStandInRun } from "./stand-in-run.ts";

const HIRER = { phone: "+918123456701", email: "asha.menon@demo-mail.example" };
const CONTROL_ROOM = "+918123456790";
const ARKA = "arn:aws:sns:ap-south-1:000000000000:insurer-arka";
const SETU = "claims@setu-assurance.example";

type Step = (run: StandInRun) => Promise<unknown>;
const sms =
  (phone: string, text: string): Step =>
  (run) =>
    sendSms(run, phone, text);
const topic =
  (arn: string, text: string): Step =>
  (run) =>
    sendToTopic(run, arn, "Theft suspected", text);
const mail =
  (to: string, text: string): Step =>
  async (run) => {
    const transport = createTransport({ host: "127.0.0.1", port: run.mailPort, ignoreTLS: true });
    await transport.sendMail({ from: "bank@demo-bank.example", to, subject: "Locker", text });
    transport.close();
  };

describe("one forced opening", () => {
  let run: StandInRun;

  beforeEach(async () => {
    run = await startStandInRun();
  });

  afterEach(() => run.stop());

  /** Plays it with a gateway that does these steps once it hears of the forced opening. */
  async function play(steps: readonly Step[], waitMs?: number): Promise<Outcome> {
    const failures: unknown[] = [];
    run.fleet.observe({
      answered(_unit, { type }) {
        if (type !== "forced") return;
        void (async () => {
          for (const step of steps) await step(run);
        })().catch((thrown: unknown) => failures.push(thrown));
      },
    });
    const outcome = await playOnce(run, waitMs);
    assert.deepEqual(failures, []);
    return outcome;
  }

  it("says what each party received, several texts of one channel as a list", async () => {
    const { ms, ...told } = await play([
      sms(HIRER.phone, "opened"),
      mail(HIRER.email, "opened too"),
      sms(CONTROL_ROOM, "forced"),
      topic(ARKA, "arka"),
      mail(SETU, "setu"),
      sms(CONTROL_ROOM, "outside hours"),
    ]);
    assert.deepEqual(told, {
      hirer: { sms: "opened", email: "Locker\n\nopened too" },
      controlRoom: { sms: ["forced", "outside hours"] },
      insurer: { topic: "Theft suspected\n\narka", email: "Locker\n\nsetu" },
    });
    assert.equal(typeof ms, "number");
  });

  const missing: readonly (readonly [name: string, steps: readonly Step[], expected: object])[] = [
    [
      "the hirer got no e-mail",
      [sms(HIRER.phone, "a"), sms(CONTROL_ROOM, "b"), topic(ARKA, "c"), mail(SETU, "d")],
      { hirer: false, controlRoom: true, insurer: true },
    ],
    [
      "the control room heard nothing",
      [sms(HIRER.phone, "a"), mail(HIRER.email, "b"), topic(ARKA, "c"), mail(SETU, "d")],
      { hirer: true, controlRoom: false, insurer: true },
    ],
    [
      "one of two insurers heard nothing",
      [sms(HIRER.phone, "a"), mail(HIRER.email, "b"), sms(CONTROL_ROOM, "c"), topic(ARKA, "d")],
      { hirer: true, controlRoom: true, insurer: false },
    ],
  ];
  for (const [name, steps, expected] of missing) {
    it(`is incomplete when ${name}`, async () => {
      const { ms, hirer, controlRoom, insurer } = await play(steps, 500);
      assert.deepEqual(
        { hirer: hirer !== null, controlRoom: controlRoom !== null, insurer: insurer !== null },
        expected,
      );
      assert.equal(ms, null);
    });
  }
});
