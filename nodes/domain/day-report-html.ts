import type {
  DayException,
  DayReport,
  DaySums,
  Opening,
  OtherNotices,
  Told,
  ToldState,
} from "./day-report.ts";
import { channelName, localTime, NOT_KEPT, stateInWords, timeOfDay } from "./day-report-text.ts";

/** Markup that is escaped already. */
interface Html {
  readonly html: string;
}

/** All of the page's style, for a policy that allows just this. */
export const STYLE = `
:root { color-scheme: light; }
body { font: 11pt/1.4 "Noto Sans", "Noto Sans Devanagari", Arial, sans-serif; color: #111; background: #fff; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 1.8rem 0 .5rem; }
p { margin: .3rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { border: 1px solid #767676; padding: .25rem .4rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { overflow-wrap: normal; }
th { background: #eee; }
.verdict { border: 2px solid #111; padding: .6rem .8rem; margin: 1rem 0; font-weight: bold; }
.bad { background: #fde7e7; }
.drill { color: #555; font-style: italic; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { margin: 0; max-width: none; padding: 0; font-size: 9pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as a page of its own that can be printed on A4: totals, exceptions, then each opening. No script. */
export function toHtml(report: DayReport): string {
  return [...htmlPieces(report)].join("");
}

/** As `toHtml`, one opening after the other, for who has other things to do in between. */
export function* htmlPieces(report: DayReport): Generator<string> {
  const { site, siteName, day, timeZone, madeAt, openings, exceptions, others, sums, to } = report;
  const isOver = madeAt >= to;
  yield markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Day report ${site} ${day}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<h1>Locker openings of ${day}: ${siteName} (${site})</h1>
<p>All times by the branch's clock (${timeZone}). Made at ${localTime(madeAt, timeZone)}${isOver ? "" : ", while the day was not over: what is still on its way can change"}.</p>
<p>Hirers are named by their reference in the bank's register. Who had to be told is taken from the register as it was when this report was made.</p>
<p class="verdict">${verdict(report)}</p>
<h2>Totals</h2>
${totals(sums)}
${othersTable(others)}
<h2>Exceptions (${sums.exceptions})</h2>
${exceptionsTable(exceptions, timeZone)}
<h2>Openings (${sums.openings})</h2>
`.html;
  yield* openingsTable(openings, timeZone);
  yield "\n</body>\n</html>\n";
}

function verdict({ sums, exceptions, madeAt, from }: DayReport): string {
  if (madeAt < from) return "The day had not begun when this report was made.";
  const isWhole = exceptions.every(({ kind }) => kind !== NOT_KEPT);
  if (isWhole) return sums.openings === 0 ? "No locker was opened." : counted(sums);
  const known = sums.openings === 0 ? "No opening is known." : counted(sums);
  return `${known} Not all of the day is kept: see the exceptions.`;
}

function counted({ openings, told, notTold, withoutHirers }: DaySums): string {
  const nobody = withoutHirers === 0 ? "" : ` ${withoutHirers} of a locker without a hirer.`;
  if (notTold === 0)
    return `${told} of ${openings} openings: every hirer was told by SMS and by e-mail.${nobody}`;
  return `${notTold} of ${openings} openings: not every hirer was told by SMS and by e-mail, both. ${told} were told.${nobody}`;
}

function totals(sums: DaySums): Html {
  const rows: readonly (readonly [string, number])[] = [
    ["Openings", sums.openings],
    ["within the access hours", sums.inside],
    ["outside the access hours", sums.outside],
    ["not decided", sums.undecided],
    ["reported late", sums.late],
    ["all hirers told, both ways", sums.told],
    ["not all hirers told, both ways", sums.notTold],
    ["of lockers without a hirer", sums.withoutHirers],
    ["Drills, not counted", sums.drills],
  ];
  const states: readonly ToldState[] = ["accepted", "queued", "overdue", "parked", "dead", "missing"];
  return markup`<table>
<tbody>
${rows.map(([name, count]) => markup`<tr><th scope="row">${name}</th><td>${count}</td></tr>\n`)}</tbody>
</table>
<h2>Notices to hirers</h2>
<table>
<thead><tr><th scope="col">Channel</th>${states.map((state) => markup`<th scope="col">${stateInWords(state)}</th>`)}</tr></thead>
<tbody>
${(["sms", "email"] as const).map(
  (channel) =>
    markup`<tr><th scope="row">${channelName(channel)}</th>${states.map((state) => markup`<td>${sums.states[channel][state]}</td>`)}</tr>\n`,
)}</tbody>
</table>`;
}

const GROUP: Readonly<Record<OtherNotices["to"], string>> = {
  staff: "the bank's own people",
  insurer: "insurers",
  topic: "topics",
  receiver: "alarm receiving centres",
};

