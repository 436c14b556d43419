import type { LockerEvent, Mark } from "../domain/event.ts";

/** The event with one more mark. */
export function withMark(event: LockerEvent, mark: Mark): LockerEvent {
  return event.marks.includes(mark) ? event : { ...event, marks: [...event.marks, mark] };
}
