-- Instants are microseconds since 1970, truths 0 or 1. Text sorts by code point, as on SQLite.

CREATE TABLE counters (
    name   TEXT COLLATE "C" PRIMARY KEY,
    value  BIGINT NOT NULL
);

CREATE TABLE settings (
    key    TEXT COLLATE "C" PRIMARY KEY,
    value  TEXT COLLATE "C" NOT NULL
);

-- The phase is what was applied, not what the clock would say now; `due` is when time may change it.
CREATE TABLE articles (
    id           TEXT COLLATE "C" PRIMARY KEY,
    folded       TEXT COLLATE "C" NOT NULL UNIQUE,
    version      BIGINT NOT NULL,
    pub_status   TEXT COLLATE "C" NOT NULL,
    headline     TEXT COLLATE "C" NOT NULL,
    original     BYTEA NOT NULL,
    reprint_url  TEXT COLLATE "C",
    embargo      BIGINT NOT NULL,
    expires      BIGINT,
    unpublished  BIGINT NOT NULL,
    killed       BIGINT NOT NULL,
    phase        TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C",
    case_no      TEXT COLLATE "C",
    since        BIGINT,
    url          TEXT COLLATE "C",
    first_shown  BIGINT,
    shown_seq    BIGINT,
    updated      BIGINT NOT NULL,
    stub_until   BIGINT,
    due          BIGINT
);
CREATE INDEX articles_due ON articles (due) WHERE due IS NOT NULL;
CREATE INDEX articles_shown ON articles (shown_seq) WHERE shown_seq IS NOT NULL;

CREATE TABLE versions (
    article_id   TEXT COLLATE "C" NOT NULL REFERENCES articles (id),
    version      BIGINT NOT NULL,
    document     TEXT COLLATE "C" NOT NULL,
    original     BYTEA NOT NULL,
    fingerprint  BYTEA NOT NULL,
    accepted     BIGINT NOT NULL,
    PRIMARY KEY (article_id, version)
);

CREATE TABLE outlets (
    key      TEXT COLLATE "C" PRIMARY KEY,
    title    TEXT COLLATE "C",
    changed  BIGINT NOT NULL
);

-- `current`: the newest version is in it; `state`: 0 nothing, 1 the article, 2 its stub, 3 the stub
-- of one whose time was over.
CREATE TABLE members (
    outlet       TEXT COLLATE "C" NOT NULL,
    article_id   TEXT COLLATE "C" NOT NULL REFERENCES articles (id),
    first_shown  BIGINT NOT NULL,
    current      BIGINT NOT NULL,
    state        BIGINT NOT NULL,
    PRIMARY KEY (article_id, outlet)
);
CREATE INDEX members_window ON members (outlet, state, first_shown DESC, article_id);

CREATE TABLE jobs (
    kind          TEXT COLLATE "C" NOT NULL,
    key           TEXT COLLATE "C" NOT NULL,
    seq           BIGINT NOT NULL,
    priority      BIGINT NOT NULL,
    leased_by     TEXT COLLATE "C",
    leased_until  BIGINT,
    attempts      BIGINT NOT NULL DEFAULT 0,
    not_before    BIGINT NOT NULL DEFAULT 0,
    error         TEXT COLLATE "C",
    PRIMARY KEY (kind, key)
);
CREATE INDEX jobs_order ON jobs (priority, kind DESC, seq);
CREATE INDEX jobs_seq ON jobs (seq);

CREATE TABLE receipts (
    name      TEXT COLLATE "C" PRIMARY KEY,
    inode     BIGINT NOT NULL,
    size      BIGINT NOT NULL,
    modified  BIGINT NOT NULL,
    sha256    BYTEA NOT NULL,
    outcome   TEXT COLLATE "C" NOT NULL
);

CREATE TABLE cases (
    case_no    TEXT COLLATE "C" PRIMARY KEY,
    state      TEXT COLLATE "C" NOT NULL,
    regime     TEXT COLLATE "C" NOT NULL,
    grounds    TEXT COLLATE "C" NOT NULL,
    via        TEXT COLLATE "C" NOT NULL,
    request    TEXT COLLATE "C" NOT NULL,
    missing    TEXT COLLATE "C" NOT NULL,
    received   BIGINT NOT NULL,
    opened     BIGINT NOT NULL,
    confirmed  BIGINT,
    withheld   BIGINT,
    deadline   BIGINT,
    reminded   BIGINT NOT NULL DEFAULT 0,
    due        BIGINT,
    key        TEXT COLLATE "C" NOT NULL,
    reason     TEXT COLLATE "C",
    statement  TEXT COLLATE "C"
);
CREATE INDEX cases_due ON cases (due) WHERE due IS NOT NULL;

-- `wanted`: the folded id that a target can only mean where it is no article of ours yet.
CREATE TABLE case_targets (
    case_no     TEXT COLLATE "C" NOT NULL REFERENCES cases (case_no),
    position    BIGINT NOT NULL,
    written     TEXT COLLATE "C" NOT NULL,
    article_id  TEXT COLLATE "C",
    wanted      TEXT COLLATE "C",
    PRIMARY KEY (case_no, position)
);
CREATE INDEX case_targets_wanted ON case_targets (wanted) WHERE wanted IS NOT NULL;

