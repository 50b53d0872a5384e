-- Instants are microseconds since 1970, truths 0 or 1. Text sorts by code point (BINARY).

CREATE TABLE counters (
    name   TEXT PRIMARY KEY,
    value  INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    key    TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) STRICT;

-- The phase is what was applied, not what the clock would say now; `due` is when time may change it.
CREATE TABLE articles (
    id           TEXT PRIMARY KEY,
    folded       TEXT NOT NULL UNIQUE,
    version      INTEGER NOT NULL,
    pub_status   TEXT NOT NULL,
    headline     TEXT NOT NULL,
    original     BLOB NOT NULL,
    reprint_url  TEXT,
    embargo      INTEGER NOT NULL,
    expires      INTEGER,
    unpublished  INTEGER NOT NULL,
    killed       INTEGER NOT NULL,
    phase        TEXT NOT NULL,
    kind         TEXT,
    case_no      TEXT,
    since        INTEGER,
    url          TEXT,
    first_shown  INTEGER,
    shown_seq    INTEGER,
    updated      INTEGER NOT NULL,
    stub_until   INTEGER,
    due          INTEGER
) STRICT;
CREATE INDEX articles_due ON articles (due) WHERE due IS NOT NULL;
CREATE INDEX articles_shown ON articles (shown_seq) WHERE shown_seq IS NOT NULL;

CREATE TABLE versions (
    article_id   TEXT NOT NULL REFERENCES articles (id),
    version      INTEGER NOT NULL,
    document     TEXT NOT NULL,
    original     BLOB NOT NULL,
    fingerprint  BLOB NOT NULL,
    accepted     INTEGER NOT NULL,
    PRIMARY KEY (article_id, version)
) STRICT;

CREATE TABLE outlets (
    key      TEXT PRIMARY KEY,
    title    TEXT,
    changed  INTEGER NOT NULL
) STRICT;

