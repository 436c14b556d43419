import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { MessageName } from "../../nodes/domain/contract.ts";
import type { LockerEvent } from "../../nodes/domain/event.ts";
import type { ParsedEvent } from "../../nodes/domain/parse-event.ts";
import type { Register, Site, Unit } from "../../nodes/domain/register.ts";
import { SHIPPED_BOOK } from "../../nodes/domain/texts.ts";

const FOLDER = "firmware/contract/vectors";

/** A case of the contract; the fields are explained in firmware/contract/README.md. */
export interface Vector {
  readonly name: string;
  readonly about: string;
  readonly message: MessageName;
  readonly topic: string;
  readonly receivedAt: number;
  readonly after: readonly Uint8Array[];
  readonly payload: Uint8Array;
  readonly expect: string;
  readonly marks: readonly string[];
}

interface VectorFile {
  readonly about: string;
  readonly message: MessageName;
  readonly topic: string;
  readonly receivedAt: number;
  readonly after?: readonly unknown[];
  readonly payload?: unknown;
  readonly base64?: string;
  readonly expect: string;
  readonly marks?: readonly string[];
}

export function vectors(folder: "valid" | "invalid"): readonly Vector[] {
  return readdirSync(`${FOLDER}/${folder}`)
    .sort()
    .map((file) => {
      const text = readFileSync(`${FOLDER}/${folder}/${file}`, "utf8");
      const { after = [], payload, base64, marks = [], ...rest }: VectorFile = JSON.parse(text);
      return {
        ...rest,
        name: file.replace(".json", ""),
        after: after.map(bytesOf),
        payload: base64 === undefined ? bytesOf(payload) : Buffer.from(base64, "base64"),
        marks,
      };
    });
}

export function bytesOf(body: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(body));
}

interface RegisterFile {
  readonly sites: readonly string[];
  readonly units: readonly {
    readonly unit: string;
    readonly site: string;
    readonly lockers: readonly string[];
  }[];
}

/** The register that the vectors assume. */
export function vectorRegister(): Register {
  const { sites, units }: RegisterFile = JSON.parse(readFileSync(`${FOLDER}/register.json`, "utf8"));
  return {
    sites: new Map(
      sites.map((id): [string, Site] => [id, { id, name: id, redress: "1800 000 000", timeZone: null }]),
    ),
    units: new Map(
      units.map(({ unit, site, lockers }): [string, Unit] => [
        unit,
        { id: unit, site, lockers: new Set(lockers) },
      ]),
    ),
    lockers: new Map(
      units.flatMap(({ unit, site, lockers }) => lockers.map((id) => [id, { id, site, unit }] as const)),
    ),
    siteClosures: new Map(),
    contacts: [],
    hirers: [],
    subscriptions: [],
    texts: SHIPPED_BOOK,
    hirersOf: () => [],
    contactsOf: () => [],
    contact: () => undefined,
    hirer: () => undefined,
    subscription: () => undefined,
  };
}

/** The event, where it was expected not to be refused. */
export function acceptedEvent(parsed: ParsedEvent): LockerEvent {
  assert.ok(parsed.ok, "the message was refused");
  return parsed.event;
}
