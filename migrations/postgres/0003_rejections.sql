-- What the newsroom is to be told by mail; a row goes when its letter is queued.
CREATE TABLE rejections (
    id      BIGINT PRIMARY KEY,
    file    TEXT COLLATE "C" NOT NULL,
    report  TEXT COLLATE "C" NOT NULL
);
