import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFleet } from "../../firmware/simulator/fleet.ts";
import { Audience, listenersOf } from "../../gateway/local/audience.ts";
import { zoneFor } from "../../gateway/local/branch-clock.ts";
import { type LocalBroker, startBroker } from "../../gateway/local/broker.ts";
import { placeRegister, readDemoRegister, unitsOf } from "../../gateway/local/demo-bank.ts";
import { type PageServer, servePage } from "../../gateway/local/page-server.ts";
import { demoPeople } from "../../gateway/local/people.ts";
import { startMailStandIn } from "../../gateway/stand-ins/mail.ts";
import { startSnsStandIn } from "../../gateway/stand-ins/sns.ts";
import { systemClock } from "../../nodes/runtime/clock.ts";

const REGION = "ap-south-1";
const CONNECTED_MS = 20_000;

/** The demonstration's branch without its Node-RED, so that a test can bring one of either version. */
export interface Branch {
  /** User directory for Node-RED; the branch's register is in it. */
  readonly userDir: string;
  /** What the bundled flows take from the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly broker: LocalBroker;
  /** Lets the units connect, and serves the handset page for them. */
  open(editorUrl: string): Promise<PageServer>;
  close(): Promise<void>;
}

/** A branch at whose clock it is noon. */
export async function startBranch(): Promise<Branch> {
  const userDir = mkdtempSync(join(tmpdir(), "smart-lockers-branch-"));
  placeRegister(userDir);
  const register = readDemoRegister();
  const [broker, sns, mail] = await Promise.all([
    startBroker(0),
    startSnsStandIn({ region: REGION }),
    startMailStandIn(),
  ]);
  const audience = new Audience(listenersOf(register));
  audience.attach(sns, mail);
  const fleet = createFleet({ plan: unitsOf(register), url: broker.url, seed: 1, clock: systemClock });
  const timeZone = zoneFor("day", Date.now());
  let page: PageServer | undefined;

  async function close(): Promise<void> {
    await page?.close();
    await fleet.stop();
    audience.detach();
    await Promise.all([broker.close(), sns.close(), mail.close()]);
    rmSync(userDir, { recursive: true, force: true });
  }

  return {
    userDir,
    env: {
      TZ: timeZone,
      LOCKER_AWS_REGION: REGION,
      AWS_ENDPOINT_URL_SNS: sns.url,
      LOCKER_SMTP_HOST: "127.0.0.1",
      LOCKER_SMTP_PORT: String(mail.port),
      LOCKER_MAIL_FROM: "Demo Bank <lockers@demo-bank.example>",
      AWS_ACCESS_KEY_ID: "for tests only",
      AWS_SECRET_ACCESS_KEY: "for tests only",
    },
    broker,
    async open(editorUrl) {
      const { connected, problem } = await fleet.start(CONNECTED_MS);
      if (connected < fleet.units.size) throw new Error(`The units could not connect: ${problem}`);
      page = await servePage(
        {
          register,
          fleet,
          audience,
          editor: { url: editorUrl, user: "", password: "" },
          board: { url: "", ...demoPeople() },
          brokerUrl: broker.url,
          userDir,
          timeZone,
          ended: new Promise(() => {}),
          setDaylight: async () => {},
          stop: close,
        },
        0,
      );
      return page;
    },
    close,
  };
}
