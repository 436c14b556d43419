import type { Register } from "../../nodes/domain/register.ts";
import type { Channel, Listener, Received } from "./audience.ts";
import type { LocalRun } from "./local-run.ts";

const WAIT_MS = 60_000;
/** After the last party was told, others of its messages may be on their way: as long as they keep coming. */
const QUIET_MS = 400;
/** A locker of one hirer, covered by both insurers. */
const LOCKER = "MUM01-0001";

/** What one party received, by channel; several texts of one channel as a list. */
export type Told = { readonly [K in Channel]?: string | readonly string[] };

export interface Outcome {
  readonly hirer: Told | null;
  readonly controlRoom: Told | null;
  readonly insurer: Told | null;
  /** From publishing the forced opening until the last party was told; null where one was not. */
  readonly ms: number | null;
}

/**
 * Plays one forced opening at night and waits until each party was told.
 * @param waitMs how long at most, milliseconds
 */
export async function playOnce(run: LocalRun, waitMs = WAIT_MS): Promise<Outcome> {
  const { fleet, audience, register } = run;
  const missing = new Set(duties(register, audience.listeners, LOCKER));
  const before = audience.received.at(-1)?.number ?? 0;
  let published: number | null = null;
  let lastTold: number | null = null;

  const stops = [
    fleet.observe({
      sent: () => {
        published ??= performance.now();
      },
    }),
  ];
  const unit = fleet.unitOf(LOCKER);
  const told = new Promise<void>((resolve) => {
    let patience = setTimeout(resolve, waitMs);
    const stopHearing = audience.onReceived((received) => {
      for (const duty of missing) if (fulfils(received, duty)) missing.delete(duty);
      if (missing.size > 0) return;
      lastTold ??= performance.now();
      clearTimeout(patience);
      patience = setTimeout(resolve, QUIET_MS);
    });
    stops.push(stopHearing);
  });
  unit.force(LOCKER);
  await told;
  for (const stop of stops) stop();

  const received = audience.received.filter(({ number }) => number > before);
  const party = (name: Listener["party"]): Told | null => {
    const complete = ![...missing].some((duty) => duty.party === name);
    return complete ? toldOf(received.filter((message) => message.party === name)) : null;
  };
  return {
    hirer: party("hirer"),
    controlRoom: party("control-room"),
    insurer: party("insurer"),
    ms: published === null || lastTold === null ? null : Math.round(lastTold - published),
  };
}

/** Somebody who must be told, and the addresses any of which will do. */
interface Duty {
  readonly party: Listener["party"];
  readonly channels: Listener["channels"];
}

/** Each hirer of the locker by every phone and mailbox, the control room, each insurer of the locker. */
function duties(register: Register, listeners: readonly Listener[], locker: string): readonly Duty[] {
  const hirers = new Set(register.hirersOf(locker).map(({ id }) => id));
  return listeners.flatMap(({ id, party, lockers, channels }): readonly Duty[] => {
    switch (party) {
      case "hirer":
        return hirers.has(id) ? channels.map((channel) => ({ party, channels: [channel] })) : [];
      case "control-room":
        return [{ party, channels }];
      case "insurer":
        return lockers.length === 0 || lockers.includes(locker) ? [{ party, channels }] : [];
      default:
        return [];
    }
  });
}

function fulfils({ party, channel, address }: Received, duty: Duty): boolean {
  return (
    party === duty.party && duty.channels.some((one) => one.channel === channel && one.address === address)
  );
}

function toldOf(messages: readonly Received[]): Told | null {
  const texts = new Map<Channel, string[]>();
  for (const { channel, subject, text } of messages) {
    texts.set(channel, [...(texts.get(channel) ?? []), subject === null ? text : `${subject}\n\n${text}`]);
  }
  if (texts.size === 0) return null;
  return Object.fromEntries([...texts].map(([channel, all]) => [channel, all.length === 1 ? all[0] : all]));
}
