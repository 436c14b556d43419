import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Run } from "./run.ts";

/** Where something was said or kept, and what. */
export interface Place {
  readonly place: string;
  readonly said: Uint8Array | string;
}

/** What the bank wrote: the register itself, and the files of its counter system. */
const BANKS_OWN = /^smart-lockers\/(register\/|visits\/.*\.csv$)/;

/** Paths of everything in Node-RED's user directory. What npm installed is the package, and links to it. */
export function namesIn(userDir: string): readonly string[] {
  return readdirSync(userDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(userDir, join(parentPath, name)))
    .filter((name) => !name.startsWith("node_modules/"));
}

/** Everything in the user directory that must be free of personal data. */
export function files(userDir: string): readonly Place[] {
  return namesIn(userDir)
    .filter((name) => !BANKS_OWN.test(name))
    .map((name) => ({ place: name, said: readFileSync(join(userDir, name)) }));
}

/** What the gateway said to whom it may, to be called while or after it runs. */
export function spoken(run: Run): readonly Place[] {
  return [
    { place: "Node-RED's log", said: run.log.join("\n") },
    { place: "the editor's socket", said: run.editor.join("\n") },
    { place: "the board", said: run.board.join("\n") },
    { place: "the units' topics", said: JSON.stringify(run.broker.published) },
  ];
}

/** Messages to insurers and to the control room, as they arrive. */
export function told(run: Run): readonly Place[] {
  const topics = run.sns.topicDeliveries.map((delivery) => ({
    place: `the topic ${delivery.topicArn.split(":").at(-1)}`,
    said: JSON.stringify(delivery),
  }));
  const mails = run.mail.mails.map(({ to, subject, text, headers }) => {
    // To whom it goes stands on every letter, and nowhere else in it.
    const { to: _to, ...rest } = headers;
    return { place: `a mail to ${to}`, said: JSON.stringify({ subject, text, rest }) };
  });
  const sms = run.sns.sms.map(({ phone, text, attributes }) => ({
    place: `an SMS to ${phone}`,
    said: JSON.stringify({ text, attributes }),
  }));
  return [...topics, ...mails, ...sms];
}
