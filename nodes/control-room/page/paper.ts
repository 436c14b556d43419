import { say } from "./words.ts";

/** Whoever opens or keeps it has read it long before, milliseconds. */
const READ_MS = 60_000;

/**
 * Shows what the gateway gives in a tab of its own, ready to print. The gateway is asked by this page, so that no
 * address ever holds the token; the page itself has no script, and must not have any here.
 * @throws Error with a sentence where the browser opens no tab, and what `paper` throws
 */
export async function openTab(paper: Promise<Blob>): Promise<void> {
  // Now, while the browser knows that a person wants it.
  const tab = window.open("", "_blank");
  try {
    const blob = await paper;
    if (tab === null || tab.closed) throw new Error(say("day.noTab"));
    tab.opener = null;
    tab.location.replace(addressOf(blob));
  } catch (thrown) {
    tab?.close();
    throw thrown;
  }
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = addressOf(blob);
  link.download = name;
  link.click();
}

function addressOf(blob: Blob): string {
  const address = URL.createObjectURL(blob);
  setTimeout(() => URL.revokeObjectURL(address), READ_MS);
  return address;
}
