import type { Browser, Locator, Page } from "playwright-core";
import type { Account } from "../node-red-admin.ts";
import { until } from "../until.ts";
import { watch } from "./chromium.ts";

const PATIENCE_MS = 30_000;

/** A place in the workspace, pixels from its top left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Node-RED's editor in a browser, used by mouse and keyboard as a person does. */
export class Editor {
  readonly page: Page;
  /** Uncaught errors and console errors so far. */
  readonly problems: readonly string[];

  private constructor(page: Page, problems: readonly string[]) {
    this.page = page;
    this.problems = problems;
  }

  /** Signs in first where an account is given. */
  static async open(browser: Browser, url: string, account?: Account): Promise<Editor> {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    page.setDefaultTimeout(PATIENCE_MS);
    const problems = watch(page);
    await page.goto(url);
    if (account) {
      await page.locator("#node-dialog-login-username").fill(account.username);
      await page.locator("#node-dialog-login-password").fill(account.password);
      await page.locator("#node-dialog-login-submit").click();
    }
    await page.locator(".red-ui-palette-node").first().waitFor();
    await page.locator("#red-ui-loading-progress").waitFor({ state: "hidden" });
    return new Editor(page, problems);
  }

  /**
   * Import > Examples: opens the folders by their names and takes the flow. One that brings no tab of its own
   * is put down in the open one at the place.
   */
  async importExample(path: readonly string[], at?: Place): Promise<void> {
    await this.page.locator("#red-ui-header-button-sidemenu").click();
    await this.page.locator("#menu-item-import").click();
    const dialog = this.page.locator("#red-ui-clipboard-dialog");
    await dialog.getByRole("link", { name: "Examples" }).click();
    let within: Locator = dialog;
    for (const name of path) {
      const entry = within.locator(".red-ui-treeList-label:visible", {
        hasText: new RegExp(`^\\s*${name}\\s*$`),
      });
      await entry.click();
      within = entry.locator("xpath=ancestor::li[1]");
    }
    await this.page.locator("#red-ui-clipboard-dialog-ok").click();
    await dialog.waitFor({ state: "hidden" });
    if (at) await this.page.locator("#red-ui-workspace-chart").click({ position: at });
  }

  /** Shows the tab of a flow. */
  async openTab(label: string): Promise<void> {
    await this.page.locator("#red-ui-workspace-tabs").getByText(label, { exact: true }).click();
  }

  /** Drags a node out of the palette; returns its id. */
  async drag(type: string, at: Place): Promise<string> {
    const before = await this.#ids();
    const entry = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await entry.scrollIntoViewIfNeeded();
    const chart = this.page.locator("#red-ui-workspace-chart");
    // A dialog that slides away, and its shade, take what the mouse does for as long as they are there.
    await entry.hover({ trial: true });
    await chart.hover({ trial: true, position: at });
    // By hand: a drag that is tried again, as Playwright's own may be, leaves two nodes.
    const from = await centre(entry);
    const workspace = await box(chart);
    const to = { x: workspace.x + at.x, y: workspace.y + at.y };
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await this.page.mouse.move(to.x, to.y, { steps: 4 });
    await this.page.mouse.up();
    return until(`a node of type ${type} in the workspace`, async () =>
      (await this.#ids()).find((id) => !before.includes(id)),
    );
  }

  /** Draws a wire from an output (0 is the first) of a node to the input of another. */
  async wire(from: string, output: number, to: string): Promise<void> {
    const start = await centre(
      this.node(from).locator(".red-ui-flow-port-output .red-ui-flow-port").nth(output),
    );
    const end = await centre(this.node(to).locator(".red-ui-flow-port-input .red-ui-flow-port"));
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 5 });
    await this.page.mouse.move(end.x, end.y, { steps: 5 });
    await this.page.mouse.up();
  }

  node(id: string): Locator {
    return this.page.locator(`[id="${id}"]`);
  }

  /** The triangle that the editor shows on a node that is not configured as it should be. */
  invalidMark(id: string): Locator {
    return this.node(id).locator(".red-ui-flow-node-error:visible");
  }

  /** Opens a node's dialog and waits for one of its fields. */
  async edit(id: string, field: string): Promise<Dialog> {
    await this.node(id).locator(".red-ui-flow-node").first().dblclick();
    const dialog = new Dialog(this.page, "node-input");
    await dialog.field(field).waitFor();
    await opened(this.page);
    return dialog;
  }

  /** Deploys and waits until the runtime has taken it. */
  async deploy(): Promise<void> {
    const answer = this.page.waitForResponse(
      (response) => response.url().endsWith("/flows") && response.request().method() === "POST",
    );
    await this.page.locator("#red-ui-header-button-deploy").click();
    const confirm = this.page.locator(
      "#node-dialog-confirm-deploy-deploy, button:has-text('Confirm deploy')",
    );
    const response = await Promise.race([
      answer,
      confirm
        .first()
        .click()
        .then(() => answer),
    ]);
    if (!response.ok())
      throw new Error(`The deploy was refused: ${response.status()} ${await response.text()}`);
  }

  /** Presses the button on an inject node. */
  async inject(id: string): Promise<void> {
    await this.node(id).locator(".red-ui-flow-node-button-button").click();
  }

  /** Id of the one node that shows this label. */
  async labelled(label: string): Promise<string> {
    const nodes = this.page.locator(".red-ui-flow-node-group", {
      has: this.page.getByText(label, { exact: true }),
    });
    const id = await nodes.getAttribute("id");
    if (id === null) throw new Error(`No node is called "${label}"`);
    return id;
  }

  async remove(id: string): Promise<void> {
    await this.node(id).locator(".red-ui-flow-node").first().click();
    await this.page.keyboard.press("Delete");
    await this.node(id).waitFor({ state: "detached" });
  }

  async #ids(): Promise<string[]> {
    return this.page.locator(".red-ui-flow-node-group").evaluateAll((nodes) => nodes.map(({ id }) => id));
  }
}

