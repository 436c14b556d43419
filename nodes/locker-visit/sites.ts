import type { Register } from "../domain/register.ts";
import { sitesIn } from "./config.ts";

/** The sites that ask for visits, as the node names them and the register knows them. */
export class Sites {
  readonly #named: ReturnType<typeof sitesIn>;
  readonly #register: () => Register;
  #asking: ReadonlySet<string> = new Set();

  /** @param named as in the node's configuration */
  constructor(named: string, register: () => Register) {
    this.#named = sitesIn(named);
    this.#register = register;
    this.read();
  }

  get asking(): ReadonlySet<string> {
    return this.#asking;
  }

  /** Those that the node names and the register does not know. */
  get unknown(): readonly string[] {
    const { sites } = this.#register();
    return this.#named instanceof Set ? [...this.#named].filter((site) => !sites.has(site)) : [];
  }

  /** The register is another one. */
  read(): void {
    this.#asking = this.#named instanceof Set ? this.#named : new Set(this.#register().sites.keys());
  }
}
