import type { LockerEvent, Mark } from "../domain/event.ts";

/** The event with more marks. */
export function withMarks(event: LockerEvent, marks: readonly Mark[]): LockerEvent {
  const news = marks.filter((mark) => !event.marks.includes(mark));
  return news.length === 0 ? event : { ...event, marks: [...event.marks, ...news] };
}
