import type { Browser, Locator, Page } from "playwright-core";
import type { Account } from "../node-red-admin.ts";
import { watch } from "./chromium.ts";
import { noteTones, sounds, tonesOf } from "./tones.ts";

const PATIENCE_MS = 20_000;

/** The control room's board in a browser, as a person uses it. */
export class BoardPage {
  readonly page: Page;
  /** Uncaught errors and console errors so far. */
  readonly problems: readonly string[];

  private constructor(page: Page) {
    this.page = page;
    this.problems = watch(page);
  }

  static async open(browser: Browser, url: string): Promise<BoardPage> {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, colorScheme: "dark" });
    page.setDefaultTimeout(PATIENCE_MS);
    await noteTones(page);
    const board = new BoardPage(page);
    await page.goto(`${url}/smart-lockers/board/`);
    return board;
  }

  async signIn({ username, password }: Account): Promise<void> {
    await this.page.getByLabel("Name").fill(username);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Resolves when the board is whole and its gateway is heard. */
  async live(): Promise<void> {
    await this.page.locator(".live.live").first().waitFor();
  }

  /** An open alarm in the list, by its title. */
  alarm(title: string): Locator {
    return this.page.locator(".incident", { hasText: title });
  }

  /** Resolves when the browser's tab is called so. */
  async titled(pattern: RegExp): Promise<void> {
    await this.page.waitForFunction((source) => new RegExp(source).test(document.title), pattern.source);
  }

  /** How many tones have been started. */
  async tones(): Promise<number> {
    return (await tonesOf(this.page)).length;
  }

  /** Resolves when more tones than these have been started. */
  async sounds(beyond: number): Promise<void> {
    await sounds(this.page, beyond);
  }
}
