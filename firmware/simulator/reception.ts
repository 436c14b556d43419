import type { CommandMessage, ReplyEventMessage, ReplyMessage } from "../../nodes/domain/contract.ts";
import { CommandGuard, type Moment } from "./commands.ts";
import { configId, parseAnswer, parseCommand, parseConfig } from "./downlink.ts";
import type { Settings } from "./settings.ts";

/** What the unit does with what it is told. */
export interface Orders {
  moment(): Moment;
  answer(answer: ReplyEventMessage): void;
  publishStatus(): void;
  replay(from: number, to: number): void;
  restart(): void;
  /** A setting left out returns to the unit's own. */
  configure(settings: Settings): void;
  /** A setting left out stays as it is. */
  adjust(settings: Settings): void;
  /** After a configuration was taken or refused; `id` is null where it could not be read. */
  configured(
    id: string | null,
    result: { readonly result: "applied" } | { readonly result: "refused"; readonly code: string },
  ): void;
  /** Whether a door is open. */
  open(): boolean;
  /** Resolves when the broker has it. */
  reply(body: ReplyMessage): Promise<unknown>;
}

/** Hears the gateway: answers to events, commands, configuration. */
export class Reception {
  readonly #unit: string;
  readonly #orders: Orders;
  readonly #guard = new CommandGuard();
  #config: string | null = null;

  constructor(unit: string, orders: Orders) {
    this.#unit = unit;
    this.#orders = orders;
  }

  /** Id of the configuration in force; null while the firmware's own settings are. */
  get config(): string | null {
    return this.#config;
  }

  /** A new boot counts commands anew. */
  restart(): void {
    this.#guard.restart();
  }

  /** @param leaf what follows the unit in the topic */
  hear(leaf: string, payload: Uint8Array): void {
    if (leaf === "command") this.#command(payload);
    else if (leaf === "config") this.#configure(payload);
    else if (leaf === "reply/event") {
      const answer = parseAnswer(payload);
      if (answer) this.#orders.answer(answer);
    }
  }

  #command(payload: Uint8Array): void {
    const parsed = parseCommand(payload);
    if (!parsed) return;
    if ("refused" in parsed) {
      void this.#reply(parsed, "rejected", parsed.refused);
      return;
    }
    const { command } = parsed;
    const refused = this.#guard.refuse(command, this.#orders.moment());
    if (refused) void this.#reply(command, "rejected", refused);
    else this.#carryOut(command);
  }

  #carryOut(command: CommandMessage): void {
    switch (command.op) {
      case "ping":
      // A simulated unit has no LED to blink, and its tamper contact speaks for itself.
      case "identify":
      case "clear-tamper":
        break;
      case "get-state":
        this.#orders.publishStatus();
        break;
      case "replay":
        this.#orders.replay(command.args?.from ?? 0, command.args?.to ?? Number.POSITIVE_INFINITY);
        break;
      case "set-config":
        this.#orders.adjust(command.args ?? {});
        this.#orders.configured(this.#config, { result: "applied" });
        break;
      case "ota":
        // A simulated unit has no firmware to exchange; a real one refuses an open door all the same.
        void this.#reply(command, "rejected", this.#orders.open() ? "door-open" : "unsupported");
        return;
      case "reboot":
        void this.#reply(command, "accepted").then(() => this.#orders.restart());
        return;
    }
    void this.#reply(command, "done");
  }

  #configure(payload: Uint8Array): void {
    const config = parseConfig(payload, this.#unit);
    // The retained configuration comes again with every connection; taking it again changes nothing.
    if (config !== null && config.id === this.#config) return;
    if (config) {
      const { v, unit, id, ...settings } = config;
      this.#config = id;
      this.#orders.configure(settings);
    }
    this.#orders.configured(
      config?.id ?? configId(payload, this.#unit),
      config ? { result: "applied" } : { result: "refused", code: "schema-violation" },
    );
  }

  #reply(
    { id, n }: { readonly id: string; readonly n?: number },
    result: ReplyMessage["result"],
    code?: string,
  ): Promise<unknown> {
    return this.#orders.reply({
      v: 1,
      unit: this.#unit,
      id,
      ...(n === undefined ? {} : { n }),
      result,
      ...(code === undefined ? {} : { code }),
    });
  }
}
