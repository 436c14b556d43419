import type { Page } from "playwright-core";

/** Hz of the tones that were started in the page. */
declare global {
  interface Window {
    tones?: number[];
  }
}

/** Call it before the page is opened. */
export async function noteTones(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.tones = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      window.tones?.push(this.frequency.value);
      start.call(this, when);
    };
  });
}

/** Hz of the tones so far. */
export function tonesOf(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => window.tones ?? []);
}

/** Resolves when more tones than these have been started. */
export async function sounds(page: Page, beyond: number): Promise<void> {
  await page.waitForFunction((before) => (window.tones?.length ?? 0) > before, beyond);
}

/** First of the falling tones that say that the gateway is not heard, Hz. */
export const FALLING = 494;