/** The tray of one node or config node. */
export class Dialog {
  readonly #page: Page;
  readonly #prefix: "node-input" | "node-config-input";

  constructor(page: Page, prefix: "node-input" | "node-config-input") {
    this.#page = page;
    this.#prefix = prefix;
  }

  field(name: string): Locator {
    return this.#page.locator(`#${this.#prefix}-${name}`);
  }

  row(name: string): Locator {
    return this.#page.locator(`#sl-row-${name}`);
  }

  /** The sentence under a field; empty when it is fine. */
  check(name: string): Locator {
    return this.#page.locator(`#sl-check-${name}`);
  }

  /** Whether a field has the red border. */
  marked(name: string): Promise<boolean> {
    return this.field(name).evaluate((input) => input.classList.contains("input-error"));
  }

  /** Opens the dialog of a new config node for a field that names one. */
  add(field: string): Promise<Dialog> {
    return this.#refer(field, "add");
  }

  /** Opens the dialog of the config node that a field names. */
  open(field: string): Promise<Dialog> {
    return this.#refer(field, "edit");
  }

  async #refer(field: string, button: "add" | "edit"): Promise<Dialog> {
    await this.#goneAfter(() => this.#page.locator(`#${this.#prefix}-btn-${field}-${button}`).click());
    const dialog = new Dialog(this.#page, "node-config-input");
    await dialog.field("name").waitFor();
    await opened(this.#page);
    return dialog;
  }

  ok(): Promise<void> {
    return this.#leave("ok");
  }

  cancel(): Promise<void> {
    return this.#leave("cancel");
  }

  async #leave(button: "ok" | "cancel"): Promise<void> {
    const kind = this.#prefix === "node-input" ? "node" : "node-config";
    await this.#goneAfter(() => this.#page.locator(`#${kind}-dialog-${button}`).click());
  }

  /** Node-RED keeps one dialog in the page at a time, and the next may have fields of the same ids. */
  async #goneAfter(leave: () => Promise<void>): Promise<void> {
    const field = await this.field("name").elementHandle();
    await leave();
    await this.#page.waitForFunction((element) => element?.isConnected === false, field);
  }
}

/** Node-RED puts the cursor into a dialog a moment after it shows it; what is typed before that goes astray. */
async function opened(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".red-ui-tray-body")].at(-1)?.contains(document.activeElement),
  );
}

async function centre(locator: Locator): Promise<Place> {
  const { x, y, width, height } = await box(locator);
  return { x: x + width / 2, y: y + height / 2 };
}

async function box(locator: Locator): Promise<Place & { readonly width: number; readonly height: number }> {
  const found = await locator.boundingBox();
  if (found === null) throw new Error(`${locator} is not visible`);
  return found;
}
