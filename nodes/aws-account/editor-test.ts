import { sentence } from "../config/problem.ts";
import type { EditorNode } from "../editor/red.ts";
import { awsAccount, TEST_PATH, type TestRequest, type TestResult } from "./config.ts";

/** jQuery as the editor has set it up: with its address and with the rights of the person signed in. */
declare const $: {
  ajax(options: { url: string; method: "POST"; contentType: string; data: string }): PromiseLike<TestResult>;
};

/** Asks AWS, through the runtime, who the settings in the dialog are. */
export function testButton(node: EditorNode, entered: () => Readonly<Record<string, unknown>>): void {
  const button = document.getElementById("sl-account-test");
  const answer = document.getElementById("sl-account-answer");
  if (!(button instanceof HTMLButtonElement) || !answer) return;
  const say = (text: string) => {
    answer.textContent = text;
    button.disabled = false;
  };
  button.addEventListener("click", () => {
    button.disabled = true;
    answer.textContent = node._("aws-account.test.asking");
    $.ajax({
      url: TEST_PATH,
      method: "POST",
      contentType: "application/json",
      data: JSON.stringify(requestOf(node, entered())),
    }).then(
      (result) => say(wordsOf(node, result)),
      () => say(node._("aws-account.test.not-allowed")),
    );
  });
}

function requestOf(node: EditorNode, entered: Readonly<Record<string, unknown>>): TestRequest {
  const of = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, entered[name]]));
  return {
    id: node.id,
    values: of(Object.keys(awsAccount.fields)),
    credentials: of(Object.keys(awsAccount.credentials)),
  };
}

function wordsOf(node: EditorNode, result: TestResult): string {
  switch (result.state) {
    case "known":
      return node._("aws-account.test.known", { arn: result.arn, account: result.account });
    case "refused":
      return result.sentence;
    case "config-invalid":
      return result.problems
        .map(
          ({ field, problem }) =>
            `${node._(`aws-account.label.${field}`)}: ${sentence((key, params) => node._(key, params), problem)}`,
        )
        .join(" ");
  }
}
