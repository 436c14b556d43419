import { type Browser, chromium, type Page } from "playwright-core";
import { find } from "../needs.ts";

/** Debian's Chromium, talking to nobody of its own accord. */
export function launch(): Promise<Browser> {
  const executablePath = find("chromium");
  if (executablePath === null) throw new Error("Chromium is missing: guard the test by needs()");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What went wrong in a page without anybody seeing it: uncaught errors, and errors on the console. */
export function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.stack ?? error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  return problems;
}
