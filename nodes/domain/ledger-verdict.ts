/** Something that proves the file is not what the gateway recorded. */
export interface Problem {
  /** The first record it is about, where it can be told. */
  readonly site: string | null;
  readonly n: number | null;
  /** What is wrong there, as a sentence goes on after "Record 7 of MUM01 " or "Line 12 ". */
  readonly what: string;
}

export interface Fault extends Problem {
  /** 1-based; 0 where it is about what the file lacks. */
  readonly line: number;
}

export interface ChainVerdict {
  readonly site: string;
  /** The first and the last record in this file; `last` is `first` - 1 where it holds none. */
  readonly first: number;
  readonly last: number;
  /** Records without content. */
  readonly erased: number;
  /** The last record that a valid signature covers, and when that was made; null where none does. */
  readonly signed: { readonly n: number; readonly at: number } | null;
}

export interface LedgerVerdict {
  /** In the order in which they were found; empty where nothing speaks against the file. */
  readonly faults: readonly Fault[];
  /** How many more there were than are told. */
  readonly moreFaults: number;
  /** Identity of the ledger; null where the file does not say it. */
  readonly ledger: string | null;
  /** Ids of the keys that signatures were checked with. */
  readonly keys: readonly string[];
  readonly records: number;
  readonly chains: readonly ChainVerdict[];
  /** Of the checkpoints published earlier: those that the file was held against, and those it does not reach. */
  readonly compared: number;
  readonly beyond: number;
}

export function problemAt(site: string | null, n: number | null, what: string): Problem {
  return { site, n, what };
}

/** About a whole line. */
export function problemOfLine(what: string): Problem {
  return { site: null, n: null, what };
}

/** Faults that are told; one cut in a file can give a fault for each line after it. */
const TOLD = 20;

export class Faults {
  readonly told: Fault[] = [];
  more = 0;

  add(line: number, problem: Problem): void {
    if (this.told.length < TOLD) this.told.push({ line, ...problem });
    else this.more += 1;
  }
}
