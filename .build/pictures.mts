import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type LocalRun, startLocalRun } from "../gateway/local/local-run.ts";
import { servePage } from "../gateway/local/page-server.ts";
import { launch } from "../test/browser/chromium.ts";
import { Editor } from "../test/browser/editor.ts";

/** Makes the pictures of the README from a running system (Chromium is needed): `npm run pictures`. */
const FLOW_PICTURES = ["control-room-sos", "control-room-test", "registered-visits"];
const BOARD_PICTURE = "gateway/pictures/control-room.png";
const DAY_PICTURE = "gateway/pictures/day-report.png";
const HANDSET_PICTURE = "gateway/pictures/handset.png";
/** Around what is shown, pixels. */
const MARGIN = 16;

const run = await startLocalRun({
  ports: { editor: 0, broker: 0 },
  flows: "flows",
  seed: 1,
  tell: (line) => console.error(line),
});
const page = await servePage(run, 0);
const browser = await launch();
try {
  await save(HANDSET_PICTURE, await brokenOpen(browser, page.url));
  await save(BOARD_PICTURE, await board(browser, run));
  await save(DAY_PICTURE, await dayReport(browser, run));
  for (const name of FLOW_PICTURES)
    await save(`flows/pictures/${name}.png`, await flow(browser, run, `flows/${name}.json`));
} finally {
  await browser.close();
  await page.close();
  await run.stop();
}

/** The handset page when a locker was broken open at night and all have been told. */
async function brokenOpen(browser: Browser, url: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(url);
  await page.getByRole("button", { name: "Break open" }).click();
  await page.getByText("SOS", { exact: true }).nth(1).waitFor();
  await page.locator("#phone-messages li").nth(1).waitFor();
  await page.locator("#inboxes").getByText("theft suspected").nth(3).waitFor();
  return page.screenshot({ animations: "disabled" });
}

/** The control room's board with what came of it: one alarm in hand, the other one to be acknowledged. */
async function board(browser: Browser, run: LocalRun): Promise<Buffer> {
  const size = { width: 1600, height: 900 };
  const page = await signedIn(await browser.newPage({ viewport: size, colorScheme: "dark" }), run);
  await page.locator(".incident.waiting").nth(1).waitFor();
  await page.locator(".incident", { hasText: "forced open" }).first().click();
  await page.keyboard.press("a");
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  await page.locator(".incident.in-hand").waitFor();
  await page.locator(".incident.waiting button").first().click();
  await page.locator(".evidence").waitFor();
  await page.locator(".toast.shown").waitFor({ state: "detached" });
  return page.screenshot({ animations: "disabled" });
}

/** The day report of the branch, where the locker was broken open and everybody was told. */
async function dayReport(browser: Browser, run: LocalRun): Promise<Buffer> {
  const size = { width: 1280, height: 620 };
  const page = await signedIn(await browser.newPage({ viewport: size, colorScheme: "light" }), run);
  await page.keyboard.press("6");
  await page.locator(".day tbody tr").first().waitFor();
  return page.screenshot({ animations: "disabled" });
}

async function signedIn(page: Page, { board }: LocalRun): Promise<Page> {
  await page.goto(board.url);
  await page.getByLabel("Name").fill(board.operator.user);
  await page.getByLabel("Password").fill(board.operator.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(".incident.waiting, .incident.in-hand").first().waitFor();
  return page;
}

/** The nodes of a flow file, as the editor draws them, with their statuses. */
async function flow(browser: Browser, run: LocalRun, file: string): Promise<Buffer> {
  const nodes: readonly { readonly id: string; readonly type: string }[] = JSON.parse(
    readFileSync(file, "utf8"),
  );
  const tab = nodes.find(({ type }) => type === "tab");
  if (tab === undefined) throw new Error(`${file} has no tab`);
  const { url, user, password } = run.editor;
  const { page } = await Editor.open(browser, `${url}/#flow/${tab.id}`, { username: user, password });
  // Wide enough that no sidebar covers a part of the flow.
  await page.setViewportSize({ width: 1900, height: 1000 });
  // The sidebar may not lie over the flow.
  await page.setViewportSize({ width: 2200, height: 1000 });
  const boxes = await page
    .locator(".red-ui-flow-node-group, .red-ui-flow-group-body")
    .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON()));
  const left = Math.min(...boxes.map(({ left }) => left)) - MARGIN;
  const top = Math.min(...boxes.map(({ top }) => top)) - MARGIN;
  const right = Math.max(...boxes.map(({ right }) => right)) + MARGIN;
  const bottom = Math.max(...boxes.map(({ bottom }) => bottom)) + MARGIN;
  return page.screenshot({
    clip: { x: left, y: top, width: right - left, height: bottom - top },
    animations: "disabled",
  });
}

async function save(file: string, picture: Buffer): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, picture);
  console.log(`${file} ${Math.round(statSync(file).size / 1000)} kB`);
}
