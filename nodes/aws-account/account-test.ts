import type { NodeAPI } from "node-red";
import { parseConfig } from "../config/define.ts";
import { sentenceOf } from "../domain/errors.ts";
import { awsConnection } from "../links/aws-connection.ts";
import { whoAmI } from "../links/aws-identity.ts";
import { systemClock } from "../runtime/clock.ts";
import { awsAccount, TEST_PATH, type TestRequest, type TestResult } from "./config.ts";
import { awsSettings } from "./settings.ts";

/** How the editor shows a secret that it was not given. */
const STORED = "__PWRD__";

/** Lets the dialog ask AWS who the settings it shows are, before or after they are deployed. */
export function serveTest(red: NodeAPI): void {
  red.httpAdmin.post(`/${TEST_PATH}`, red.auth.needsPermission("aws-account.write"), (request, response) => {
    // A form of another web site can be sent here without asking, JSON cannot.
    const asked = request.is("json") ? read(request.body) : null;
    if (asked === null) {
      response.status(400).json({ code: "config-invalid" });
      return;
    }
    const entry = { level: red.log.AUDIT, event: "aws-account.test", id: asked.id };
    red.log.audit(entry, request);
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    ask(red, asked, gone.signal).then(
      (result) => response.json(result),
      (thrown: unknown) => response.json({ state: "refused", sentence: sentenceOf(thrown) }),
    );
  });
}

async function ask(red: NodeAPI, asked: TestRequest, signal: AbortSignal): Promise<TestResult> {
  const stored: unknown = red.nodes.getCredentials(asked.id);
  const secrets = { ...(isRecord(stored) ? stored : {}), ...typed(asked.credentials) };
  const parsed = parseConfig(awsAccount, filledIn(red, asked, asked.values), filledIn(red, asked, secrets));
  if (!parsed.ok) return { state: "config-invalid", problems: parsed.problems };
  try {
    const connection = awsConnection(awsSettings(parsed.config, parsed.credentials), systemClock);
    return { state: "known", ...(await whoAmI(connection, signal)) };
  } catch (thrown) {
    return { state: "refused", sentence: sentenceOf(thrown) };
  }
}

/** Environment variables as the node itself would get them: of its flow where it is deployed, else of the process. */
function filledIn(
  red: NodeAPI,
  { id }: TestRequest,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const node = red.nodes.getNode(id);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value !== "string" || !/^\$\{[^}\s]+\}$/.test(value)) return [name, value];
      const found: unknown = red.util.evaluateNodeProperty(value, "env", node, {});
      return [name, found === undefined || found === "" ? value : found];
    }),
  );
}

function typed(credentials: TestRequest["credentials"]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== STORED));
}

function read(body: unknown): TestRequest | null {
  if (!isRecord(body)) return null;
  const { id, values, credentials } = body;
  return typeof id === "string" && isRecord(values) && isRecord(credentials)
    ? { id, values, credentials }
    : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
