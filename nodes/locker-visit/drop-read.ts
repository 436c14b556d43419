import { hash } from "node:crypto";

/** How far a file was read; kept over a restart together with what its lines did. Plain data. */
export interface Progress {
  /** When its first line was read, milliseconds since 1970. */
  readonly since: number;
  /** How long it was then, and the SHA-256 of so much of it. */
  readonly bytes: number;
  readonly digest: string;
  /** Lines up to this one were dealt with. */
  readonly through: number;
  /** Lines that did something in this reading. */
  readonly registered: number;
  readonly refused: readonly { readonly line: number; readonly problem: string }[];
  /** Lines up to this one had been read before, as the same file or the beginning of it. */
  readonly before: number;
  /** True once it was put away. */
  readonly isAway: boolean;
}

/** A new file of this content. */
export function fresh(content: Uint8Array, now: number): Progress {
  return {
    ...{ since: now, bytes: content.length, digest: digestOf(content), through: 0 },
    ...{ registered: 0, refused: [], before: 0, isAway: false },
  };
}

/**
 * How far this content was read: a file of the same name that begins as the one before did is that one, grown or given
 * once more, and its lines are never done twice.
 */
export function resumed(known: Progress | undefined, content: Uint8Array, now: number): Progress {
  if (known === undefined || content.length < known.bytes) return fresh(content, now);
  if (digestOf(content.subarray(0, known.bytes)) !== known.digest) return fresh(content, now);
  const grown = { ...known, bytes: content.length, digest: digestOf(content) };
  if (!known.isAway) return grown;
  return { ...grown, since: now, registered: 0, refused: [], before: known.through, isAway: false };
}

/** True for a file that brought nothing new: it was given once more. */
export function isAgain({ before, through }: Progress): boolean {
  return before > 0 && through <= before;
}

/** What became of a file, for whoever looks after the counter system. */
export function reportOf(progress: Progress): string {
  const { registered, refused, before } = progress;
  const sentences = [
    ...(before > 0 ? [`Lines up to ${before} were read before, so nothing was done with them again.`] : []),
    ...(isAgain(progress) ? ["Give each file a name of its own."] : []),
    `${registered} line(s) were registered, ${refused.length} were not.`,
    ...refused.map(({ line, problem }) => `Line ${line}: ${problem}`),
  ];
  return `${sentences.join("\n")}\n`;
}

export function digestOf(content: Uint8Array): string {
  return hash("sha256", content, "hex");
}
