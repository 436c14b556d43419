import type { ChainVerdict, Fault, LedgerVerdict } from "../../nodes/domain/ledger-verdict.ts";

/** True where nothing speaks against the file, and signatures speak for every chain in it. */
export function isProven({ faults, chains }: LedgerVerdict): boolean {
  return faults.length === 0 && chains.length > 0 && chains.every(isSigned);
}

/** What `smart-lockers verify` prints. */
export function verdictText(verdict: LedgerVerdict, digest: string, isPinned: boolean): string {
  const { faults, moreFaults, chains } = verdict;
  const lines: string[] = [];
  if (faults.length > 0) {
    lines.push("The ledger is NOT as the gateway recorded it:");
    lines.push(...faults.map((fault) => `  ${faultText(fault)}`));
    if (moreFaults > 0) lines.push(`  and ${moreFaults} more.`);
  } else if (isProven(verdict)) {
    lines.push("The ledger is as the gateway recorded and signed it.");
  } else {
    lines.push("The ledger hangs together, but is NOT proven:");
    if (chains.length === 0) lines.push("  It holds no records.");
    for (const { site } of chains.filter((chain) => !isSigned(chain))) {
      lines.push(
        `  Nothing of ${site} is signed, so anybody could have written it. The gateway signs within a quarter of an hour: export again then.`,
      );
    }
  }
  lines.push("", `ledger   ${verdict.ledger ?? "unknown"}, ${counted(verdict.records, "record")}`);
  // Beside a fault it would sound like comfort how much is signed.
  if (faults.length === 0)
    for (const chain of chains) lines.push(`${chain.site.padEnd(8)} ${chainText(chain)}`);
  for (const key of verdict.keys) lines.push(`key      ${key}`);
  if (!isPinned && verdict.keys.length > 0) {
    lines.push(
      "         BELIEVED as it stands in the file: anybody could have signed a forgery with a key of their own.",
      "         Compare it with the one written down when the gateway was set up, or give that with --key.",
    );
  }
  if (verdict.compared > 0) {
    lines.push(`         held against ${counted(verdict.compared, "published checkpoint")}`);
  }
  if (verdict.beyond > 0) {
    lines.push("         Some published checkpoints are of later records than this export was asked for.");
  }
  lines.push(`SHA-256  ${digest} (of the whole file)`);
  return lines.join("\n");
}

function isSigned({ first, last, signed }: ChainVerdict): boolean {
  return signed !== null || last < first;
}

/** `Line 17: record 8 of MUM01 was changed: ...` */
export function faultText({ line, site, n, what }: Fault): string {
  const record = n === null ? null : site === null ? `record ${n}` : `record ${n} of ${site}`;
  if (line === 0) return record === null ? `${what}.` : `${capital(record)} ${what}.`;
  return record === null ? `Line ${line} ${what}.` : `Line ${line}: ${record} ${what}.`;
}

function chainText({ first, last, erased, signed }: ChainVerdict): string {
  if (last < first) return `no records after record ${last}`;
  const parts = [first === last ? `record ${first}` : `records ${first} to ${last}`];
  if (signed) {
    const at = new Date(signed.at).toISOString();
    parts.push(
      signed.n === last
        ? `all signed at ${at}`
        : `signed up to ${signed.n} at ${at}; ${counted(last - signed.n, "record")} since then not yet`,
    );
  } else parts.push("not signed");
  if (erased > 0)
    parts.push(`${counted(erased, "record")} without content, which was erased or not asked for`);
  return parts.join("; ");
}

function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en-US")} ${thing}${count === 1 ? "" : "s"}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
