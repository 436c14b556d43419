import { hash } from "node:crypto";
import { type Html, html } from "./html.ts";
import { LocalTime, utc } from "./local-time.ts";
import type { PackFacts } from "./pack-facts.ts";
import { LEDGER_FILE, type Piece, type Place, REPORT_FILE } from "./pack-format.ts";
import { chainOfCustody, howToVerify, peopleOf } from "./report-custody.ts";
import { REPORT_STYLE } from "./report-style.ts";
import type { Summary } from "./summary.ts";
import { TABLES } from "./tables.ts";
import type { TimelineEntry } from "./timeline.ts";

const CSP = `default-src 'none'; style-src 'sha256-${hash("sha256", REPORT_STYLE, "base64")}'`;

/** The pack for people to read and print: a page that needs nothing beside it and runs nothing. */
export function* reportPieces(facts: PackFacts, summary: Summary, ledgerHash: string): Generator<Piece> {
  const clock = new LocalTime(facts.timeZone);
  yield piece(head(facts, clock));
  yield piece(found(facts, summary, clock));
  yield* incidents(summary, clock);
  yield* timeline(summary, clock, facts);
  yield piece(devices(facts, summary, clock));
  if (facts.people !== null) yield piece(peopleOf(facts.people));
  yield piece(chainOfCustody(facts, summary, ledgerHash));
  yield piece(howToVerify());
  yield piece(html`<footer>Made by smart lockers ${facts.version} from ${LEDGER_FILE}. What differs from that file is wrong here.</footer>
</body>
</html>
`);
}

function head(facts: PackFacts, clock: LocalTime): Html {
  const where = facts.sites.map(({ id, name }) => (name === null ? id : `${name} (${id})`)).join(", ");
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ html: CSP }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evidence of locker ${facts.locker}</title>
<style>${{ html: REPORT_STYLE }}</style>
</head>
<body>
<header>
<p class="kind">Evidence pack</p>
<h1>Locker ${facts.locker}</h1>
<p>${where}. ${span(facts)}</p>
</header>
<p class="plain">This is what the gateway of this branch recorded about one safe-deposit locker: what its sensors reported, what was decided about that and why, who was told and when, and who acted. Each entry names the record it comes from. The records are chained and signed in ${LEDGER_FILE}; how to check that is told at the end. The sensors report the locker's door and lock; what was inside they cannot know.</p>
<dl>
<dt>Locker</dt><dd>${facts.locker}</dd>
<dt>Branch</dt><dd>${where}</dd>
<dt>Span</dt><dd>${span(facts)}<small>by when the gateway recorded it; what happened before and was reported late stands where it was reported</small></dd>
<dt>Times</dt><dd>local time of ${facts.timeZone}, with UTC below<small>${ZONE_FROM[facts.timeZoneFrom]}</small></dd>
<dt>Made</dt><dd>${moment(clock, facts.madeAt)}</dd>
<dt>Asked for by</dt><dd>${facts.by}</dd>
<dt>Purpose</dt><dd>${facts.purpose}</dd>
<dt>Personal data</dt><dd>${facts.masked ? MASKED : UNMASKED}</dd>
</dl>
`;
}

const ZONE_FROM: Readonly<Record<PackFacts["timeZoneFrom"], string>> = {
  register: "the branch's time zone, as the bank's register says it",
  decisions: "the time zone of the branch's calendar; the register does not say one",
  gateway: "the time zone of the gateway; neither the register nor a calendar says one",
};

const MASKED =
  "Masked: hirers and staff to be told stand as references, without name, number or address; what people wrote in their own words is left out. Officers stand with the name they sign in with, because it says who acted.";
const UNMASKED = "Not masked: this pack names people. Hand it on for its purpose only.";

function span({ fromDay, toDay }: PackFacts): string {
  if (fromDay === null && toDay === null) return "All that the gateway still keeps.";
  if (fromDay === null) return `Until the end of ${toDay}.`;
  if (toDay === null) return `From the beginning of ${fromDay} on.`;
  return `From the beginning of ${fromDay} to the end of ${toDay}.`;
}

function found(facts: PackFacts, summary: Summary, clock: LocalTime): Html {
  const given = [...summary.chains.values()].reduce((sum, chain) => sum + chain.given, 0);
  const late = [...summary.chains.values()].filter(
    ({ site, after, firstAt }) =>
      site !== "gateway" && after > 0 && firstAt !== null && (facts.from === null || firstAt >= facts.from),
  );
  return html`<h2>What was found</h2>
${
  given === 0
    ? html`<p class="note">Of this locker nothing is in the span.</p>`
    : html`<table>
<thead><tr><th class="middle">File (.json, .csv)</th><th class="short">Entries</th><th>What it holds</th></tr></thead>
<tbody>
${TABLES.map(
  ({ name, holds }) => html`<tr><td>${name}</td><td>${summary.rows.get(name) ?? 0}</td><td>${holds}</td></tr>
`,
)}</tbody>
</table>
`
}${late.map(
  ({
    site,
    after,
    firstAt,
  }) => html`<p class="note">The ledger of ${site} begins after record ${after} (${readable(clock.local(firstAt))}): older records were given up by the bank's rules of retention, so that the span is not covered from its beginning.</p>
`,
)}${
  facts.withheldInAll > 0
    ? html`<p class="note">The content of ${facts.withheldInAll} of the locker's records is left out, because it holds what a person wrote in their own words, or a name, number or address of the register. That they are there is proven; <code>manifest.json</code> lists them.</p>
`
    : { html: "" }
}`;
}

function* incidents(summary: Summary, clock: LocalTime): Generator<Piece> {
  if (summary.incidents.size === 0) return;
  yield piece(html`<h2>Incidents</h2>
