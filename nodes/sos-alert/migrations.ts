import type { Migration } from "../config/migrate.ts";

/**
 * Version 1 neither escalated nor repeated an alarm, and a unit that went offline was priority 2 at any hour. So it
 * stays for who relies on it: an update by itself sends nobody more messages than before.
 */
const fromOne: Migration = (saved) => ({
  priorities: [{ cause: "offline", open: "2", closed: "2" }],
  escalation: ["1", "2", "3"].map((priority) => ({ priority, escalate: "", repeat: "0" })),
  ...saved,
});

export const MIGRATIONS: readonly Migration[] = [fromOne];
