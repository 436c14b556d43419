import { checkDltText, DLT_VARIABLES } from "./dlt.ts";
import { DLT_ID } from "./sms.ts";
import type { Registered } from "./texts.ts";

/** What a file says of a text's registration, or what is wrong there. */
export type RegisteredRead =
  | { readonly registered: Registered }
  | { readonly at: "template" | "text"; readonly problem: string };

const MOST = 2000;
const TAGS = Object.keys(DLT_VARIABLES).map((tag) => `{#${tag}#}`);

/** Reads `{"template": "1707161234567890123", "text": "... {#alphanumeric#} ..."}`; `text` may be left out. */
export function readRegistered(value: unknown): RegisteredRead {
  if (typeof value !== "object" || value === null || !("template" in value))
    return {
      at: "template",
      problem: "Write { and }, and between them template and text, as in the help of the register.",
    };
  const { template } = value;
  const text = "text" in value ? value.text : "";
  if (typeof template !== "string" || !DLT_ID.test(template))
    return {
      at: "template",
      problem: "Write the template's id as the DLT platform shows it, in quote marks.",
    };
  if (typeof text !== "string" || text.length > MOST)
    return {
      at: "text",
      problem: `Write the registered text in quote marks, at most ${MOST} characters, or leave it out.`,
    };
  const found = checkDltText(text);
  switch (found?.fault) {
    case undefined:
      return { registered: { template, text } };
    case "unknown-tag":
      return {
        at: "text",
        problem: `There is no variable {#${found.tag}#}: copy the registered text as the platform shows it, with ${TAGS.join(", ")}.`,
      };
    case "open-tag":
      return {
        at: "text",
        problem: "The mark of a variable is open: write each as {#...#}, as the platform shows it.",
      };
  }
}
