import assert from "node:assert/strict";
import { verify } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { made } from "../../.build/contract.mts";
import { checkMessage, MAX_BYTES, type MessageName } from "../../nodes/domain/contract.ts";
import { type Mark, UNIT_EVENT_TYPES } from "../../nodes/domain/event.ts";
import { afterEvent, NO_EVIDENCE, type UnitEvidence } from "../../nodes/domain/occurred.ts";
import { parseBody, type RejectionCode } from "../../nodes/domain/parse-body.ts";
import { parseEvent } from "../../nodes/domain/parse-event.ts";
import { parseHeartbeat } from "../../nodes/domain/parse-heartbeat.ts";
import { parseReply } from "../../nodes/domain/parse-reply.ts";
import { parseStatus } from "../../nodes/domain/parse-status.ts";
import { topicFor } from "../../nodes/domain/parse-topic.ts";
import { acceptedEvent, type Vector, vectorRegister, vectors } from "./contract-vectors.ts";

const MESSAGES: Readonly<Record<MessageName, true>> = {
  event: true,
  "reply-event": true,
  status: true,
  heartbeat: true,
  command: true,
  reply: true,
  config: true,
};
const CODES: Readonly<Record<RejectionCode, true>> = {
  "too-large": true,
  "not-utf8": true,
  "not-json": true,
  "too-deep": true,
  "unsafe-key": true,
  "wrong-version": true,
  "schema-violation": true,
  "topic-malformed": true,
  "topic-mismatch": true,
  "unknown-site": true,
  "unknown-unit": true,
  "unknown-locker": true,
};
/**
 * Marks that a message can get; `not-journaled` says nothing about the message. True where the door gives the mark; false where the journal does, which
 * knows the sequence.
 */
const MARKS: Readonly<Record<Exclude<Mark, "not-journaled">, boolean>> = {
  "clock-suspect": true,
  "unknown-fields": true,
  oversize: true,
  "sequence-gap": false,
  "out-of-order": false,
  replayed: false,
  restored: false,
  renumbered: false,
};

interface Schema {
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly examples?: readonly unknown[];
}

const names = Object.keys(MESSAGES) as MessageName[];
const schemaOf = (name: string): Schema =>
  JSON.parse(readFileSync(`firmware/contract/${name}.schema.json`, "utf8"));
const page = () => readFileSync("firmware/contract/README.md", "utf8");

describe("contract: one source", () => {
  it("has a schema for each message, and for nothing else", () => {
    const files = readdirSync("firmware/contract").filter((file) => file.endsWith(".schema.json"));
    assert.deepEqual(files.sort(), [...names, "terms"].map((name) => `${name}.schema.json`).sort());
  });

  for (const path of ["firmware/contract/messages.ts", "firmware/contract/README.md"]) {
    it(`${path} is what the schemas make it (else run: node .build/contract.mts)`, () => {
      assert.equal(readFileSync(path, "utf8"), made()[path]);
    });
  }

  it("knows the same types of events as the nodes", () => {
    assert.deepEqual(schemaOf("event").properties?.type?.enum, UNIT_EVENT_TYPES);
  });

  it("says the firmware's default of a setting in words and to machines alike", () => {
    const settings = Object.entries(schemaOf("terms").$defs ?? {}).filter(([, term]) => "default" in term);
    assert.deepEqual(
      settings.map(([name]) => name),
      Object.keys(schemaOf("config").properties ?? {}).slice(3),
    );
    for (const [name, term] of settings) {
      assert.ok(term.description?.endsWith(` the firmware's default is ${term.default}.`), name);
    }
  });

  it("reads back in a status every setting that config can set, and nothing else", () => {
    const settings = Object.keys(schemaOf("config").properties ?? {}).slice(3);
    const { properties, required } = schemaOf("status").$defs?.settings ?? {};
    assert.deepEqual([Object.keys(properties ?? {}), required], [settings, settings]);
  });

  it("the door knows each schema's limit", () => {
    const limits = Object.fromEntries(
      names.map((name): [string, unknown] => [
        name,
        Object.entries(schemaOf(name)).find(([k]) => k === "x-max-bytes")?.[1],
      ]),
    );
    assert.deepEqual(limits, MAX_BYTES);
  });

  for (const name of names) {
    it(`${name}: the examples of its schema keep it, within its bytes`, () => {
      const examples = schemaOf(name).examples ?? [];
      assert.ok(examples.length > 0);
      for (const example of examples) {
        assert.deepEqual(checkMessage(name, example), { ok: true, body: example });
        assert.ok(Buffer.byteLength(JSON.stringify(example)) <= MAX_BYTES[name]);
      }
    });

    it(`${name}: every field has a title, a description and an example`, () => {
      const fields = fieldsOf(schemaOf(name), name);
      assert.ok(fields.length > 2);
      for (const [path, field] of fields) {
        const resolved = { ...referred(field.$ref, name), ...field };
        assert.ok(resolved.title && resolved.description, `${path} is not described`);
        const hasExample = resolved.examples !== undefined || "const" in resolved;
        assert.ok(
          hasExample || path.endsWith(".lockers") || path.endsWith(".args"),
          `${path} has no example`,
        );
      }
    });
  }

  it("the page explains each topic, code and mark", () => {
    const text = page();
    for (const name of names) {
      assert.ok(text.includes(`[${name}](${name}.schema.json)`), name);
      const row = text.split("\n").find((line) => line.includes(`[${name}](`)) ?? "";
      assert.ok(row.includes(` ${MAX_BYTES[name]} `), `${name}: ${row}`);
    }
    for (const word of [...Object.keys(CODES), ...Object.keys(MARKS), ...UNIT_EVENT_TYPES]) {
      assert.match(text, new RegExp(`^\\|.*\`${word}\``, "m"));
    }
  });
});

