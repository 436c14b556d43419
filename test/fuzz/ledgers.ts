import { rmSync } from "node:fs";
import fc from "fast-check";
import { exported } from "../ledger/exported.ts";
import { Flipping } from "../ledger/flipping.ts";
import { aLedger } from "../ledger/making.ts";
import type { Target } from "./target.ts";

/** Any byte of an export, as any other byte: the record it stands in is named. */
export const ledgers: Target = {
  name: "ledgers",
  about: "an exported ledger with one byte changed: verifying names the record",
  share: 3,
  inputsPerRun: 1,
  open: async (took) => {
    const line = await aLedger();
    const flipping = new Flipping(exported(line.file));
    return {
      property: fc.property(
        fc.nat(flipping.bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (index, change) => {
          took(1);
          flipping.assertNamed(index, (flipping.bytes[index] ?? 0) ^ change);
        },
      ),
      close: async () => {
        await line.close();
        rmSync(line.userDir, { recursive: true });
      },
    };
  },
};
