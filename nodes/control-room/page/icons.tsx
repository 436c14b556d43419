import type { Priority } from "../../domain/incident.ts";
import type { Look } from "./sites.ts";
import { say } from "./words.ts";

const PATHS = {
  bell: "M6 16V11a6 6 0 0 1 12 0v5l2 2H4l2-2ZM10 21h4",
  "bell-off": "M6 16V11a6 6 0 0 1 9.3-5M18 11v5l2 2H8M10 21h4M3 3l18 18",
  theme: "M12 3a9 9 0 1 0 0 18V3Z",
  wall: "M3 5h18v11H3zM8 20h8M12 16v4",
  help: "M9 9a3 3 0 1 1 4.2 2.8c-.8.4-1.2 1-1.2 2M12 17.5v.1",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  leave: "M14 4h5v16h-5M4 12h10M10 8l4 4-4 4",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20",
  check: "M4 12.5 9.5 18 20 6.5",
  reset: "M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2",
  eye: "M2 12s3.6-6 10-6 10 6 10 6-3.6 6-10 6-10-6-10-6ZM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  send: "M4 12 20 4l-6 16-3-7-7-1Z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** Told apart by shape and number too, not only by colour (ISA-101). */
const SHAPES: Readonly<Record<Priority, string>> = {
  1: "M8 2h8l6 6v8l-6 6H8l-6-6V8z",
  2: "M12 1.5 22.5 21h-21z",
  3: "M4 4h16v16H4z",
};

export function PriorityMark({ priority }: { readonly priority: Priority }) {
  return (
    <svg
      class={`mark p${priority}`}
      viewBox="0 0 24 24"
      role="img"
      aria-label={say("priority", { n: priority })}
    >
      <path d={SHAPES[priority]} />
      <text x="12" y={priority === 2 ? 18.5 : 16.5} text-anchor="middle">
        {priority}
      </text>
    </svg>
  );
}

/** A door, drawn as it stands. */
const DOORS: Readonly<Record<Look, string>> = {
  alarm: "M12 4v9M12 17v.5M3 21 12 3l9 18z",
  tamper: "M5 5l14 14M19 5 5 19",
  open: "M5 4h14v16M5 4v16l8-3V7z",
  offline: "M4 4l16 16M6 10a9 9 0 0 1 3-1.8M12 7.6c2.3 0 4.400 .9 6 2.400M9 14a5 5 0 0 1 4-1M12 18v.2",
  unknown: "M9 9a3 3 0 1 1 4.200 2.800c-.8.4-1.200 1-1.200 2M12 17.500v.1",
  closed: "M5 4h14v16H5zM15 12v.1",
};

export function Door({ look }: { readonly look: Look }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={DOORS[look]} />
    </svg>
  );
}
