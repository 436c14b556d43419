import { ACT, READ } from "../protocol.ts";
import { nodeRed } from "./places.ts";
import { say } from "./words.ts";

/** Who is signed in, as long as this tab is open. */
export interface Session {
  /** Null where Node-RED asks nobody who they are. */
  readonly token: string | null;
  readonly user: string | null;
  /** Milliseconds since 1970 by this machine's clock; null where it does not end. */
  readonly endsAt: number | null;
}

/** How this gateway lets people in. */
export type Door = "open" | "password" | "elsewhere";

const KEPT = "smart-lockers.session";
const CLIENT = "node-red-editor";

/** @throws Error with a sentence where the gateway does not answer */
export async function door(): Promise<Door> {
  const response = await reach("auth/login");
  if (!response.ok) throw new Error(say("signIn.noAnswer"));
  const answer: unknown = await response.json();
  const type = text(answer, "type");
  if (type === null) return "open";
  return type === "credentials" ? "password" : "elsewhere";
}

/**
 * Asks for no more than the board needs. First for what everybody has who may look: a wrong password then costs one
 * of Node-RED's five attempts and not two. Whoever is refused to act may look; what fails otherwise fails all of it, for
 * an operator is not to become somebody who may look only because the line broke.
 * @throws Error with a sentence for the person
 */
export async function signIn(user: string, password: string): Promise<Session> {
  const looking = await token(user, password, READ);
  if (looking === null) throw new Error(say("signIn.refused"));
  const acting = await token(user, password, `${READ} ${ACT}`).catch((thrown: unknown) => {
    void revoke(looking.token);
    throw thrown;
  });
  if (acting !== null && acting.token !== looking.token) await revoke(looking.token);
  const session: Session = acting ?? looking;
  sessionStorage.setItem(KEPT, JSON.stringify(session));
  return session;
}

/** Null where nobody is, or the time is over. */
export function kept(): Session | null {
  const stored: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const found = text(stored, "token");
  if (found === null) return null;
  const endsAt = number(stored, "endsAt");
  if (endsAt !== null && endsAt <= Date.now()) {
    forget();
    return null;
  }
  return { token: found, user: text(stored, "user"), endsAt };
}

/**
 * The sign-in of the editor in this browser: where another service lets people in, it leads them to the editor only.
 * Null where nobody is signed in there.
 */
export function ofEditor(): Session | null {
  // As the editor itself names what it keeps: by its path, without the last slash.
  const editor = new URL(nodeRed("")).pathname.slice(0, -1).replaceAll("/", "-");
  const stored: unknown = JSON.parse(localStorage.getItem(`auth-tokens${editor}`) ?? "null");
  const token = text(stored, "access_token");
  if (token === null) return null;
  const session: Session = { token, user: null, endsAt: null };
  sessionStorage.setItem(KEPT, JSON.stringify(session));
  return session;
}

export function forget(): void {
  sessionStorage.removeItem(KEPT);
}

/** The token is of no use to anybody afterwards. */
export async function signOut({ token }: Session): Promise<void> {
  forget();
  if (token !== null) await revoke(token);
}

async function revoke(token: string): Promise<void> {
  await fetch(nodeRed("auth/revoke"), {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify({ token }),
  }).catch(() => {
    // It ends by itself when its time is over.
  });
}

/** Null where name or password are wrong, or the person may not have this scope: Node-RED does not say which. */
async function token(
  user: string,
  password: string,
  scope: string,
): Promise<(Session & { token: string }) | null> {
  const response = await reach("auth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ client_id: CLIENT, grant_type: "password", scope, username: user, password }),
  });
  if (response.ok) {
    const answer: unknown = await response.json();
    const found = text(answer, "access_token");
    const seconds = number(answer, "expires_in");
    if (found === null) throw new Error(say("signIn.noAnswer"));
    return { token: found, user, endsAt: seconds === null ? null : Date.now() + seconds * 1_000 };
  }
  const told = await response.text();
  if (response.status === 429 || /too many/i.test(told)) throw new Error(say("signIn.tooMany"));
  if (response.status >= 500) throw new Error(say("signIn.noAnswer"));
  return null;
}

async function reach(path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(nodeRed(path), { cache: "no-store", ...init });
  } catch {
    throw new Error(say("signIn.unreachable"));
  }
}

function text(from: unknown, name: string): string | null {
  const value = property(from, name);
  return typeof value === "string" && value !== "" ? value : null;
}

function number(from: unknown, name: string): number | null {
  const value = property(from, name);
  return typeof value === "number" ? value : null;
}

function property(from: unknown, name: string): unknown {
  return typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;
}
