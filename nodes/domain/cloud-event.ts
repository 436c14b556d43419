import { hash } from "node:crypto";
import type { NoticeDocument } from "./notice.ts";

/** CloudEvents 1.0, structured mode in JSON: https://github.com/cloudevents/spec, v1.0.2. */
export interface CloudEvent {
  readonly specversion: "1.0";
  /** The same for the same news to the same subscription, however often it is sent. */
  readonly id: string;
  /** Names the bank's site and no machine. */
  readonly source: string;
  readonly type: string;
  /** Location code. */
  readonly subject: string;
  /** RFC 3339. */
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly dataschema: string;
  readonly data: object;
}

/** What an envelope goes around. */
export interface Enveloped {
  /** After `bank.lockers.`, with its version: `theft.suspected.v1`. */
  readonly type: string;
  readonly site: string;
  readonly locker: string | null;
  /** When it was told or said, milliseconds since 1970. */
  readonly at: number;
  /** The shipped schema of `data`. */
  readonly schema: "fnol" | "closure";
  readonly data: object;
  /** What the id is made of: all that makes this news differ from any other. */
  readonly identity: readonly string[];
}

const SCHEMAS = "https://github.com/smart-lockers/node-red-lockers/schemas";

export function cloudEvent({ type, site, locker, at, schema, data, identity }: Enveloped): CloudEvent {
  return {
    specversion: "1.0",
    id: hash("sha256", JSON.stringify([type, ...identity]), "hex").slice(0, 32),
    source: `urn:smart-lockers:site:${site}`,
    type: `bank.lockers.${type}`,
    subject: locationCode(site, locker),
    time: new Date(at).toISOString(),
    datacontenttype: "application/json",
    dataschema: `${SCHEMAS}/${schema}.schema.json`,
    data,
  };
}

/** As a notice carries it. @param name of the file, without its ending */
export function documentOf(event: CloudEvent, name: string): NoticeDocument {
  return { name: `${name}.json`, type: "application/cloudevents+json", body: JSON.stringify(event) };
}

/** A site, or a locker at its site. */
export function locationCode(site: string, locker: string | null): string {
  return locker === null ? site : `${site}/${locker}`;
}
