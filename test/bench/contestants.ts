import { hoursAhead, zoneFor } from "../../gateway/local/branch-clock.ts";
import { startNodeRed } from "../node-red-process.ts";
import type { BenchBed, Sink } from "./bench-bed.ts";
import { coreFlow, placeSdk } from "./core-flow.ts";
import { HelperProcess } from "./helper-process.ts";
import { CLIENT_ID, lockerFlow, placeLockers } from "./locker-flow.ts";
import type { Usage } from "./probes.ts";

/** One of those that are compared, running. */
export interface Contestant {
  /** Where its events arrive. */
  readonly sink: Sink;
  /** How many units there are. */
  readonly units: number;
  /** The number of the first event it is sent. */
  readonly from: number;
  /** Of its process; null where that is not measured. */
  usage(): Promise<Usage | null>;
  stop(): Promise<void>;
}

/** How many units speak where the number is not what is measured. */
export const UNITS = 100;

/** The SDK says so when more requests wait than it has connections; the flow of core nodes makes it. */
const SDK_WARNS = [/socket usage at capacity/, /@smithy|node-http-handler|docs\.aws\.amazon\.com/];

/** A client that only counts. */
export async function rawSubscriber(bed: BenchBed): Promise<Contestant> {
  const sink: Sink = new HelperProcess("raw-subscriber");
  await sink.hear("ready");
  await bed.subscribed(async () => sink.tell({ order: "connect", port: bed.broker.port }));
  return { sink, units: UNITS, from: 0, usage: async () => null, stop: () => sink.stop() };
}

export async function coreNodes(bed: BenchBed, publish: "Publish" | "PublishBatch"): Promise<Contestant> {
  const userDir = bed.newFolder();
  placeSdk(userDir);
  const nodeRed = await bed.subscribed(() =>
    startNodeRed({
      userDir,
      withPackage: false,
      flows: coreFlow({ brokerPort: bed.broker.port, snsUrl: bed.snsUrl, publish }),
      env: { ...bed.probes.env, HOURS_AHEAD: String(hoursAhead(zoneFor("night", Date.now()))) },
      expectedOnStderr: SDK_WARNS,
    }),
  );
  return {
    sink: bed.sns,
    units: UNITS,
    from: 0,
    usage: () => bed.probes.read(nodeRed.pid),
    stop: () => nodeRed.stop(),
  };
}

export interface Gateway {
  /** Lockers in the register, one to a unit. */
  readonly units?: number;
  /** A user directory whose journal holds so many events already. */
  readonly journal?: { readonly userDir: string; readonly events: number };
  readonly env?: Readonly<Record<string, string>>;
}

/** Our nodes, with everything durable. */
export async function smartLockers(
  bed: BenchBed,
  { units = UNITS, journal, env = {} }: Gateway = {},
): Promise<Contestant> {
  const userDir = journal?.userDir ?? bed.newFolder();
  placeLockers(userDir, units);
  const nodeRed = await bed.subscribed(() =>
    startNodeRed({
      userDir,
      flows: lockerFlow({
        brokerPort: bed.broker.port,
        snsUrl: bed.snsUrl,
        timeZone: zoneFor("night", Date.now()),
      }),
      env: { ...bed.probes.env, AWS_ACCESS_KEY_ID: "bench", AWS_SECRET_ACCESS_KEY: "bench", ...env },
    }),
  );
  return {
    sink: bed.sns,
    units,
    from: journal?.events ?? 0,
    usage: () => bed.probes.read(nodeRed.pid),
    async stop() {
      await nodeRed.stop();
      await bed.forget(CLIENT_ID);
    },
  };
}
