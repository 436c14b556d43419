import { resolve } from "node:path";
import type { NodeAPI } from "node-red";
import { sentenceOf } from "../domain/errors.ts";
import { mayHideHold } from "../domain/keeping.ts";
import { problemText } from "../domain/register-read.ts";
import { registerPart } from "../runtime/configuration-digest.ts";
import { defineConfigNode } from "../runtime/define-node.ts";
import { openStore } from "../runtime/store.ts";
import { lockerRegister } from "./config.ts";
import { serveReport } from "./register-admin.ts";
import { RegisterFolder } from "./register-folder.ts";
import { allTextsOf, type RegisterState } from "./register-state.ts";

/** Problems that are written into the log; the dialog shows more of them. */
const LOGGED = 10;

/** Registers of the running nodes, for their dialogs. */
const running = new Map<string, RegisterFolder>();
/** What a node had read when it was stopped, for its next life. */
const left = new Map<string, RegisterState>();

const define = defineConfigNode("locker-register", lockerRegister, (node) => {
  const folder = resolve(node.red.settings.userDir ?? ".", node.config.folder);
  const register = RegisterFolder.open(
    folder,
    node.clock,
    (thrown) => node.error(sentenceOf(thrown)),
    left.get(node.id),
  );
  left.delete(node.id);
  running.set(node.id, register);
  report();
  register.onChange(report);
  const store = openStore(node.red);
  const release = store.keeper.addRegister(() =>
    register.problems.some(mayHideHold) ? null : register.state.reading.keeping,
  );
  const unproven = store.proof.addRegister({
    id: node.id,
    get register() {
      return register.register;
    },
  });
  configured();
  register.onChange(configured);

  function configured(): void {
    registerPart(node.id, allTextsOf(register.state)).then(
      (part) => store.keeper.configured([part]),
      (thrown: unknown) => node.error(sentenceOf(thrown)),
    );
  }

  function report(): void {
    const { problems } = register;
    const count = problems.length;
    if (count === 0) node.status("green", "dot", "ready", { count: register.register.lockers.size });
    else node.status("yellow", "ring", "problems", { count });
    if (count === 0) return;
    const lines = [node.translate("locker-register.warn.problems", { count, folder })];
    lines.push(...problems.slice(0, LOGGED).map(problemText));
    if (count > LOGGED) lines.push(node.translate("locker-register.warn.more", { count: count - LOGGED }));
    node.warn(lines.join("\n"));
  }

  return {
    service: {
      id: node.id,
      get register() {
        return register.register;
      },
      get problems() {
        return register.problems;
      },
      onChange: (listener) => register.onChange(listener),
    },
    close(removed) {
      release();
      unproven();
      register.close();
      running.delete(node.id);
      if (!removed) left.set(node.id, register.state);
      return store.release();
    },
  };
});

/** Who is who, from the tables in a folder. */
export default (red: NodeAPI): void => {
  define(red);
  serveReport(red, (id) => running.get(id));
};