function othersTable(others: readonly OtherNotices[]): Html {
  if (others.length === 0) return markup`<p>No notices to others than hirers.</p>`;
  return markup`<h2>Notices to others</h2>
<table>
<thead><tr><th scope="col">To</th><th scope="col">Channel</th><th scope="col">Asked for</th><th scope="col">Accepted</th></tr></thead>
<tbody>
${others.map(({ to, channel, asked, accepted }) => markup`<tr><td>${GROUP[to]}</td><td>${channel}</td><td>${asked}</td><td>${accepted}</td></tr>\n`)}</tbody>
</table>`;
}

function exceptionsTable(exceptions: readonly DayException[], timeZone: string): Html {
  if (exceptions.length === 0) return markup`<p>None.</p>`;
  return markup`<table>
<thead><tr><th scope="col">Time</th><th scope="col">Kind</th><th scope="col">Locker</th><th scope="col">What</th></tr></thead>
<tbody>
${exceptions.map(({ at, kind, locker, drill, text }) => markup`<tr${drill ? { html: ' class="drill"' } : ""}><td>${timeOfDay(at, timeZone)}</td><td>${kind.replaceAll("-", " ")}${drill ? " (drill)" : ""}</td><td>${locker ?? ""}</td><td>${text}</td></tr>\n`)}</tbody>
</table>`;
}

function* openingsTable(openings: readonly Opening[], timeZone: string): Generator<string> {
  if (openings.length === 0) {
    yield "<p>None.</p>";
    return;
  }
  yield `<table>
<thead><tr><th scope="col">Time</th><th scope="col">Locker</th><th scope="col">Access</th><th scope="col">Visit</th><th scope="col">Hirer</th><th scope="col">SMS</th><th scope="col">E-mail</th><th scope="col">Event</th></tr></thead>
<tbody>
`;
  for (const opening of openings) yield markup`${openingRows(opening, timeZone)}`.html;
  yield "</tbody>\n</table>";
}

function openingRows(opening: Opening, timeZone: string): readonly Html[] {
  const { at, earliest, locker, late, drill, access, visit, eventId, notices } = opening;
  const hirers = [...new Set(notices.map(({ hirer }) => hirer))];
  const span = Math.max(hirers.length, 1);
  const cells = (text: string) => markup`<td rowspan="${span}">${text}</td>`;
  const time = `${earliest === at ? "" : "at the latest "}${timeOfDay(at, timeZone)}${late ? " (reported late)" : ""}${drill ? " (drill)" : ""}`;
  const judged =
    access === null ? "not decided" : `${access.inside ? "inside" : "outside"}: ${access.reason}`;
  const row = drill ? { html: '<tr class="drill">' } : { html: "<tr>" };
  const event = cells(eventId);
  const first = markup`${row}${cells(time)}${cells(locker)}${cells(judged)}${cells(visit ?? "")}`;
  const [head, ...rest] = hirers;
  if (head === undefined)
    return [markup`${first}<td colspan="3">no hirer in the register</td>${event}</tr>\n`];
  return [
    markup`${first}${hirerCells(head, notices, timeZone)}${event}</tr>\n`,
    ...rest.map((hirer) => markup`${row}${hirerCells(hirer, notices, timeZone)}</tr>\n`),
  ];
}

function hirerCells(hirer: string, notices: readonly Told[], timeZone: string): Html {
  const of = (channel: Told["channel"]) => {
    const told = notices.find((one) => one.hirer === hirer && one.channel === channel);
    return told === undefined ? markup`<td></td>` : toldCell(told, timeZone);
  };
  return markup`<td>${hirer}</td>${of("sms")}${of("email")}`;
}

function toldCell({ state, late, at, providerId, attempts, code }: Told, timeZone: string): Html {
  const bad = state === "accepted" ? late : state !== "queued";
  const details = [
    at === null ? "" : localTime(at, timeZone),
    late && state === "accepted" ? "too late" : "",
    providerId ?? "",
    attempts === null || attempts < 2 ? "" : `${attempts} attempts`,
    code ?? "",
  ].filter((detail) => detail !== "");
  return markup`<td${bad ? { html: ' class="bad"' } : ""}>${[stateInWords(state), ...details].join(", ")}</td>`;
}

type Value = string | number | Html | readonly Html[];

/** Everything put in is escaped but what was made by this itself. */
function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const html = parts.map(
    (part, index) => `${part}${index < values.length ? rendered(values[index] ?? "") : ""}`,
  );
  return { html: html.join("") };
}

function rendered(value: Value): string {
  if (typeof value === "object") return "html" in value ? value.html : value.map(({ html }) => html).join("");
  return escaped(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}