/** What a field of a message refers to: a term, or a part of the message's own schema. */
function referred(ref: string | undefined, message: string): Schema {
  const [file = "", part = ""] = ref?.split("#/$defs/") ?? [];
  return schemaOf(file === "" ? message : file.replace(".schema.json", "")).$defs?.[part] ?? {};
}

function fieldsOf(schema: Schema, path: string): readonly (readonly [string, Schema])[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    [`${path}.${name}`, field] as const,
    ...fieldsOf(field, `${path}.${name}`),
  ]);
  const parts = Object.entries(schema.$defs ?? {}).flatMap(([name, part]) =>
    fieldsOf(part, `${path}#${name}`),
  );
  return [...own, ...parts];
}

type Verdict = { readonly code: string; readonly marks: readonly string[] };

/** What the gateway makes of a vector; commands and the like are judged as a unit would. */
function judge(vector: Vector): Verdict {
  const register = vectorRegister();
  const { message, topic, payload, receivedAt } = vector;
  switch (message) {
    case "event": {
      const known = new Map<string, UnitEvidence>();
      for (const before of vector.after) {
        const event = acceptedEvent(parseEvent(topic, before, receivedAt, register, known));
        known.set(event.unit, afterEvent(known.get(event.unit) ?? NO_EVIDENCE, event));
      }
      const parsed = parseEvent(topic, payload, receivedAt, register, known);
      return parsed.ok ? ok(parsed.event.marks) : refused(parsed.rejection.code);
    }
    case "status": {
      const parsed = parseStatus(topic, payload, register);
      return parsed.ok ? ok(parsed.status.marks) : refused(parsed.rejection.code);
    }
    case "heartbeat": {
      const parsed = parseHeartbeat(topic, payload, register);
      return parsed.ok ? ok(parsed.heartbeat.marks) : refused(parsed.rejection.code);
    }
    case "reply": {
      const parsed = parseReply(topic, payload, register);
      return parsed.ok ? ok(parsed.reply.marks) : refused(parsed.rejection.code);
    }
    case "command":
    case "config":
    case "reply-event": {
      assert.equal(topic, topicFor("MUM01", "MUM01-U07", message));
      const parsed = parseBody(message, payload);
      return parsed.ok ? ok([]) : refused(parsed.code);
    }
  }
}

const ok = (marks: readonly string[]): Verdict => ({ code: "ok", marks: [...marks].sort() });
const refused = (code: string): Verdict => ({ code, marks: [] });

describe("contract: vectors", () => {
  const valid = vectors("valid");
  const invalid = vectors("invalid");
  const doorMarks = new Set<string>(Object.entries(MARKS).flatMap(([mark, door]) => (door ? [mark] : [])));

  for (const vector of valid) {
    it(`${vector.name}: ${vector.about}`, () => {
      const marks = vector.marks.filter((mark) => doorMarks.has(mark));
      assert.deepEqual({ code: vector.expect, marks: [...marks].sort() }, judge(vector));
      if (!vector.marks.includes("oversize"))
        assert.ok(vector.payload.byteLength <= MAX_BYTES[vector.message]);
    });
  }

  for (const vector of invalid) {
    it(`${vector.name} is refused (${vector.expect}): ${vector.about}`, () => {
      assert.deepEqual(judge(vector), refused(vector.expect));
    });
  }

  it("have a case for every code, mark, type of event, operation and message", () => {
    const bodies = valid.flatMap(({ payload, message }) => {
      const body: unknown = JSON.parse(new TextDecoder().decode(payload));
      return [{ message, text: JSON.stringify(body) }];
    });
    assert.deepEqual(new Set(invalid.map(({ expect }) => expect)), new Set(Object.keys(CODES)));
    assert.deepEqual(new Set(valid.flatMap(({ marks }) => marks)), new Set(Object.keys(MARKS)));
    assert.deepEqual(new Set(valid.map(({ message }) => message)), new Set(names));
    assert.deepEqual(new Set(invalid.map(({ message }) => message)), new Set(names));
    for (const type of UNIT_EVENT_TYPES)
      assert.ok(
        bodies.some(({ text }) => text.includes(`"type":"${type}"`)),
        type,
      );
    for (const op of schemaOf("command").properties?.op?.enum ?? [])
      assert.ok(
        bodies.some(({ text }) => text.includes(`"op":"${op}"`)),
        String(op),
      );
  });

  it("sign the firmware they order as the page says", () => {
    const order = valid.find(({ name }) => name === "command-ota");
    const checked = checkMessage("command", JSON.parse(new TextDecoder().decode(order?.payload)));
    assert.ok(checked.ok && checked.body.args);
    const { version, size, sha256, signature = "" } = checked.body.args;
    const key = readFileSync("firmware/contract/vectors/release.pem", "utf8");
    const text = `${version} ${size} ${sha256}`;
    assert.equal(verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64")), true);
    assert.equal(verify("sha256", Buffer.from(`${text} `), key, Buffer.from(signature, "base64")), false);
  });

  it("are plain ASCII with their fields in the order the page gives", () => {
    const order = [
      "about",
      "message",
      "topic",
      "receivedAt",
      "after",
      "payload",
      "base64",
      "expect",
      "marks",
    ];
    for (const folder of ["valid", "invalid"])
      for (const file of readdirSync(`firmware/contract/vectors/${folder}`)) {
        const text = readFileSync(`firmware/contract/vectors/${folder}/${file}`, "utf8");
        assert.match(text, /^[\n -~]+$/, file);
        const fields = Object.keys(JSON.parse(text));
        assert.deepEqual(
          fields,
          order.filter((field) => fields.includes(field)),
          file,
        );
      }
  });
});
