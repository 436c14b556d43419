import { sentenceOf } from "../../nodes/domain/errors.ts";
import { WrongUse } from "./wrong-use.ts";

/** For a catch: what the system says of a place that was named to write to, as something the user can mend. */
export function notWritten(place: string): (thrown: unknown) => never {
  return (thrown) => {
    if (!(thrown instanceof Error && "syscall" in thrown)) throw thrown;
    throw new WrongUse(
      `Nothing could be written to ${place} (${sentenceOf(thrown)}): name a place in a folder that is there, has room, and where you may write.`,
    );
  };
}
