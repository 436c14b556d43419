import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { REPORT_PATH } from "../../nodes/locker-register/config.ts";
import { lines } from "../domain/register-tables.ts";
import { needs } from "../needs.ts";
import type { Account } from "../node-red-admin.ts";
import { type NodeRedProcess, startNodeRed } from "../node-red-process.ts";
import { emptyFolder, save, writeRegister } from "../nodes/register-folder.ts";
import { launch } from "./chromium.ts";
import { Editor } from "./editor.ts";

const FOLDER = writeRegister(emptyFolder());
const OFFICER: Account = { username: "officer", password: "s3cret-officer", permissions: "*" };
const FLOWS = [
  { id: "tab", type: "tab", label: "insurers" },
  {
    id: "feed",
    type: "insurer-feed",
    z: "tab",
    name: "",
    register: "register",
    calendar: "",
    x: 300,
    y: 200,
    wires: [[], []],
  },
  { id: "register", type: "locker-register", name: "", folder: FOLDER },
];

if (needs("chromium")) {
  describe("the dialog of locker-register", function () {
    this.timeout(120_000);
    let red: NodeRedProcess;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
      save(
        FOLDER,
        "sites.csv",
        lines("site,name,redress", "MUM01,Fort,+912266000000", "ber01,Mitte,+49301234567"),
      );
      red = await startNodeRed({
        flows: FLOWS,
        accounts: [OFFICER],
      });
      browser = await launch();
      editor = await Editor.open(browser, red.url, OFFICER);
    });
    after(async () => {
      await browser?.close();
      await red?.stop();
    });
    afterEach(() => {
      // Before somebody has signed in, the editor's own request for its settings is refused.
      assert.deepEqual(
        editor.problems.filter((problem) => !/ 401 .*\/settings\?/.test(problem)),
        [],
      );
    });

    const report = () => editor.page.locator("#sl-register-report");

    it("shows what the running register holds, and which lines need mending", async () => {
      const feed = await editor.edit("feed", "name");
      const dialog = await feed.open("register");
      await report().getByText("Sites: 1 · units: 2 · lockers: 3").waitFor();
      await report().getByText(`Folder: ${FOLDER}`).waitFor();
      await report()
        .getByText("sites.csv, line 3, site: This is not a site id: write 2 to 16 capital letters")
        .waitFor();
      await dialog.field("folder").fill("");
      assert.equal(await dialog.check("folder").textContent(), "Fill this in.");
      await dialog.cancel();
      await feed.cancel();
    });

    it("says of a new register that it is not running yet", async () => {
      const feed = await editor.edit("feed", "name");
      const register = await feed.add("register");
      await report().getByText("This register is not running. Deploy it").waitFor();
      await register.cancel();
      await feed.cancel();
    });

    it("says where the gateway did not answer, instead of that the register is not running", async () => {
      const path = `**/${REPORT_PATH}/*`;
      await editor.page.route(path, (route) => route.fulfill({ body: "<p>Sign in to this network</p>" }));
      const feed = await editor.edit("feed", "name");
      const dialog = await feed.open("register");
      await report().getByText("The gateway did not say what the register holds.").waitFor();
      await editor.page.unroute(path);
      await dialog.cancel();
      await feed.cancel();
    });
  });
}
