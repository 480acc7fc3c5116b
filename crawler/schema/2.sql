-- Keeping up: when to look at an article again, what a section shows, what was not there any more.
ALTER TABLE address ADD COLUMN published_at INTEGER;   -- as its page states it
ALTER TABLE address ADD COLUMN shown_at INTEGER;       -- by the portal itself; NULL: never, an import
ALTER TABLE address ADD COLUMN interval INTEGER;       -- ms until the next look; NULL: not extracted yet
ALTER TABLE address ADD COLUMN moved_to TEXT;          -- the key under which the portal shows it now
ALTER TABLE run ADD COLUMN absent INTEGER;             -- known articles that it did not find
ALTER TABLE capture ADD COLUMN etag TEXT;
ALTER TABLE capture ADD COLUMN last_modified TEXT;
ALTER TABLE section ADD COLUMN read_at INTEGER;        -- the last reading, whole or not
ALTER TABLE section ADD COLUMN complete_at INTEGER;    -- the last reading of all its pages
ALTER TABLE section ADD COLUMN problem TEXT;           -- why the last reading failed
ALTER TABLE revision ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;  -- its text's first capture
UPDATE address SET shown_at = fetched_at WHERE state = 'captured';
UPDATE revision SET changed_at = (SELECT captured_at FROM capture WHERE id = revision.capture);
CREATE INDEX address_moved ON address (moved_to) WHERE moved_to IS NOT NULL;
CREATE INDEX address_gone ON address (gone_since) WHERE gone_since IS NOT NULL;
CREATE INDEX address_published ON address (published_at);
CREATE INDEX revision_text ON revision (content_hash) WHERE is_head;

-- Which articles a section has linked to, ever: its completeness is counted from them.
CREATE TABLE listed (
    section TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (section, key)
) WITHOUT ROWID;

-- Known articles that a run did not find. They count only when the whole run is believed.
CREATE TABLE absence (
    key TEXT PRIMARY KEY,
    run INTEGER NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT,
    redirected_to TEXT,
    redirected_key TEXT
) WITHOUT ROWID;
