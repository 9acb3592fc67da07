-- What readers made of data. Rows are added and never changed: of each reader's marks on a datum the newest stands, unless it takes the earlier ones back.
CREATE TABLE marks (
  mark INTEGER PRIMARY KEY, -- In order of making.
  report INTEGER NOT NULL REFERENCES reports, -- The report of the datum.
  datum TEXT NOT NULL, -- Stable id of the datum: `REPORT/ASSAULT/120-128`; of times and places `REPORT/time/5-11`, `REPORT/place/5-11`.
  kind TEXT NOT NULL CHECK (kind IN ('statement', 'event', 'figure', 'time', 'place')), -- What the datum is.
  verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong', 'corrected', 'withdrawn')), -- `wrong`: there is no such thing in the text. `corrected`: there is, and some of it is another. `withdrawn`: the reader takes back what they said.
  correction TEXT, -- Of a corrected datum: JSON, the fields of `shown` as they should be.
  note TEXT, -- What the reader says about it.
  reader TEXT NOT NULL, -- Name of the reader.
  at TEXT NOT NULL, -- When, RFC 3339, UTC.
  rule TEXT, -- Name of the rule that had found it; null of times and places.
  engine INTEGER NOT NULL REFERENCES engines, -- What had coded it.
  shown TEXT NOT NULL, -- The datum as the reader saw it: JSON, with names for ids, so that it can be read when the report is coded again.
  CHECK ((verdict = 'corrected') = (correction IS NOT NULL)),
  CHECK (json_valid(shown) AND (correction IS NULL OR json_valid(correction)))
) STRICT;
CREATE INDEX marks_by_report ON marks (report);
CREATE INDEX marks_by_datum ON marks (datum, reader);

-- What readers say of whole reports: a row as long as it holds.
CREATE TABLE report_marks (
  report INTEGER NOT NULL REFERENCES reports,
  reader TEXT NOT NULL, -- Name of the reader.
  mark TEXT NOT NULL CHECK (mark IN ('starred', 'read', 'tag')), -- What is said.
  tag TEXT NOT NULL DEFAULT '', -- The tag; empty of other marks.
  at TEXT NOT NULL, -- Since when, RFC 3339, UTC.
  PRIMARY KEY (report, reader, mark, tag),
  CHECK ((mark = 'tag') = (tag <> ''))
) STRICT, WITHOUT ROWID;
CREATE INDEX report_marks_by_mark ON report_marks (mark, tag, reader);
