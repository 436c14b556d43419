import { Random } from "../../firmware/simulator/random.ts";

/** Kinds of faults; `kills` are those that `--kills` counts. */
export const KINDS = ["kills", "restarts", "freezes", "deploys", "broker", "sns", "mail"] as const;
export type Kind = (typeof KINDS)[number];
type Other = Exclude<Kind, "kills">;

/** How SNS misbehaves: nobody listens, HTTP 503, no answer, late answers, answers that are cut off. */
export type SnsFault = "refuse" | "error" | "hang" | "slow" | "cut";
/** How the mail server misbehaves: nobody listens, "try again later", no answer. */
export type MailFault = "refuse" | "error" | "hang";
export type DeployType = "full" | "flows" | "nodes";
/** What a deploy changes: a name, a wire to one more debug node, or a node of Node-RED's own put into a wire. */
export type ChangeKind = "rename" | "watch" | "insert";

/** One thing that the harness does. All times in milliseconds. */
export type Step =
  /**
   * SIGKILL, `afterMs` after traffic flows, or after the process was started, or after its flows have: what was
   * in a flow is sent again at that moment.
   */
  | { readonly kind: "kills"; readonly when: "flowing" | "starting" | "started"; readonly afterMs: number }
  /** SIGTERM, as an operating system stops a service, and a start. */
  | { readonly kind: "restarts"; readonly afterMs: number }
  /** SIGSTOP, and SIGCONT `forMs` later. */
  | { readonly kind: "freezes"; readonly afterMs: number; readonly forMs: number }
  | {
      readonly kind: "deploys";
      readonly type: DeployType;
      readonly change: ChangeKind;
      readonly afterMs: number;
      /** Chooses what is changed. */
      readonly dice: number;
    }
  /** SIGTERM (it saves its state) or SIGKILL (it loses the last second), and a start `downMs` later. */
  | {
      readonly kind: "broker";
      readonly how: "restart" | "kill";
      readonly afterMs: number;
      readonly downMs: number;
    }
  /** Lasts while the next steps are carried out. */
  | { readonly kind: "sns"; readonly fault: SnsFault; readonly afterMs: number; readonly forMs: number }
  | { readonly kind: "mail"; readonly fault: MailFault; readonly afterMs: number; readonly forMs: number };

export interface PlanOptions {
  readonly kills: number;
  readonly seed: number;
  readonly only: ReadonlySet<Kind>;
}

/** How many of each there are for a hundred kills. Kills in a row are those at start-up. */
const PER_HUNDRED: Readonly<Record<Other, number>> = {
  restarts: 10,
  freezes: 20,
  deploys: 80,
  broker: 24,
  sns: 30,
  mail: 16,
};
const AT_START_UP = 0.35;

/**
 * The schedule of a run: the same for the same seed. Without kills among the kinds it has as many steps as if
 * there were, for the same length.
 */
export function planOf({ kills, seed, only }: PlanOptions): readonly Step[] {
  const random = new Random(seed);
  const steps: Step[] = [];
  const others = KINDS.filter((kind): kind is Other => kind !== "kills" && only.has(kind));
  // Evenly spread, each kind from a place of its own: the parts of a hundred that have come up so far.
  const owed = new Map(others.map((kind) => [kind, random.next()]));
  for (let kill = 0; kill < kills; ) {
    for (const kind of others) {
      const due = (owed.get(kind) ?? 0) + PER_HUNDRED[kind] / 100;
      for (let count = Math.floor(due); count > 0; count -= 1) steps.push(stepOf(kind, random));
      owed.set(kind, due % 1);
    }
    const row = only.has("kills") ? rowOfKills(kills - kill, random) : [];
    steps.push(...row);
    kill += Math.max(row.length, 1);
  }
  return steps;
}

/** One kill in mid-traffic, and perhaps others while the gateway comes back. */
function rowOfKills(most: number, random: Random): readonly Step[] {
  const row: Step[] = [{ kind: "kills", when: "flowing", afterMs: random.integer(0, 2_000) }];
  while (row.length < most && row.length < 4 && random.next() < AT_START_UP) {
    row.push(
      random.next() < 0.5
        ? { kind: "kills", when: "starting", afterMs: random.integer(0, 4_000) }
        : { kind: "kills", when: "started", afterMs: random.integer(0, 500) },
    );
  }
  return row;
}

function stepOf(kind: Other, random: Random): Step {
  const afterMs = random.integer(0, 1_000);
  switch (kind) {
    case "restarts":
      return { kind, afterMs };
    case "freezes":
      return { kind, afterMs, forMs: random.integer(500, 3_000) };
    case "deploys":
      return {
        kind,
        type: random.pick(["full", "flows", "nodes"]),
        change: random.pick(["rename", "watch", "insert"]),
        afterMs,
        dice: random.integer(0, 2 ** 31),
      };
    case "broker":
      return {
        kind,
        how: random.next() < 0.6 ? "restart" : "kill",
        afterMs,
        downMs: random.integer(0, 1_500),
      };
    case "sns": {
      const fault = random.pick<SnsFault>(["refuse", "error", "hang", "slow", "slow", "cut"]);
      return { kind, fault, afterMs, forMs: random.integer(1_000, 6_000) };
    }
    case "mail":
      return {
        kind,
        fault: random.pick(["refuse", "error", "hang"]),
        afterMs,
        forMs: random.integer(1_000, 5_000),
      };
  }
}

/** The step in words. */
export function describeStep(step: Step): string {
  const after = `after ${step.afterMs} ms`;
  switch (step.kind) {
    case "kills":
      return `SIGKILL Node-RED, ${step.when} (${after})`;
    case "restarts":
      return `restart Node-RED (${after})`;
    case "freezes":
      return `SIGSTOP Node-RED for ${step.forMs} ms (${after})`;
    case "deploys":
      return `deploy ${step.type}, ${step.change} (${after})`;
    case "broker":
      return `${step.how === "kill" ? "SIGKILL" : "restart"} the broker, ${step.downMs} ms (${after})`;
    case "sns":
    case "mail":
      return `${step.kind}: ${step.fault} for ${step.forMs} ms (${after})`;
  }
}
