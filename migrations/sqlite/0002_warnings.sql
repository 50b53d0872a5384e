-- What the editor was warned of when this version came: a JSON array, as in the reports. NULL where nothing was said.
ALTER TABLE versions ADD COLUMN warnings TEXT;
