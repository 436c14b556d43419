import { bad, type Reader } from "./register-cells.ts";

/** The ids one file names, for the rows that refer to them. */
export class Known<T> {
  readonly usable = new Map<string, T>();
  readonly #lines = new Map<string, number>();
  readonly #file: string;
  readonly #thing: string;

  /** @param thing what a row stands for, e.g. `locker` */
  constructor(file: string, thing: string) {
    this.#file = file;
    this.#thing = thing;
  }

  /** Reads the id a line is about: an id that an earlier line has already is a problem. */
  claim(line: number, shape: Reader<string>): Reader<string> {
    return (cell) => {
      const result = shape(cell);
      if (result.value === undefined) return result;
      const before = this.#lines.get(result.value);
      if (before !== undefined)
        return bad(
          `This ${this.#thing} stands in line ${before} already, and that line is used: take one of the two out.`,
        );
      this.#lines.set(result.value, line);
      return result;
    };
  }

  /** Reads a cell that refers to one of the ids. */
  readonly reference: Reader<string> = (id) => {
    if (this.usable.has(id)) return { value: id };
    if (id === "") return bad(`The ${this.#thing} is missing: write the id of one that ${this.#file} lists.`);
    const line = this.#lines.get(id);
    return bad(
      line === undefined
        ? `${this.#file} lists no such ${this.#thing}: write the id of one that it lists, or add this one there.`
        : `Line ${line} of ${this.#file}, where this ${this.#thing} stands, cannot be used: mend that line first.`,
    );
  };
}
