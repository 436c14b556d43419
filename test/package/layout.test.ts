import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { brokenImports } from "../../.build/layout-rule.mts";

/** A line of source in a file, and what the rule says to it (null where it may stand). */
const IMPORTS: readonly (readonly [file: string, source: string, refused: RegExp | null])[] = [
  ["nodes/domain/a.ts", 'import { b } from "./b.ts";', null],
  ["nodes/domain/a.ts", 'import { createHash } from "node:crypto";', null],
  ["nodes/domain/a.ts", 'import * as v from "valibot";', null],
  ["nodes/domain/a.ts", 'import { readFileSync } from "node:fs";', /the domain does no I\/O/],
  ["nodes/domain/a.ts", 'import type { Link } from "../links/link.ts";', /\(domain\) imports .*\(links\)/],
  ["nodes/domain/a.ts", 'export * from "../journal/journal.ts";', /\(domain\) imports .*\(journal\)/],
  ["nodes/domain/a.ts", 'const lazy = () => import("../links/link.ts");', /\(domain\) imports .*\(links\)/],
  ["nodes/links/a.ts", 'import type { Clock } from "../domain/clock.ts";', null],
  ["nodes/links/a.ts", 'import "../journal/journal.ts";', /\(links\) imports .*\(journal\)/],
  ["nodes/journal/a.ts", 'import "../links/link.ts";', /\(journal\) imports .*\(links\)/],
  ["nodes/runtime/a.ts", 'import "../journal/journal.ts";', null],
  ["nodes/runtime/a.ts", 'import "../bell/config.ts";', /\(runtime\) imports .*\(node-config\)/],
  ["nodes/bell/bell.ts", 'import "../runtime/define-node.ts";', null],
  ["nodes/bell/bell.ts", 'import "./ring.ts";', null],
  ["nodes/bell/bell.ts", 'import "../gong/gong.ts";', /\(node-runtime\) imports .*\(node-runtime\)/],
  ["nodes/bell/bell.ts", 'import "../../gateway/local/broker.ts";', /outside the package/],
  ["nodes/bell/bell.ts", 'import "../editor/dialog.ts";', /\(node-runtime\) imports .*\(editor\)/],
  ["nodes/bell/editor.ts", 'import "./config.ts";', null],
  ["nodes/bell/editor.ts", 'import "./migrations.ts";', null],
  ["nodes/bell/migrations.ts", 'import "../journal/journal.ts";', /\(node-config\) imports .*\(journal\)/],
  ["nodes/bell/editor.ts", 'import "./bell.ts";', /\(node-editor\) imports .*\(node-runtime\)/],
  ["nodes/bell/editor.ts", 'import "../runtime/define-node.ts";', /\(node-editor\) imports .*\(runtime\)/],
  ["nodes/bell/config.ts", 'import "../runtime/message.ts";', /\(node-config\) imports .*\(runtime\)/],
  ["nodes/control-room/control-room.ts", 'import "../runtime/store.ts";', null],
  ["nodes/control-room/control-room.ts", 'import "./protocol.ts";', null],
  [
    "nodes/control-room/control-room.ts",
    'import "./page/board.tsx";',
    /\(board-server\) imports .*\(board-page\)/,
  ],
  [
    "nodes/control-room/protocol.ts",
    'import "./stream.ts";',
    /\(board-protocol\) imports .*\(board-server\)/,
  ],
  ["nodes/control-room/page/board.tsx", 'import type { Snapshot } from "../protocol.ts";', null],
  [
    "nodes/control-room/page/board.tsx",
    'import "../stream.ts";',
    /\(board-page\) imports .*\(board-server\)/,
  ],
  [
    "nodes/control-room/page/board.tsx",
    'import "../../runtime/store.ts";',
    /\(board-page\) imports .*\(runtime\)/,
  ],
  ["firmware/simulator/a.ts", 'import "../../nodes/domain/event.ts";', null],
  [
    "firmware/simulator/a.ts",
    'import "../../nodes/runtime/store.ts";',
    /\(simulator\) imports .*\(runtime\)/,
  ],
];

describe("the layout rule", () => {
  for (const [file, text, refused] of IMPORTS) {
    it(`${refused ? "refuses" : "allows"} ${text} in ${file}`, () => {
      const problems = brokenImports([{ file, text }], new Set(["bell", "gong"]));
      assert.equal(problems.length, refused ? 1 : 0, problems.join());
      if (refused) assert.match(problems[0] ?? "", refused);
    });
  }

  it("makes the check fail", () => {
    const folder = mkdtempSync(join(tmpdir(), "smart-lockers-layout-"));
    try {
      mkdirSync(join(folder, "nodes/domain"), { recursive: true });
      writeFileSync(join(folder, "nodes/domain/a.ts"), 'import { readFileSync } from "node:fs";');
      const { status, stderr } = spawnSync(process.execPath, [resolve(".build/layout.mts")], {
        cwd: folder,
        encoding: "utf8",
      });
      assert.equal(status, 1);
      assert.match(stderr, /nodes\/domain\/a\.ts imports node:fs/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
