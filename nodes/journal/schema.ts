/** "LKRJ": says to whoever opens the file whose it is. */
export const APPLICATION_ID = 0x4c_4b_52_4a;

/**
 * One step per version of the schema; a step that was released never changes.
 *
 * What grows with the number of events or lockers is only ever written at its end, so that an event costs the
 * same in an empty journal and in one with millions: an index in the order of units or keys would dirty a page
 * of its own for nearly every event.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- In order of arrival. What is not sealed into event_key yet is known in the worker's memory.
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    site TEXT NOT NULL,
    unit TEXT NOT NULL,
    boot INTEGER,
    seq INTEGER,
    type TEXT NOT NULL,
    at INTEGER,
    received_at INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  -- Finds an event by its id: one sorted run for each full segment of events.
  CREATE TABLE event_key (
    segment INTEGER NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (segment, id)
  ) WITHOUT ROWID;
  -- last_seq and seen_at as of the last sealed segment or sighting; later events say more.
  CREATE TABLE unit (
    unit TEXT PRIMARY KEY,
    last_seq INTEGER,
    boot INTEGER,
    nonce TEXT,
    online INTEGER,
    uptime INTEGER,
    clock TEXT,
    seen_at INTEGER
  ) WITHOUT ROWID;
  -- Sequence numbers that never came, both ends inclusive.
  CREATE TABLE missing (
    unit TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (unit, first)
  ) WITHOUT ROWID;
  CREATE TABLE quarantine (
    position INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_at INTEGER NOT NULL
  );
  -- event: place of the event that raised it.
  CREATE TABLE incident (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    event INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  -- The events an incident counts, and the incident as each left it.
  CREATE TABLE incident_event (
    event INTEGER NOT NULL,
    key TEXT NOT NULL,
    change TEXT NOT NULL,
    incident TEXT NOT NULL,
    access TEXT,
    PRIMARY KEY (event, key)
  ) WITHOUT ROWID;
  -- subject: place of the event it goes back to. due: only of the oldest waiting notice of each queue.
  CREATE TABLE notice (
    position INTEGER PRIMARY KEY,
    subject INTEGER NOT NULL,
    key TEXT NOT NULL,
    node TEXT NOT NULL,
    route TEXT NOT NULL,
    lane INTEGER NOT NULL,
    queue TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    due INTEGER,
    code TEXT,
    provider_id TEXT,
    settled_at INTEGER,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX notice_key ON notice (subject, key);
  CREATE INDEX notice_due ON notice (route, lane, due, position) WHERE due IS NOT NULL;
  CREATE INDEX notice_queue ON notice (queue, position) WHERE state = 'waiting';
  CREATE INDEX notice_open ON notice (node, state) WHERE state <> 'accepted';
  `,
];
