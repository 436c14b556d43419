import type { Mark } from "../domain/event.ts";
import { type Count, type Gap, judge, mayOvertake } from "../domain/sequence.ts";
import type { Missing } from "./missing.ts";
import type { EventRow } from "./protocol.ts";
import type { Units } from "./units.ts";

/** What an event's number made of it. */
export interface Numbering {
  readonly marks: readonly Mark[];
  /** Numbers that are missing before it, of which nobody was told yet. */
  readonly gap: Gap | null;
  /** Where the unit's count was, if it goes on from another point here. */
  readonly before: Count | null;
}

const PLAIN: Numbering = { marks: [], gap: null, before: null };

/** Follows the sequence of each unit; what its rules are is said in domain/sequence. */
export class Sequences {
  readonly #units: Units;
  readonly #missing: Missing;

  constructor(units: Units, missing: Missing) {
    this.#units = units;
    this.#missing = missing;
  }

  /** False only for what cannot have been stored before: most events, which need not be looked for. */
  mayBeKnown({ unit, seq }: EventRow): boolean {
    const sequence = seq === null ? null : this.#units.sequence(unit);
    return seq === null || (sequence !== null && seq <= sequence.highest);
  }

  /**
   * Takes an event that is stored now, and was not before.
   * @param position of the event
   */
  take(event: EventRow, position: number): Numbering {
    const { unit, boot, seq } = event;
    if (seq === null) return PLAIN;
    const sequence = this.#units.sequence(unit);
    if (sequence === null) {
      this.#units.heard(unit, { boot, seq }, event.receivedAt);
      return PLAIN;
    }
    const numbered = { boot, seq, starts: event.type === "boot" };
    const judged = judge(sequence, numbered, () => this.#missing.take(unit, seq));
    switch (judged.as) {
      case "next":
        return this.#next(event, judged);
      case "out-of-order":
        this.#units.heard(unit, sequence.current, event.receivedAt);
        return { ...PLAIN, marks: ["out-of-order"] };
      case "replayed":
        this.#units.heardOddly(unit, judged.sequence, event.receivedAt, position + 1);
        return { ...PLAIN, marks: ["replayed"] };
      case "restored":
        // What never came of the count that is left, it will not send any more.
        this.#missing.dropFrom(unit, judged.gap?.from ?? seq);
        this.#units.heardOddly(unit, judged.sequence, event.receivedAt, position + 1);
        return { ...this.#gap(event, judged.gap, ["restored"]), before: judged.before };
    }
  }

  #next(event: EventRow, judged: ReturnType<typeof judge> & { readonly as: "next" }): Numbering {
    const { gap } = judged;
    const { unit } = event;
    this.#units.heard(unit, judged.sequence.current, event.receivedAt);
    const marks: readonly Mark[] = judged.reused ? ["renumbered"] : [];
    if (!mayOvertake(event.type)) return this.#gap(event, gap, marks);
    if (gap !== null) this.#missing.addOvertaken(unit, gap);
    return plainWith(marks);
  }

  #gap({ unit }: EventRow, gap: Gap | null, marks: readonly Mark[]): Numbering {
    if (gap !== null) this.#missing.add(unit, gap);
    const told = gap ?? this.#missing.tellOvertaken(unit);
    return told === null ? plainWith(marks) : { marks: [...marks, "sequence-gap"], gap: told, before: null };
  }
}

function plainWith(marks: readonly Mark[]): Numbering {
  return marks.length === 0 ? PLAIN : { ...PLAIN, marks };
}
