import assert from "node:assert/strict";
import { defineConfig, parseConfig } from "../../nodes/config/define.ts";
import { number, text, version } from "../../nodes/config/fields.ts";
import { migrated } from "../../nodes/config/migrate.ts";

const plain = defineConfig({ fields: { name: text(), wait: number({ value: 5, min: 0, max: 60 }) } });

/** Version 1 counted `delay` in minutes; version 2 called it `wait`; version 3 counts seconds. */
const changed = defineConfig({
  fields: {
    wait: number({ value: 30, min: 0, max: 3600 }),
    form: version([
      ({ delay, ...saved }) => ({ ...saved, wait: delay }),
      (saved) => ({ ...saved, wait: Number(saved.wait) * 60 }),
    ]),
  },
});

function read(saved: Readonly<Record<string, unknown>>) {
  const parsed = parseConfig(changed, saved);
  return parsed.ok ? parsed.config : parsed.problems;
}

describe("settings that an older version of the package saved", () => {
  it("are read as today's version would have saved them, step by step", () => {
    assert.deepEqual(read({ delay: 2 }), { wait: 120, form: 3 });
    assert.deepEqual(read({ wait: 2, form: 2 }), { wait: 120, form: 3 });
    assert.deepEqual(read({ wait: 2, form: 3 }), { wait: 2, form: 3 });
  });

  it("are the same whether what was not saved is missing or undefined, as it is in the editor", () => {
    const steps = version([(saved) => ({ delay: 3, ...saved })]);
    assert.equal(migrated({ form: steps }, { delay: undefined }).delay, 3);
    assert.equal(migrated({ form: steps }, { delay: 4 }).delay, 4);
  });

  it("are refused where a newer version has saved them: what they mean is not known", () => {
    assert.deepEqual(read({ wait: 2, form: 4 }), [{ field: "form", problem: "common.check.version" }]);
  });

  it("are refused where the version is none", () => {
    for (const form of ["2", 0, -1, 1.5]) {
      assert.deepEqual(read({ wait: 2, form }), [{ field: "form", problem: "common.check.version" }]);
    }
  });

  it("stay as they are in nodes that never had another form", () => {
    const saved = { name: "a", wait: 7, x: 1 };
    assert.equal(migrated(plain.fields, saved), saved);
  });
});
