-- Files that articles offer: where each stands, which articles link it, what was fetched and read.
CREATE TABLE attachment (
    url TEXT PRIMARY KEY,
    type TEXT,                                -- media type by the ending, NULL: it has none
    state TEXT NOT NULL DEFAULT 'pending',    -- see outcomes.State
    reason TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,      -- runs that failed to fetch it since it last answered
    fetched_at INTEGER,
    gone_since INTEGER                        -- was captured once, has answered "not found" since
);
CREATE INDEX attachment_open ON attachment (state) WHERE state IN ('pending', 'failed', 'blocked');

CREATE TABLE attachment_link (
    url TEXT NOT NULL,
    key TEXT NOT NULL,                        -- of the article
    PRIMARY KEY (url, key)
) WITHOUT ROWID;

-- Each different content that an address has answered. None is ever deleted.
CREATE TABLE attachment_capture (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    captured_at INTEGER NOT NULL,
    media_type TEXT,                          -- as the portal states it
    sha256 TEXT NOT NULL,                     -- of the content
    warc TEXT NOT NULL,
    offset INTEGER NOT NULL,
    reader INTEGER NOT NULL DEFAULT 0,        -- the version of the reader that has read it
    outcome TEXT,                             -- NULL, 'read', 'scan_only', 'empty', or why it has no text
    cut INTEGER NOT NULL DEFAULT 0,           -- 1: `text` is only the beginning
    text TEXT,
    UNIQUE (url, sha256)
);
CREATE INDEX attachment_unread ON attachment_capture (reader);

-- What the articles that are here already offer.
INSERT OR IGNORE INTO attachment_link (url, key)
    SELECT json_extract(file.value, '$.url'), revision.key
    FROM revision, json_each(revision.article, '$.attachments') AS file;
INSERT OR IGNORE INTO attachment (url, type)
    SELECT json_extract(file.value, '$.url'), json_extract(file.value, '$.type')
    FROM revision, json_each(revision.article, '$.attachments') AS file;
