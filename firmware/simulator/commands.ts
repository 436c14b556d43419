import type { CommandMessage } from "../../nodes/domain/contract.ts";

/** What the unit knows when a command arrives. */
export interface Moment {
  readonly boot: number;
  readonly nonce: string;
  /** Null unless the unit's clock is synchronised: then `expires` cannot be held against a command. */
  readonly now: number | null;
}

/**
 * Refuses commands that were meant for an earlier start of the unit, have run out, or came before. It needs
 * no clock: boot and nonce change with every start, and `n` only ever grows within one.
 */
export class CommandGuard {
  #lastN = 0;

  /** @returns why the command must not be carried out, or null */
  refuse(command: CommandMessage, { boot, nonce, now }: Moment): "stale" | "expired" | null {
    // These two change nothing, so a repetition does no harm.
    if (command.op === "ping" || command.op === "get-state") return null;
    const { n = 0, expires = 0 } = command;
    if (command.boot !== boot || command.nonce !== nonce || n <= this.#lastN) return "stale";
    if (now !== null && now > expires) return "expired";
    this.#lastN = n;
    return null;
  }

  restart(): void {
    this.#lastN = 0;
  }
}
