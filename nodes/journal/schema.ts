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
  `
  -- Events on their way through the flow of a locker-event-in: only what is open. sent_in: the life of the process
  -- in which it was sent last, null where that ended cleanly. attempts: how many ended otherwise.
  CREATE TABLE delivery (
    node TEXT NOT NULL,
    position INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    sent_in INTEGER,
    PRIMARY KEY (node, position)
  ) WITHOUT ROWID;
  `,
  `
  -- The boot that last_seq was of.
  ALTER TABLE unit ADD COLUMN last_boot INTEGER;
  -- Units whose sequence is out of the ordinary (domain/sequence). position: only events from there on count for
  -- what unit.last_seq says.
  CREATE TABLE odd_sequence (
    unit TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    other_boot INTEGER,
    other_seq INTEGER,
    suspect_boot INTEGER,
    suspect_seq INTEGER,
    highest INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- overdue_at: by when it should be accepted, while its node may still have to be told. overdue: it was told.
  ALTER TABLE notice ADD COLUMN overdue_at INTEGER;
  ALTER TABLE notice ADD COLUMN overdue INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX notice_overdue ON notice (node, overdue_at) WHERE overdue_at IS NOT NULL;
  DROP INDEX notice_open;
  CREATE INDEX notice_open ON notice (node, state, overdue) WHERE state <> 'accepted';
  `,
  `
  -- One row; a journal that is begun anew begins another ledger. heads_at: position up to which ledger_chain was saved.
  -- secret: without it nobody can find out a configuration by trying. forgotten_by, forgotten_to: the rules by which
  -- lockers were erased before their time, and up to which position.
  CREATE TABLE ledger_state (
    ledger TEXT NOT NULL,
    heads_at INTEGER NOT NULL,
    secret BLOB NOT NULL,
    forgotten_by TEXT NOT NULL,
    forgotten_to INTEGER NOT NULL
  );
  INSERT INTO ledger_state VALUES (lower(hex(randomblob(16))), 0, randomblob(32), '', 0);
  -- The chains, each as of ledger_state.heads_at; later records say more. signed: its last checkpoint. pruned: its last
  -- record that is not kept any more, 0 where all are.
  CREATE TABLE ledger_chain (
    chain INTEGER PRIMARY KEY,
    site TEXT NOT NULL UNIQUE,
    n INTEGER NOT NULL,
    link BLOB NOT NULL,
    signed INTEGER NOT NULL DEFAULT 0,
    signed_at INTEGER NOT NULL DEFAULT 0,
    pruned INTEGER NOT NULL,
    pruned_link BLOB NOT NULL
  );
  -- The records of all chains in the order in which they were made (domain/ledger). source: position in the table of
  -- the same name as the kind that holds the body. What is erased of a record is null, from salt on.
  CREATE TABLE ledger (
    position INTEGER PRIMARY KEY,
    chain INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    seal BLOB NOT NULL,
    link BLOB NOT NULL,
    salt BLOB,
    ref TEXT,
    locker TEXT,
    body TEXT,
    source INTEGER
  );
  -- Which decisions about an event are in the ledger, by the first digits of their hash.
  CREATE TABLE decision (
    event INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    PRIMARY KEY (event, digest)
  ) WITHOUT ROWID;
  -- What was last recorded of each part of the configuration.
  CREATE TABLE configuration (
    part TEXT PRIMARY KEY,
    hash TEXT NOT NULL
  ) WITHOUT ROWID;
  -- after: the ledger's newest position when it was signed.
  CREATE TABLE checkpoint (
    position INTEGER PRIMARY KEY,
    after INTEGER NOT NULL,
    chain INTEGER NOT NULL,
    n INTEGER NOT NULL,
    link BLOB NOT NULL,
    at INTEGER NOT NULL,
    key TEXT NOT NULL,
    signature BLOB NOT NULL
  );
  -- Every key that ever signed here.
  CREATE TABLE ledger_key (
    id TEXT PRIMARY KEY,
    public_key TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- reason: why it is parked or dead, in a sentence. untold: its node has not been told so.
  ALTER TABLE notice ADD COLUMN reason TEXT;
  ALTER TABLE notice ADD COLUMN untold INTEGER;
  CREATE INDEX notice_untold ON notice (node, position) WHERE untold IS NOT NULL;
  `,
  `
  -- What of the outbox is not accepted yet, and how far it is. Of the table notice, which is only written at its end,
  -- there is for each the body; the columns from node to untold are of rows that are older than this step, and of no
  -- meaning any more. due: only of the oldest waiting notice of each queue.
  CREATE TABLE outbox (
    position INTEGER PRIMARY KEY,
    node TEXT NOT NULL,
    state TEXT NOT NULL,
    overdue INTEGER NOT NULL,
    overdue_at INTEGER,
    attempts INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    due INTEGER,
    route TEXT NOT NULL,
    queue TEXT NOT NULL,
    key TEXT NOT NULL,
    site TEXT,
    locker TEXT,
    settled_at INTEGER,
    untold INTEGER,
    code TEXT,
    reason TEXT
  );
  INSERT INTO outbox
    SELECT position, node, state, overdue, overdue_at, attempts, lane, not_before, due, route, queue, key,
      iif(json_valid(body), body ->> '$.site', NULL), iif(json_valid(body), body ->> '$.locker', NULL),
      settled_at, untold, code, reason
    FROM notice WHERE state <> 'accepted' ORDER BY position;
  DROP INDEX notice_due;
  DROP INDEX notice_queue;
  DROP INDEX notice_open;
  DROP INDEX notice_overdue;
  DROP INDEX notice_untold;
  CREATE INDEX outbox_due ON outbox (route, lane, due) WHERE due IS NOT NULL;
  CREATE INDEX outbox_queue ON outbox (queue) WHERE state = 'waiting';
  CREATE INDEX outbox_state ON outbox (node, state, overdue, overdue_at);
  CREATE INDEX outbox_untold ON outbox (node) WHERE untold IS NOT NULL;
  `,
  // 8: what an alarm may have overtaken is missing only when something that overtakes nothing comes before it.
  "ALTER TABLE missing ADD COLUMN overtaken INTEGER NOT NULL DEFAULT 0",
  `
  -- Lockers as of the last sealed segment or status; later events say more. seq: of the last event that said something
  -- of it. status_seq: up to which number of its unit a status has said it all.
  CREATE TABLE locker (
    locker TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    door TEXT,
    tamper INTEGER,
    seq INTEGER,
    status_seq INTEGER,
    at INTEGER NOT NULL
  ) WITHOUT ROWID;
  ALTER TABLE unit ADD COLUMN firmware TEXT;
  -- Those of alarms, which are few, for who may not see all of them.
  CREATE INDEX outbox_alarm ON outbox (state) WHERE lane = 0;
  `,
  `
  -- What nodes know again after a restart.
  CREATE TABLE remembered (
    node TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (node, key)
  ) WITHOUT ROWID;
  `,
  `
  -- ended_at: when it was reset, milliseconds since 1970; 0: set aside as damaged; null: open. Its key is free then.
  ALTER TABLE incident ADD COLUMN ended_at INTEGER;
  UPDATE incident SET ended_at = 0 WHERE key GLOB '*|damaged-*';
  CREATE INDEX incident_open ON incident (position) WHERE ended_at IS NULL;
  -- All that happened to an incident. event: id of the one that did it; by, remark: of the person who did.
  CREATE TABLE incident_change (
    incident INTEGER NOT NULL,
    transition INTEGER NOT NULL,
    change TEXT NOT NULL,
    state TEXT NOT NULL,
    tier INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by TEXT,
    remark TEXT,
    event TEXT,
    access TEXT,
    PRIMARY KEY (incident, transition)
  ) WITHOUT ROWID;
  INSERT OR IGNORE INTO incident_change (incident, transition, change, state, tier, at, event, access)
    SELECT incident.position, counted.body ->> '$.transition',
      iif(counted.change = 'repeated', 'counted', counted.change), 'raised', 1, counted.body ->> '$.lastEventAt',
      counted.body ->> '$.lastEventId', counted.access
    FROM (SELECT change, access, iif(json_valid(incident), incident, '{}') AS body FROM incident_event) AS counted
    JOIN incident ON incident.id = counted.body ->> '$.id'
    WHERE typeof(counted.body ->> '$.transition') = 'integer'
      AND typeof(counted.body ->> '$.lastEventAt') IN ('integer', 'real');
  `,
  `
  -- silent: 1 where it tells of duress, in whatever lane, which not everybody may know of.
  ALTER TABLE outbox ADD COLUMN silent INTEGER;
  UPDATE outbox SET silent = 1 WHERE position IN (
    SELECT position FROM outbox CROSS JOIN notice USING (position)
    WHERE json_valid(body) AND body ->> '$.class' = 'duress'
  );
  DROP INDEX outbox_alarm;
  CREATE INDEX outbox_silent ON outbox (state, overdue) WHERE silent IS NOT NULL;
  `,
  `
  -- What officers said about thefts. incident: id. event: position of the event that tells of it. untold: 1 while no
  -- insurer-feed was there to tell it. body: the case as it was then, JSON.
  CREATE TABLE theft (
    incident TEXT NOT NULL,
    step INTEGER NOT NULL,
    event INTEGER NOT NULL,
    untold INTEGER,
    remark TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (incident, step)
  ) WITHOUT ROWID;
  CREATE INDEX theft_event ON theft (event);
  CREATE INDEX theft_untold ON theft (event) WHERE untold IS NOT NULL;
  `,
];
