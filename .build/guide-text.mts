import { GUIDE, type Guidance } from "../nodes/control-room/guide.ts";
import type { Cause } from "../nodes/domain/incident.ts";
import { PRIORITIES } from "../nodes/domain/incident-policy.ts";

export const FILE = "docs/operators-guide.md";
/** What stands above it is written by hand. */
const MARK = "<!-- From here on made by `npm run guide` from nodes/control-room/guide.ts. -->";

/** The guide with the alarms as the board itself tells of them. */
export function withAlarms(guide: string): string {
  const end = guide.indexOf(MARK);
  if (end < 0) throw new Error(`${FILE} has no line ${MARK}`);
  const entries = [...GUIDE].map(([cause, guidance]) => entry(cause, guidance));
  return `${guide.slice(0, end + MARK.length)}\n\n${entries.join("\n")}`;
}

function entry(cause: string, { title, means, steps, never, ends }: Guidance): string {
  return `### ${title}

\`${cause}\` · ${priority(cause)}

${means}

${steps.map((step, index) => `${index + 1}. ${step}`).join("\n")}
${never === undefined ? "" : `\n**Never:** ${never}\n`}
_When it is over:_ ${ends}
`;
}

function priority(cause: string): string {
  const { open, closed } = PRIORITIES[cause as Cause];
  return open === closed ? `priority ${open}` : `priority ${open}, ${closed} while the branch is closed`;
}
