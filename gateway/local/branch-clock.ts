const HOUR_MS = 3_600_000;

/** What the branch's clock should show: two at night, when nobody may open, or noon, when everybody may. */
const HOUR = { night: 2, day: 12 } as const;

export type Daylight = keyof typeof HOUR;

/**
 * The fixed-offset zone in which the clock shows that hour now. The branch stands somewhere else on earth
 * instead of at another time, so that nobody's clock has to lie.
 * @param now milliseconds since 1970
 * @returns an IANA name such as `Etc/GMT-5`, which by an old convention is five hours *ahead* of Greenwich
 */
export function zoneFor(daylight: Daylight, now: number): string {
  const ahead = HOUR[daylight] - new Date(now).getUTCHours();
  // IANA has them from 12 hours behind to 14 ahead.
  const offset = ahead > 11 ? ahead - 24 : ahead < -12 ? ahead + 24 : ahead;
  return offset === 0 ? "Etc/UTC" : `Etc/GMT${offset > 0 ? "-" : "+"}${Math.abs(offset)}`;
}

/** Hours ahead of Greenwich of a zone that `zoneFor` named. */
export function hoursAhead(zone: string): number {
  const [, sign, hours] = /^Etc\/GMT([+-])(\d+)$/.exec(zone) ?? [];
  return (sign === "-" ? 1 : -1) * Number(hours ?? 0);
}

/** True while the demonstration's hours, daily from 10 to 17, are closed. */
export function isNight(zone: string, now: number): boolean {
  const hour = new Date(now + hoursAhead(zone) * HOUR_MS).getUTCHours();
  return hour < 10 || hour >= 17;
}
