import assert from "node:assert/strict";
import fc from "fast-check";
import { Chain, type Place } from "../../nodes/domain/chain.ts";

const items = <T>(chain: Chain<T>) => chain.places().map(({ item }) => item);

describe("a chain", () => {
  it("holds what was added and not removed, in the order it came, like a Set", () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant({ does: "add" } as const) },
      { weight: 4, arbitrary: fc.record({ does: fc.constant("remove" as const), which: fc.nat(40) }) },
      { weight: 1, arbitrary: fc.constant({ does: "clear" } as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const chain = new Chain<number>();
        const model = new Set<number>();
        const places: Place<number>[] = [];
        for (const one of steps) {
          if (one.does === "add") {
            model.add(places.length);
            places.push(chain.add(places.length));
          } else if (one.does === "clear") {
            model.clear();
            chain.clear();
          } else {
            const place = places[one.which];
            if (place) assert.equal(chain.remove(place), model.delete(one.which));
          }
          assert.deepEqual(items(chain), [...model]);
          assert.equal(chain.size, model.size);
          assert.equal(chain.first, [...model][0] ?? null);
        }
      }),
    );
  });

  it("lets its places be gone through while they are taken out", () => {
    const chain = new Chain<string>();
    const [one, two, three] = [chain.add("one"), chain.add("two"), chain.add("three")];
    const seen: (string | null)[] = [];
    for (const place of chain.places()) {
      seen.push(place.item);
      if (place === one) chain.remove(two);
      chain.add("later");
    }
    assert.deepEqual(seen, ["one", null, "three"]);
    assert.equal(three.item, "three");
  });

  it("keeps nothing by a place that was left, and by none after it was cleared", () => {
    const chain = new Chain<object>();
    const [one, two, three] = [chain.add({}), chain.add({}), chain.add({})];
    chain.remove(two);
    assert.deepEqual({ ...two }, { item: null, before: null, after: null });
    chain.clear();
    for (const place of [one, three])
      assert.deepEqual({ ...place }, { item: null, before: null, after: null });
  });
});
