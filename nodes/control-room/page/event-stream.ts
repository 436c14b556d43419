/** Cuts a stream of text into server-sent events (HTML standard, 9.2.6); only `data` matters here. */
export class EventStream {
  #rest = "";

  /** The data of the events that have become whole. */
  push(text: string): readonly string[] {
    const parts = `${this.#rest}${text}`.replaceAll("\r\n", "\n").split("\n\n");
    this.#rest = parts.pop() ?? "";
    return parts.flatMap((part) => {
      const data = part
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(line.startsWith("data: ") ? 6 : 5));
      return data.length === 0 ? [] : [data.join("\n")];
    });
  }
}

const FIRST_MS = 500;
const LONGEST_MS = 8_000;

/**
 * How long to wait before trying again, milliseconds: doubled each time, and a fifth of it by chance, so that all
 * boards of a control room do not come back in the same instant.
 * @param failures how often in a row it failed, from 1
 * @param chance 0 to 1
 */
export function waitBefore(failures: number, chance: number): number {
  return Math.round(Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS) * (0.8 + 0.4 * chance));
}