CREATE TABLE holds (
    article_id  TEXT COLLATE "C" NOT NULL REFERENCES articles (id),
    case_no     TEXT COLLATE "C" NOT NULL REFERENCES cases (case_no),
    final       BIGINT NOT NULL,
    PRIMARY KEY (article_id, case_no)
);
CREATE INDEX holds_case ON holds (case_no);

CREATE TABLE stay_down (
    fingerprint  BYTEA NOT NULL,
    case_no      TEXT COLLATE "C" NOT NULL REFERENCES cases (case_no),
    PRIMARY KEY (fingerprint, case_no)
);

-- A channel is done when the job that serves it has settled with at least this seq.
CREATE TABLE channels (
    case_no   TEXT COLLATE "C" NOT NULL REFERENCES cases (case_no),
    channel   TEXT COLLATE "C" NOT NULL,
    target    TEXT COLLATE "C" NOT NULL,
    done      BIGINT,
    job_kind  TEXT COLLATE "C",
    job_key   TEXT COLLATE "C",
    job_seq   BIGINT,
    PRIMARY KEY (case_no, channel, target)
);
CREATE INDEX channels_open ON channels (job_kind, job_key) WHERE done IS NULL;

CREATE TABLE log (
    seq   BIGINT PRIMARY KEY,
    hash  TEXT COLLATE "C" NOT NULL,
    line  TEXT COLLATE "C" NOT NULL
);

CREATE TABLE subscribers (
    id         BIGINT PRIMARY KEY,
    email      TEXT COLLATE "C" NOT NULL,
    folded     TEXT COLLATE "C" NOT NULL UNIQUE,
    status     TEXT COLLATE "C" NOT NULL,
    language   TEXT COLLATE "C",
    time_zone  TEXT COLLATE "C",
    token      TEXT COLLATE "C" NOT NULL UNIQUE,
    salt       TEXT COLLATE "C" NOT NULL,
    consent    TEXT COLLATE "C" NOT NULL,
    created    BIGINT NOT NULL,
    changed    BIGINT NOT NULL
);

CREATE TABLE subscriptions (
    digest      TEXT COLLATE "C" NOT NULL,
    subscriber  BIGINT NOT NULL REFERENCES subscribers (id),
    PRIMARY KEY (digest, subscriber)
);
CREATE INDEX subscriptions_of ON subscriptions (subscriber);

CREATE TABLE digests (
    name        TEXT COLLATE "C" PRIMARY KEY,
    registered  BIGINT NOT NULL,
    last_slot   BIGINT,
    last_seq    BIGINT,
    number      BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE issues (
    id      BIGINT PRIMARY KEY,
    name    TEXT COLLATE "C" NOT NULL,
    number  BIGINT NOT NULL,
    slot    BIGINT,
    frozen  BIGINT NOT NULL,
    UNIQUE (name, number),
    UNIQUE (name, slot)
);

CREATE TABLE issue_articles (
    issue       BIGINT NOT NULL REFERENCES issues (id),
    position    BIGINT NOT NULL,
    article_id  TEXT COLLATE "C" NOT NULL REFERENCES articles (id),
    PRIMARY KEY (issue, position)
);
CREATE INDEX issue_articles_of ON issue_articles (article_id);

-- What an issue held when letters left with it: corrections and withdrawals make another edition.
CREATE TABLE editions (
    issue       BIGINT NOT NULL REFERENCES issues (id),
    edition     BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    article_id  TEXT COLLATE "C" NOT NULL REFERENCES articles (id),
    version     BIGINT NOT NULL,
    PRIMARY KEY (issue, edition, position)
);
CREATE INDEX editions_of ON editions (article_id);

CREATE TABLE deliveries (
    id            BIGINT PRIMARY KEY,
    kind          TEXT COLLATE "C" NOT NULL,
    label         TEXT COLLATE "C" NOT NULL,
    issue         BIGINT REFERENCES issues (id),
    case_no       TEXT COLLATE "C" REFERENCES cases (case_no),
    subscriber    BIGINT REFERENCES subscribers (id),
    email         TEXT COLLATE "C" NOT NULL,
    salt          TEXT COLLATE "C" NOT NULL,
    language      TEXT COLLATE "C",
    token         TEXT COLLATE "C",
    notice        TEXT COLLATE "C",
    state         TEXT COLLATE "C" NOT NULL,
    edition       BIGINT,
    attempts      BIGINT NOT NULL DEFAULT 0,
    not_before    BIGINT NOT NULL,
    leased_by     TEXT COLLATE "C",
    leased_until  BIGINT,
    error         TEXT COLLATE "C",
    created       BIGINT NOT NULL,
    finished      BIGINT
);
CREATE INDEX deliveries_waiting ON deliveries (not_before, id) WHERE state IN ('queued', 'inflight');
-- Notices and reminders are claimed before digests, however many of those wait.
CREATE INDEX deliveries_letters ON deliveries (not_before, id) WHERE state IN ('queued', 'inflight') AND kind <> 'digest';
CREATE INDEX deliveries_issue ON deliveries (issue, edition) WHERE issue IS NOT NULL;
CREATE INDEX deliveries_notices ON deliveries (lower(email), created) WHERE kind = 'notice';
CREATE INDEX deliveries_subscriber ON deliveries (subscriber) WHERE state IN ('queued', 'inflight');
