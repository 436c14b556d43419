import { LockerError, sentenceOf } from "../domain/errors.ts";
import type { Request, Response } from "./person.ts";
import type { Refusal } from "./protocol.ts";

/** Bytes of a request's body; the longest remark in any script is a quarter of it. */
const LARGEST_BODY = 16 * 1024;

/** Why a request is not carried out: the status of its answer, and a sentence for the person. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, sentence: string) {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}

/** What Node-RED has read of a request's body. */
export function bodyOf(request: Request): unknown {
  if (!request.is("json")) {
    throw new Refused(415, "not-json", "Nothing was done, because the request is not JSON. Reload the page.");
  }
  const body: unknown = request.body;
  const said = Number(request.headers["content-length"] ?? 0);
  if (said > LARGEST_BODY || JSON.stringify(body).length > LARGEST_BODY) {
    throw new Refused(413, "too-large", "Nothing was done, because the request is far too long.");
  }
  return body;
}

/** Answers with what `work` gives, as JSON, or says why there is none. */
export function answer(response: Response, work: () => Promise<unknown>): void {
  response.set({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
  work().then(
    (body) => {
      // What is sent piece by piece has answered by itself.
      if (body !== undefined) response.json(body);
    },
    (thrown: unknown) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const { status, code } = refusedAs(thrown);
      const error: Refusal["error"] = { code, sentence: sentenceOf(thrown) };
      response.status(status).json({ error });
    },
  );
}

/** As things stand. */
const REFUSED: ReadonlySet<string> = new Set(["incident-refused", "visit-refused", "theft-refused"]);

function refusedAs(thrown: unknown): { readonly status: number; readonly code: string } {
  if (thrown instanceof Refused) return thrown;
  const code = thrown instanceof LockerError ? thrown.code : "internal";
  if (REFUSED.has(code)) return { status: 409, code };
  return { status: code === "journal-unavailable" ? 503 : 500, code };
}
