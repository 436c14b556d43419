import type {
  Act,
  ActAnswer,
  ActRequest,
  DayFileQuery,
  DayPage,
  DayQuery,
  HistoryPage,
  HistoryQuery,
  IncidentDetail,
  LockerQuery,
  LockersFound,
  OutboxPage,
  OutboxQuery,
  PastPage,
  PastQuery,
  RetryAnswer,
  RetryRequest,
  TheftAnswer,
  TheftDeed,
  TheftRequest,
  VisitAnswer,
  VisitRequest,
  VisitsAnswer,
} from "../protocol.ts";
import { api } from "./places.ts";
import { say } from "./words.ts";

/** Says in its message, to the person at the page, why nothing came of it. */
export class Refused extends Error {}

/** The token is no longer taken: whoever asked must sign in again. */
export class SignedOut extends Refused {}

/** What the board asks of its gateway. Everything throws Refused. */
export class Requests {
  readonly #token: string | null;

  constructor(token: string | null) {
    this.#token = token;
  }

  /** Server-sent events; the response's body is open. */
  async stream(signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#fetch("stream", { signal, headers: { Accept: "text/event-stream" } });
    if (body === null) throw new Refused(say("request.unreachable"));
    return body;
  }

  detail(incident: string, signal: AbortSignal): Promise<IncidentDetail> {
    return this.#json(`incidents/${encodeURIComponent(incident)}`, { signal });
  }

  act(incident: string, act: Act, request: ActRequest): Promise<ActAnswer> {
    return this.#json(`incidents/${encodeURIComponent(incident)}/${act}`, post(request));
  }

  history(query: HistoryQuery, signal: AbortSignal): Promise<HistoryPage> {
    return this.#json(`history?${new URLSearchParams({ ...query })}`, { signal });
  }

  past(query: PastQuery, signal: AbortSignal): Promise<PastPage> {
    return this.#json(`past?${new URLSearchParams({ ...query })}`, { signal });
  }

  outbox(query: OutboxQuery, signal: AbortSignal): Promise<OutboxPage> {
    return this.#json(`outbox?${new URLSearchParams({ ...query })}`, { signal });
  }

  retry(request: RetryRequest): Promise<RetryAnswer> {
    return this.#json("outbox/retry", post(request));
  }

  sayOfTheft(incident: string, deed: TheftDeed, request: TheftRequest): Promise<TheftAnswer> {
    return this.#json(`incidents/${encodeURIComponent(incident)}/theft/${deed}`, post(request));
  }

  visits(signal: AbortSignal): Promise<VisitsAnswer> {
    return this.#json("visits", { signal });
  }

  lockers(query: LockerQuery, signal: AbortSignal): Promise<LockersFound> {
    return this.#json(`visits/lockers?${new URLSearchParams({ ...query })}`, { signal });
  }

  openVisit(request: VisitRequest): Promise<VisitAnswer> {
    return this.#json("visits", post(request));
  }

  closeVisit(visit: string): Promise<VisitAnswer> {
    return this.#json(`visits/${encodeURIComponent(visit)}/close`, post({}));
  }

  day(query: DayQuery, signal: AbortSignal): Promise<DayPage> {
    return this.#json(`day-report?${new URLSearchParams({ ...query })}`, { signal });
  }

  /** The whole report, of any length. */
  async dayFile(file: "csv" | "html", query: DayFileQuery): Promise<Blob> {
    return (await this.#fetch(`day-report.${file}?${new URLSearchParams({ ...query })}`, {})).blob();
  }

  async #json<T>(path: string, init: RequestInit): Promise<T> {
    return (await this.#fetch(path, init)).json();
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== null) headers.set("Authorization", `Bearer ${this.#token}`);
    let response: Response;
    try {
      response = await fetch(api(path), { cache: "no-store", ...init, headers });
    } catch (thrown) {
      if (init.signal?.aborted) throw thrown;
      throw new Refused(say("request.unreachable"));
    }
    if (response.ok) return response;
    if (response.status === 401) throw new SignedOut(say("signIn.ended"));
    throw new Refused((await sentence(response)) ?? say("request.failed", { status: response.status }));
  }
}

function post(body: object): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** Of a Refusal; null where the answer is none. */
async function sentence(response: Response): Promise<string | null> {
  try {
    const refusal: { error?: { sentence?: unknown } } | null = await response.json();
    const told = refusal?.error?.sentence;
    return typeof told === "string" ? told : null;
  } catch {
    return null;
  }
}
