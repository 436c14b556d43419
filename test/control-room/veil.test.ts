import assert from "node:assert/strict";
import { Refused } from "../../nodes/control-room/answers.ts";
import { unveiled, veiled } from "../../nodes/control-room/veil.ts";

const PLACES = [0, 1, 2, 3, 1_000, 2 ** 24, 2 ** 36 - 1];

describe("a place in the journal for who must not count", () => {
  for (const place of PLACES) {
    it(`${place} is another number, always the same, which leads back to it`, () => {
      const number = veiled(place);
      assert.equal(number, veiled(place));
      assert.ok(Number.isSafeInteger(number) && number >= 0 && String(number).length <= 15, String(number));
      assert.equal(unveiled(number), place);
    });
  }

  it("tells neither how far it is from another one, nor which of them is the newer one", () => {
    const numbers = Array.from({ length: 500 }, (_, place) => veiled(place));
    const steps = numbers.slice(1).map((number, n) => number - (numbers[n] ?? 0));
    assert.equal(new Set(steps).size, steps.length);
    const up = steps.filter((step) => step > 0).length;
    assert.ok(up > 150 && up < 350, `${up} of ${steps.length} go up`);
  });

  it("is refused where this gateway has not given it, so that nobody tries which places there are", () => {
    const taken = Array.from({ length: 500 }, (_, number) => number).filter((number) => {
      try {
        unveiled(number);
        return true;
      } catch (thrown) {
        assert.ok(thrown instanceof Refused && thrown.status === 400);
        return false;
      }
    });
    assert.ok(taken.length <= 3, String(taken));
    assert.throws(() => unveiled(10 ** 15 - 1), Refused);
  });
});
