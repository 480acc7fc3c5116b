-- What a portal has shown us. One file a portal: data/<site>/ledger.sqlite.
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,              -- every *_at: milliseconds since 1970, UTC
    ended_at INTEGER,
    outcome TEXT                              -- NULL: still running, or killed
);

-- The frontier: every article address, once an article.
CREATE TABLE IF NOT EXISTS address (
    key TEXT PRIMARY KEY,                     -- the platform's stable key
    url TEXT NOT NULL,
    first_run INTEGER NOT NULL,               -- the run that first saw a link to it
    state TEXT NOT NULL DEFAULT 'pending',    -- see outcomes.State
    reason TEXT,
    redirected_to TEXT,
    fetched_at INTEGER,
    gone_since INTEGER                        -- was captured once, has answered "not found" since
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS address_open ON address (state) WHERE state IN ('pending', 'failed');

-- Addresses under which an article was not found: they need not be asked again.
CREATE TABLE IF NOT EXISTS dead_address (
    url TEXT PRIMARY KEY,
    key TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS section (
    url TEXT PRIMARY KEY,
    finished_run INTEGER NOT NULL,            -- the last run that read it to its end
    declared_total INTEGER
) WITHOUT ROWID;

-- WARC files; bytes beyond `size` were never acknowledged.
CREATE TABLE IF NOT EXISTS warc (
    name TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    records INTEGER NOT NULL,
    sha256 TEXT                               -- NULL: still written to
) WITHOUT ROWID;

-- Kept responses that are to be extracted: article pages.
CREATE TABLE IF NOT EXISTS capture (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    captured_at INTEGER NOT NULL,
    status INTEGER NOT NULL,
    warc TEXT NOT NULL,
    offset INTEGER NOT NULL,
    extractor INTEGER NOT NULL DEFAULT 0,     -- the extractor version that has read it
    outcome TEXT                              -- NULL, 'new', 'changed', 'same', or why it is no article
);
CREATE INDEX IF NOT EXISTS capture_extractor ON capture (extractor);
CREATE INDEX IF NOT EXISTS capture_key ON capture (key, captured_at);

-- The texts of an article, one row a revision.
CREATE TABLE IF NOT EXISTS revision (
    key TEXT NOT NULL,
    number INTEGER NOT NULL,                  -- 1, 2, …
    capture INTEGER NOT NULL REFERENCES capture (id),
    content_hash TEXT NOT NULL,
    version INTEGER NOT NULL,                 -- of the document: capture time and extractor version
    article TEXT NOT NULL,                    -- the Article as JSON
    last_seen_at INTEGER NOT NULL,            -- the newest capture that showed this text
    is_head INTEGER NOT NULL,
    indexed INTEGER NOT NULL DEFAULT 0,       -- 1: its own bulk item was acknowledged
    dead_reason TEXT,                         -- refused by Elasticsearch, with its reason
    PRIMARY KEY (key, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS revision_waiting ON revision (key) WHERE indexed = 0;
