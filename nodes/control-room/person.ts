import type { NodeAPI } from "node-red";
import { BY_LONGEST, canSign } from "../domain/incident-act.ts";
import { ACT, CLAIMS, PERMISSIONS, type Permission, READ, VISITS } from "./protocol.ts";

/** Node-RED's own Express, as `RED.httpAdmin` hands it to its routes. */
export type Route =
  Parameters<NodeAPI["auth"]["needsPermission"]> extends [string]
    ? ReturnType<NodeAPI["auth"]["needsPermission"]>
    : never;
export type Request = Parameters<Route>[0];
export type Response = Parameters<Route>[1];

/** Who asks, as Node-RED's sign-in knows them. */
export interface Person {
  /** Sign-in name; null where nobody is named. */
  readonly user: string | null;
  /** What they may do, and nobody who is not named may do more than see. */
  readonly may: ReadonlySet<Permission>;
  readonly canAct: boolean;
  /** Why they may do nothing but see, in a sentence; null where it is only what they were not given. */
  readonly why: string | null;
  /** True where Node-RED asks who one is. */
  readonly signIn: boolean;
}

const NO_SIGN_IN =
  "This gateway does not ask who you are, so nobody could be named as the one who acted. Set up users (adminAuth) in Node-RED's settings, then sign in.";
const NOT_SIGNED_IN =
  "You are not signed in, so nobody could be named as the one who acts. Sign in with your own name.";
const MAY_NOT: Readonly<Record<Exclude<Permission, typeof READ>, string>> = {
  [ACT]: "Your sign-in lets you look and not act.",
  [VISITS]: "Your sign-in lets you see visits and not register any.",
  [CLAIMS]: "Your sign-in does not let you say that this was a theft, or was none.",
};
const UNFIT_NAME = `Your sign-in name has characters in it that are not seen, or spaces too many, or is longer than ${BY_LONGEST} characters, so it could pass for another's: you can look and not act. Whoever keeps this gateway's users can give you another name.`;

type Red = Pick<NodeAPI, "auth" | "settings">;

/** Lets a request pass whose sender may see the board: by the token, and by what the user may do by now. */
export function maySee(red: Red): readonly Route[] {
  return [
    red.auth.needsPermission(READ),
    (request, response, next) => {
      if (!asksWho(red) || covers(permissionsOf(request), READ)) next();
      else response.status(401).end();
    },
  ];
}

/** As `maySee`, also whoever may only register visits. */
export function mayEnter(red: Red): readonly Route[] {
  return [
    // Who it is; what they may do is asked of the board's own permissions, of which one is enough.
    red.auth.needsPermission(""),
    (request, response, next) => {
      if (!asksWho(red) || enters(grantedTo(request))) next();
      else response.status(401).end();
    },
  ];
}

function enters(granted: ReadonlySet<Permission>): boolean {
  return granted.has(READ) || granted.has(VISITS);
}

/** What the request's token was given and its user still has. */
function grantedTo(request: Request): ReadonlySet<Permission> {
  return new Set(
    PERMISSIONS.filter((one) => covers(scopeOf(request), one) && covers(permissionsOf(request), one)),
  );
}

/**
 * Who sent a request, asked anew, also some time after it was let pass.
 * @returns null where they may not enter (any more)
 */
export async function personOf(red: Red, request: Request, response: Response): Promise<Person | null> {
  if (!asksWho(red))
    return { user: null, may: new Set([READ]), canAct: false, why: NO_SIGN_IN, signIn: false };
  // Node-RED would write each time that somebody may not act into its audit log, so it is asked for nothing more.
  const asked = await askedAgain(red, "", request, response);
  if (asked === null) return null;
  const granted = grantedTo(asked);
  if (!enters(granted)) return null;
  const user = await nameOf(red, asked);
  const why = user === null ? NOT_SIGNED_IN : canSign(user) ? null : UNFIT_NAME;
  const may = why === null ? granted : new Set(PERMISSIONS.filter((one) => one === READ && granted.has(one)));
  return { user, may, canAct: may.has(ACT), why, signIn: true };
}

/** Why somebody may not do this, in a sentence; null where they may. */
export function whyNot({ may, why }: Person, wanted: Exclude<Permission, typeof READ>): string | null {
  if (may.has(wanted)) return null;
  return (
    why ?? `${MAY_NOT[wanted]} Whoever keeps this gateway's users can give you the permission ${wanted}.`
  );
}

/** Whether Node-RED lets a request do this; where it does not, that is in its audit log. */
export async function isAllowed(
  red: Red,
  permission: Permission,
  request: Request,
  response: Response,
): Promise<boolean> {
  const asked = asksWho(red) ? await askedAgain(red, permission, request, response) : null;
  return asked !== null && covers(permissionsOf(asked), permission);
}

function asksWho(red: Red): boolean {
  return settingsOf(red) !== null;
}

/**
 * Asks Node-RED whether a request may, without answering the request.
 * @returns the request with who sent it, as is known by now; null where they may not
 */
function askedAgain(
  red: Red,
  permission: string,
  request: Request,
  response: Response,
): Promise<Request | null> {
  return new Promise((resolve) => {
    const asking: Request = Object.create(request);
    const mute = () => unanswered;
    const refuse = () => {
      resolve(null);
      return unanswered;
    };
    const unanswered: Response = Object.create(response, {
      statusCode: { value: 200, writable: true },
      setHeader: { value: mute },
      status: { value: mute },
      end: { value: refuse },
    });
    red.auth.needsPermission(permission)(asking, unanswered, (error?: unknown) => {
      resolve(error === undefined ? asking : null);
    });
  });
}

/** The name that somebody has signed in with; null for a visitor that `adminAuth.default` lets in. */
async function nameOf(red: Red, request: Request): Promise<string | null> {
  const user: unknown = request.user;
  if (!isRecord(user) || user.anonymous === true) return null;
  const { username } = user;
  if (typeof username !== "string" || username.trim() === "") return null;
  return username === (await visitorsName(red)) ? null : username;
}

/** The name that the bank gives to everybody who does not sign in. */
async function visitorsName(red: Red): Promise<unknown> {
  const given = settingsOf(red)?.default;
  const visitor: unknown = typeof given === "function" ? await given() : given;
  return isRecord(visitor) ? visitor.username : undefined;
}

function settingsOf({ settings }: Red): Readonly<Record<string, unknown>> | null {
  const auth: unknown = settings.adminAuth;
  if (!isRecord(auth)) return null;
  return isRecord(auth.module) ? { ...auth, ...auth.module } : auth;
}

/** What the token was given for, at the sign-in. */
function scopeOf(request: Request): unknown {
  const info: unknown = request.authInfo;
  return isRecord(info) ? info.scope : undefined;
}

function permissionsOf(request: Request): unknown {
  const user: unknown = request.user;
  return isRecord(user) ? user.permissions : undefined;
}

/** As Node-RED reads permissions: a token keeps those of its sign-in, the user may have others by now. */
function covers(permissions: unknown, wanted: string): boolean {
  if (Array.isArray(permissions)) return permissions.some((one) => covers(one, wanted));
  if (permissions === "*" || permissions === wanted) return true;
  return wanted.endsWith(".read") && (permissions === "read" || permissions === "*.read");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === "object" || typeof value === "function") && value !== null;
}
