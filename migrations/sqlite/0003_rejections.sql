-- What the newsroom is to be told by mail; a row goes when its letter is queued.
CREATE TABLE rejections (
    id      INTEGER PRIMARY KEY,
    file    TEXT NOT NULL,
    report  TEXT NOT NULL
) STRICT;