<table>
<thead><tr><th class="when">Raised</th><th>What</th><th class="middle">Acknowledged</th><th class="middle">Ended</th><th class="record">Record</th></tr></thead>
<tbody>
`);
  for (const {
    id,
    place,
    cause,
    priority,
    summary: said,
    raisedAt,
    state,
    acknowledged,
    reset,
  } of summary.incidents.values()) {
    const row = html`<tr><td>${moment(clock, raisedAt)}</td><td>${said}<small>${cause}, priority ${priority}; ${id}</small></td><td>${deed(clock, acknowledged)}</td><td>${reset === null ? html`not ended in this span<small>${state}</small>` : deed(clock, reset)}</td><td class="mono">${placed(place)}</td></tr>
`;
    yield piece(row, place, id);
  }
  yield piece(html`</tbody>
</table>
${
  summary.incidentsUnlisted > 0
    ? html`<p class="note">And ${summary.incidentsUnlisted} more, which are in incidents.csv.</p>
`
    : { html: "" }
}`);
}

function* timeline(summary: Summary, clock: LocalTime, facts: PackFacts): Generator<Piece> {
  if (summary.timeline.length === 0) return;
  yield piece(html`<h2>Timeline</h2>
<p>In the order in which it was recorded. Local time is that of ${facts.timeZone}.</p>
<table>
<thead><tr><th class="when">When</th><th class="middle">What</th><th>Details</th><th class="record">Record</th></tr></thead>
<tbody>
`);
  for (const entry of summary.timeline) yield piece(entryRow(entry, clock), entry.place, entry.about);
  yield piece(html`</tbody>
</table>
${
  summary.timelineInAll > summary.timeline.length
    ? html`<p class="note">These are the first ${summary.timeline.length} of ${summary.timelineInAll} entries. The CSV files hold all of them.</p>
`
    : { html: "" }
}`);
}

function entryRow({ place, at, earliest, tone, what, detail, about }: TimelineEntry, clock: LocalTime): Html {
  const when = html`${moment(clock, at)}${earliest === null ? { html: "" } : html`<small>or at some time since ${readable(clock.local(earliest))}</small>`}`;
  return html`<tr class="${tone}"><td>${when}</td><td>${what}</td><td>${detail}<small class="mono">${about}</small></td><td class="mono">${placed(place)}</td></tr>
`;
}

function devices({ devices: known }: PackFacts, summary: Summary, clock: LocalTime): Html {
  return html`<h2>Devices</h2>
<p>A unit is the sensor board of this locker. Its name is also its thing name, its MQTT client id and the common name of its certificate. The fingerprint of that certificate is known to the broker, not to the gateway, so it is not here.</p>
<table>
<thead><tr><th class="middle">Unit</th><th class="short">Firmware</th><th class="short">Boot</th><th>Last seen, when this was made</th></tr></thead>
<tbody>
${known.map(
  ({
    unit,
    firmware,
    boot,
    lastSeenAt,
    listed,
  }) => html`<tr><td>${unit}${listed ? { html: "" } : html`<small>not this locker's unit any more</small>`}</td><td>${firmware ?? "not known"}</td><td>${boot ?? "not known"}</td><td>${lastSeenAt === null ? "not known" : moment(clock, lastSeenAt)}</td></tr>
`,
)}</tbody>
</table>
${
  summary.boots.size > 0
    ? html`<p>In this span ${summary.boots.size === 1 ? "one life" : `${summary.boots.size} lives`} of a unit, from one start to the next, reported: devices.csv lists them with their sequence numbers.</p>
`
    : { html: "" }
}`;
}

function deed(
  clock: LocalTime,
  done: { readonly by: string | null; readonly at: number | null } | null,
): Html | null {
  return done === null
    ? null
    : html`${done.by}<small>${readable(clock.local(done.at))}</small><small>${readable(utc(done.at))}</small>`;
}

function moment(clock: LocalTime, at: number | null): Html {
  return html`${readable(clock.local(at))}<small>${readable(utc(at))}</small>`;
}

/** `2026-11-22 02:13:00.000 +05:30` is easier on the eye than with a T. */
function readable(moment: string | null): string | null {
  if (moment === null) return null;
  return moment
    .replace("T", " ")
    .replace(/\.\d{3}/, "")
    .replace(/([+-]\d\d:\d\d)$/, " $1")
    .replace("Z", " UTC");
}

function placed({ site, n }: Place): string {
  return `${site} ${n}`;
}

function piece(text: Html, place: Place | null = null, about = ""): Piece {
  return { file: REPORT_FILE, text: text.html, place, about };
}
