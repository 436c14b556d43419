import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { watch } from "../../browser/chromium.ts";
import { noteTones } from "../../browser/tones.ts";
import type { StandIn } from "../stand-in.ts";

/** A board at which the operator of the stand-in has signed in. */
export async function opened(
  browser: Browser,
  { url }: StandIn,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly problems: readonly string[] }> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems = watch(page);
  await noteTones(page);
  await page.goto(url);
  await page.getByLabel("Name").fill("asha");
  await page.getByLabel("Password").fill("let me in");
  await page.keyboard.press("Enter");
  await page.locator(".live.live").first().waitFor();
  return { page, problems };
}
