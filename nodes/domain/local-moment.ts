/**
 * Day and time as people read them, in the time of a place and the words of a language, with Latin digits in every
 * language: a time on an SMS is compared with a watch.
 */

export interface LocalMoment {
  readonly date: string;
  readonly time: string;
}

/** How a language writes a day in a zone, and the minute it wrote last: what happens at one time is told at one time. */
interface Writer {
  readonly date: (at: number) => string;
  readonly time: Intl.DateTimeFormat;
  minute: number;
  written: LocalMoment;
}

export const ENGLISH = "en";

const MINUTE_MS = 60_000;
/** By language, then by zone. */
const writers = new Map<string, Map<string, Writer>>();

/**
 * The day with its month in letters, so that nobody takes the one for the other; the time on 24 hours. A minute begins
 * at the same moment in every zone: since 1972 all are whole minutes from Greenwich.
 * @param at milliseconds since 1970
 * @param timeZone IANA name
 * @param language BCP 47 tag
 * @throws RangeError where there is no such zone or language
 */
export function localMoment(at: number, timeZone: string, language: string = ENGLISH): LocalMoment {
  const ofLanguage = writers.get(language) ?? new Map<string, Writer>();
  const minute = Math.floor(at / MINUTE_MS);
  const known = ofLanguage.get(timeZone);
  if (known?.minute === minute) return known.written;
  const writer = known ?? writerOf(timeZone, language);
  writer.minute = minute;
  writer.written = { date: writer.date(at), time: writer.time.format(at) };
  ofLanguage.set(timeZone, writer);
  writers.set(language, ofLanguage);
  return writer.written;
}

function writerOf(timeZone: string, language: string): Writer {
  return {
    date: dateWriter(timeZone, language),
    time: new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }),
    minute: Number.NaN,
    written: { date: "", time: "" },
  };
}

/** English has the short form that one SMS has room for; the others what is usual in them. */
function dateWriter(timeZone: string, language: string): (at: number) => string {
  if (language !== ENGLISH) {
    const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, {
      timeZone,
      day: "numeric",
      month: "long",
      year: "numeric",
    });
    return (at) => format.format(at);
  }
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    day: "2-digit",
    month: "short",
    year: "numeric",
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${parts.get("day")} ${parts.get("month")} ${parts.get("year")}`;
  };
}
