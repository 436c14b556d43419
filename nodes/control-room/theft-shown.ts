import { LockerError } from "../domain/errors.ts";
import { nextActs, type TheftCase } from "../domain/theft.ts";
import { theftActFrom } from "../domain/theft-act.ts";
import type { Store } from "../runtime/store.ts";
import type { BoardTheft, TheftDeed, TheftRequest } from "./protocol.ts";

/** @param claims whether the one who looks may advance it */
export function boardTheft(theft: TheftCase, claims: boolean): BoardTheft {
  const { stage, suspectedAt, steps, policeReport } = theft;
  return {
    ...{ stage, suspectedAt, steps: steps.map(({ stage: said, by, at }) => ({ stage: said, by, at })) },
    policeReport: claims ? policeReport : null,
    next: claims ? nextActs(theft) : [],
  };
}

/**
 * What a named officer says about an incident.
 * @throws LockerError `theft-refused`, `journal-unavailable`
 */
export async function sayOfTheft(
  { thefts }: Pick<Store, "thefts">,
  asked: { readonly do: TheftDeed; readonly incident: string; readonly by: string } & {
    readonly [P in keyof TheftRequest]: TheftRequest[P] | undefined;
  },
  now: number,
): Promise<BoardTheft> {
  if ((await thefts.get(asked.incident)) === null)
    throw new LockerError(
      "theft-refused",
      "That was not done. An alarm of this kind can be no theft, so nothing can be said about one.",
    );
  return boardTheft(await thefts.act(theftActFrom(asked, now)), true);
}
