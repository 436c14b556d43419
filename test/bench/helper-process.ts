import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { until } from "../until.ts";

/** A process of the bench's own beside this file, which takes orders and says what came of them. */
export class HelperProcess<Order extends object, Says extends { readonly says: string }> {
  readonly #child: ChildProcess;
  readonly #heard = new Map<string, Says>();
  readonly #listeners = new Set<(said: Says) => void>();

  /** @param script name of the file, e.g. `publisher` */
  constructor(script: string) {
    this.#child = fork(join(import.meta.dirname, `${script}.ts`), {
      execArgv: ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
    });
    const orphan = () => this.#child.kill("SIGKILL");
    process.once("exit", orphan);
    this.#child.once("exit", () => process.off("exit", orphan));
    this.#child.on("message", (said: Says) => {
      this.#heard.set(said.says, said);
      for (const listener of this.#listeners) listener(said);
    });
  }

  tell(order: Order): void {
    this.#child.send(order);
  }

  /** Called with all that it says, until what is returned is called. */
  listen(listener: (said: Says) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What it says of this kind, now or as the answer to an order. */
  async hear<Kind extends Says["says"]>(kind: Kind, order?: Order): Promise<Extract<Says, { says: Kind }>> {
    if (order) {
      this.#heard.delete(kind);
      this.tell(order);
    }
    return until(`a helper process to say "${kind}"`, () => {
      if (this.#child.exitCode !== null) throw new Error(`A helper process ended before it said "${kind}"`);
      const said = this.#heard.get(kind);
      return said !== undefined && isKind<Says, Kind>(said, kind) ? said : null;
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }
}

function isKind<Says extends { readonly says: string }, Kind extends Says["says"]>(
  said: Says,
  kind: Kind,
): said is Extract<Says, { says: Kind }> {
  return said.says === kind;
}
