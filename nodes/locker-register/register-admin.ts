import type { NodeAPI } from "node-red";
import { problemText } from "../domain/register-read.ts";
import { REPORT_PATH, REPORTED, type RegisterReport } from "./config.ts";
import type { RegisterFolder } from "./register-folder.ts";

/** Answers the dialog: how much the running register holds and what needs mending; null for one that is not running. Nobody's data are in it. */
export function serveReport(red: NodeAPI, find: (id: string) => RegisterFolder | undefined): void {
  red.httpAdmin.get(
    `/${REPORT_PATH}/:id`,
    red.auth.needsPermission("locker-register.read"),
    (request, response) => {
      const id = request.params.id;
      const folder = typeof id === "string" ? find(id) : undefined;
      response.json(folder === undefined ? null : reportOf(folder));
    },
  );
}

function reportOf({ register, problems, state }: RegisterFolder): RegisterReport {
  return {
    folder: state.folder,
    counts: {
      sites: register.sites.size,
      units: register.units.size,
      lockers: register.lockers.size,
      contacts: register.contacts.length,
      hirers: register.hirers.length,
      subscriptions: register.subscriptions.length,
    },
    languages: register.texts.languages,
    problemCount: problems.length,
    problems: problems.slice(0, REPORTED).map(problemText),
  };
}
