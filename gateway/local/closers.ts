import { sentenceOf } from "../../nodes/domain/errors.ts";

/** What has been started, to be ended in the opposite order, each once, whatever the others do. */
export class Closers {
  readonly #steps: (() => void | Promise<void>)[] = [];
  readonly #tell: (sentence: string) => void;
  #closing: Promise<void> | null = null;

  constructor(tell: (sentence: string) => void) {
    this.#tell = tell;
  }

  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (thrown) {
        this.#tell(sentenceOf(thrown));
      }
    }
  }
}
