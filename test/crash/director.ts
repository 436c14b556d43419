import { setTimeout as pause } from "node:timers/promises";
import { sentenceOf } from "../../nodes/domain/errors.ts";
import { until } from "../until.ts";
import type { Step } from "./plan.ts";
import { ON_ITS_WAY_MS, type Stage } from "./stage.ts";

const WORKING_MS = 60_000;

/** Carries out the steps, one after the other; outages last while the next ones are carried out. */
export class Director {
  readonly #stage: Stage;
  readonly #outages = new Map<"sns" | "mail", Promise<void>>();
  #deploying: Promise<void> = Promise.resolve();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async carryOut(step: Step): Promise<void> {
    const { gateway, chronicle, faults } = this.#stage;
    switch (step.kind) {
      case "kills":
        if (step.when === "flowing") await this.#flowing();
        if (step.when === "started") await gateway.running();
        await pause(
          step.when === "starting"
            ? Math.max(0, step.afterMs - (chronicle.now() - gateway.life.startedAt))
            : step.afterMs,
        );
        await gateway.kill();
        gateway.start();
        return;
      case "restarts":
        await this.#flowing();
        await pause(step.afterMs);
        await this.#deploying;
        await gateway.stop().catch((thrown: unknown) => faults.push(sentenceOf(thrown)));
        gateway.start();
        return;
      case "freezes":
        await this.#flowing();
        await pause(step.afterMs);
        await gateway.freeze(step.forMs);
        return;
      case "deploys":
        await this.#deploying;
        await gateway.running();
        await pause(step.afterMs);
        // Every other one goes on while the next step is carried out, and may be cut short by it.
        this.#deploying = gateway.deploy(step);
        if (step.dice % 2 === 0) await this.#deploying;
        return;
      case "broker":
        await pause(step.afterMs);
        await this.#breakBroker(step);
        return;
      case "sns":
      case "mail":
        await this.#outages.get(step.kind);
        await pause(step.afterMs);
        this.#outages.set(step.kind, this.#outage(step));
    }
  }

  /** Resolves when all outages are over and the gateway runs. */
  async calm(): Promise<void> {
    await Promise.all([...this.#outages.values(), this.#deploying]);
    await this.#stage.gateway.running();
  }

  /** Until the present process has shown that it works. @throws Error when it has not within a minute */
  async #flowing(): Promise<void> {
    const { gateway, answers, inbox } = this.#stage;
    await gateway.running();
    const since = gateway.life.startedAt + ON_ITS_WAY_MS;
    const newest = () => Math.max(answers.at(-1) ?? 0, inbox.taken.at(-1)?.at ?? 0);
    await until("the gateway to work", () => newest() > since, WORKING_MS);
  }

  async #breakBroker({ how, downMs }: Extract<Step, { kind: "broker" }>): Promise<void> {
    const { broker, chronicle } = this.#stage;
    chronicle.note(how === "kill" ? "SIGKILL the broker" : "SIGTERM the broker");
    await (how === "kill" ? broker.kill() : broker.stop());
    await pause(downMs);
    await broker.start();
    chronicle.note("the broker listens again");
  }

  async #outage(step: Extract<Step, { kind: "sns" | "mail" }>): Promise<void> {
    const { sns, mail, chronicle } = this.#stage;
    chronicle.note(`${step.kind}: ${step.fault}`);
    await (step.kind === "sns" ? sns.misbehave(step.fault) : mail.misbehave(step.fault));
    await pause(step.forMs);
    await (step.kind === "sns" ? sns.misbehave(null) : mail.misbehave(null));
    chronicle.note(`${step.kind}: well again`);
  }
}
