import type { Me } from "../protocol.ts";
import { api, nodeRed } from "./places.ts";
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
  const response = await reach(fetch(nodeRed("auth/login"), { cache: "no-store" }));
  if (!response.ok) throw new Error(say("signIn.noAnswer"));
  const answer: unknown = await response.json();
  const type = text(answer, "type");
  if (type === null) return "open";
  return type === "credentials" ? "password" : "elsewhere";
}

/**
 * Asks for no more than the board needs of what the person may do. First for all of it, which costs a wrong password one
 * of Node-RED's five attempts and no more: with that token the gateway says what is the board's, and it is of no use
 * afterwards. What fails fails all of it, for an operator is not to become somebody who may look only because the line
 * broke.
 * @throws Error with a sentence for the person
 */
export async function signIn(user: string, password: string): Promise<Session> {
  const whole = await token(user, password, "");
  if (whole === null) throw new Error(say("signIn.refused"));
  try {
    const session = await narrowed(user, password, whole.token);
    sessionStorage.setItem(KEPT, JSON.stringify(session));
    return session;
  } finally {
    await revoke(whole.token);
  }
}

async function narrowed(user: string, password: string, whole: string): Promise<Session> {
  const permissions = await permissionsOf(whole);
  if (permissions.length === 0) throw new Error(say("signIn.refused"));
  const session = await token(user, password, permissions.join(" "));
  if (session === null) throw new Error(say("signIn.noAnswer"));
  return session;
}

/** What of the board's permissions a token has; none where it opens the board to nobody. */
async function permissionsOf(token: string): Promise<Me["permissions"]> {
  const response = await reach(
    fetch(api("me"), { cache: "no-store", headers: { Authorization: `Bearer ${token}` } }),
  );
  if (response.status === 401) return [];
  if (!response.ok) throw new Error(say("signIn.noAnswer"));
  const { permissions }: Me = await response.json();
  return permissions;
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
  const response = await reach(
    fetch(nodeRed("auth/token"), {
      method: "POST",
      cache: "no-store",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ client_id: CLIENT, grant_type: "password", scope, username: user, password }),
    }),
  );
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

async function reach(asking: Promise<Response>): Promise<Response> {
  try {
    return await asking;
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