-- `current`: the newest version is in it; `state`: 0 nothing, 1 the article, 2 its stub, 3 the stub
-- of one whose time was over.
CREATE TABLE members (
    outlet       TEXT NOT NULL,
    article_id   TEXT NOT NULL REFERENCES articles (id),
    first_shown  INTEGER NOT NULL,
    current      INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    PRIMARY KEY (article_id, outlet)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_window ON members (outlet, state, first_shown DESC, article_id);

CREATE TABLE jobs (
    kind          TEXT NOT NULL,
    key           TEXT NOT NULL,
    seq           INTEGER NOT NULL,
    priority      INTEGER NOT NULL,
    leased_by     TEXT,
    leased_until  INTEGER,
    attempts      INTEGER NOT NULL DEFAULT 0,
    not_before    INTEGER NOT NULL DEFAULT 0,
    error         TEXT,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_order ON jobs (priority, kind DESC, seq);
CREATE INDEX jobs_seq ON jobs (seq);

CREATE TABLE receipts (
    name      TEXT PRIMARY KEY,
    inode     INTEGER NOT NULL,
    size      INTEGER NOT NULL,
    modified  INTEGER NOT NULL,
    sha256    BLOB NOT NULL,
    outcome   TEXT NOT NULL
) STRICT;

CREATE TABLE cases (
    case_no    TEXT PRIMARY KEY,
    state      TEXT NOT NULL,
    regime     TEXT NOT NULL,
    grounds    TEXT NOT NULL,
    via        TEXT NOT NULL,
    request    TEXT NOT NULL,
    missing    TEXT NOT NULL,
    received   INTEGER NOT NULL,
    opened     INTEGER NOT NULL,
    confirmed  INTEGER,
    withheld   INTEGER,
    deadline   INTEGER,
    reminded   INTEGER NOT NULL DEFAULT 0,
    due        INTEGER,
    key        TEXT NOT NULL,
    reason     TEXT,
    statement  TEXT
) STRICT;
CREATE INDEX cases_due ON cases (due) WHERE due IS NOT NULL;

-- `wanted`: the folded id that a target can only mean where it is no article of ours yet.
CREATE TABLE case_targets (
    case_no     TEXT NOT NULL REFERENCES cases (case_no),
    position    INTEGER NOT NULL,
    written     TEXT NOT NULL,
    article_id  TEXT,
    wanted      TEXT,
    PRIMARY KEY (case_no, position)
) STRICT;
CREATE INDEX case_targets_wanted ON case_targets (wanted) WHERE wanted IS NOT NULL;

CREATE TABLE holds (
    article_id  TEXT NOT NULL REFERENCES articles (id),
    case_no     TEXT NOT NULL REFERENCES cases (case_no),
    final       INTEGER NOT NULL,
    PRIMARY KEY (article_id, case_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_case ON holds (case_no);

CREATE TABLE stay_down (
    fingerprint  BLOB NOT NULL,
    case_no      TEXT NOT NULL REFERENCES cases (case_no),
    PRIMARY KEY (fingerprint, case_no)
) STRICT, WITHOUT ROWID;

-- A channel is done when the job that serves it has settled with at least this seq.
CREATE TABLE channels (
    case_no   TEXT NOT NULL REFERENCES cases (case_no),
    channel   TEXT NOT NULL,
    target    TEXT NOT NULL,
    done      INTEGER,
    job_kind  TEXT,
    job_key   TEXT,
    job_seq   INTEGER,
    PRIMARY KEY (case_no, channel, target)
) STRICT;
CREATE INDEX channels_open ON channels (job_kind, job_key) WHERE done IS NULL;

CREATE TABLE log (
    seq   INTEGER PRIMARY KEY,
    hash  TEXT NOT NULL,
    line  TEXT NOT NULL
) STRICT;

CREATE TABLE subscribers (
    id         INTEGER PRIMARY KEY,
    email      TEXT NOT NULL,
    folded     TEXT NOT NULL UNIQUE,
    status     TEXT NOT NULL,
    language   TEXT,
    time_zone  TEXT,
    token      TEXT NOT NULL UNIQUE,
    salt       TEXT NOT NULL,
    consent    TEXT NOT NULL,
    created    INTEGER NOT NULL,
    changed    INTEGER NOT NULL
) STRICT;

CREATE TABLE subscriptions (
    digest      TEXT NOT NULL,
    subscriber  INTEGER NOT NULL REFERENCES subscribers (id),
    PRIMARY KEY (digest, subscriber)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_of ON subscriptions (subscriber);

CREATE TABLE digests (
    name        TEXT PRIMARY KEY,
    registered  INTEGER NOT NULL,
    last_slot   INTEGER,
    last_seq    INTEGER,
    number      INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE issues (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    number  INTEGER NOT NULL,
    slot    INTEGER,
    frozen  INTEGER NOT NULL,
    UNIQUE (name, number),
    UNIQUE (name, slot)
) STRICT;

CREATE TABLE issue_articles (
    issue       INTEGER NOT NULL REFERENCES issues (id),
    position    INTEGER NOT NULL,
    article_id  TEXT NOT NULL REFERENCES articles (id),
    PRIMARY KEY (issue, position)
) STRICT;
CREATE INDEX issue_articles_of ON issue_articles (article_id);

-- What an issue held when letters left with it: corrections and withdrawals make another edition.
CREATE TABLE editions (
    issue       INTEGER NOT NULL REFERENCES issues (id),
    edition     INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    article_id  TEXT NOT NULL REFERENCES articles (id),
    version     INTEGER NOT NULL,
    PRIMARY KEY (issue, edition, position)
) STRICT;
CREATE INDEX editions_of ON editions (article_id);

CREATE TABLE deliveries (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    label         TEXT NOT NULL,
    issue         INTEGER REFERENCES issues (id),
    case_no       TEXT REFERENCES cases (case_no),
    subscriber    INTEGER REFERENCES subscribers (id),
    email         TEXT NOT NULL,
    salt          TEXT NOT NULL,
    language      TEXT,
    token         TEXT,
    notice        TEXT,
    state         TEXT NOT NULL,
    edition       INTEGER,
    attempts      INTEGER NOT NULL DEFAULT 0,
    not_before    INTEGER NOT NULL,
    leased_by     TEXT,
    leased_until  INTEGER,
    error         TEXT,
    created       INTEGER NOT NULL,
    finished      INTEGER
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (not_before, id) WHERE state IN ('queued', 'inflight');
-- Notices and reminders are claimed before digests, however many of those wait.
CREATE INDEX deliveries_letters ON deliveries (not_before, id) WHERE state IN ('queued', 'inflight') AND kind <> 'digest';
CREATE INDEX deliveries_issue ON deliveries (issue, edition) WHERE issue IS NOT NULL;
CREATE INDEX deliveries_notices ON deliveries (lower(email), created) WHERE kind = 'notice';
CREATE INDEX deliveries_subscriber ON deliveries (subscriber) WHERE state IN ('queued', 'inflight');
