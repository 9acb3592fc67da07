-- What coded a report: the same three give the same bytes.
CREATE TABLE engines (
  engine INTEGER PRIMARY KEY,
  version TEXT NOT NULL, -- Version of Sayso.
  model TEXT NOT NULL, -- Language model.
  codebook TEXT NOT NULL, -- Hash of every codebook file.
  UNIQUE (version, model, codebook)
) STRICT;

-- What was taken in, and how far: pieces = stored + duplicates + skipped + failed.
CREATE TABLE inputs (
  input INTEGER PRIMARY KEY,
  name TEXT NOT NULL, -- Path, address or `standard input`.
  fingerprint TEXT NOT NULL, -- Size, time of change, and --from and --date where given; another fingerprint is another input. Empty where nothing tells one reading's bytes from the next (addresses, standard input): such an input is read anew each time, its counts are the sums of all readings, and it is never finished.
  finished INTEGER NOT NULL DEFAULT 0 CHECK (finished IN (0, 1)), -- 1 when its end was reached.
  pieces INTEGER NOT NULL DEFAULT 0, -- Reports in it so far, readable or not.
  stored INTEGER NOT NULL DEFAULT 0, -- New in the archive.
  duplicates INTEGER NOT NULL DEFAULT 0, -- Already there, with the same text.
  skipped INTEGER NOT NULL DEFAULT 0, -- Left out for what they are, such as another language.
  failed INTEGER NOT NULL DEFAULT 0, -- Not readable.
  UNIQUE (name, fingerprint),
  CHECK (finished = 0 OR fingerprint <> '')
) STRICT;

-- Which version of an address that is watched was taken in last: it is fetched again only when its server has another.
CREATE TABLE feeds (
  address TEXT PRIMARY KEY NOT NULL, -- As it was named, before redirects.
  etag TEXT, -- `ETag`, as the server wrote it.
  last_modified TEXT -- `Last-Modified`, as the server wrote it.
) STRICT;

-- Why a piece of an input is not in the archive; said once, however often an input is read.
CREATE TABLE problems (
  problem INTEGER PRIMARY KEY,
  input INTEGER NOT NULL REFERENCES inputs,
  kind TEXT NOT NULL CHECK (kind IN ('skipped', 'failed')),
  place TEXT, -- Where in the input: a line, row, entry or byte; null for all of it.
  reason TEXT NOT NULL -- What is wrong, and the next step.
) STRICT;
CREATE INDEX problems_by_input ON problems (input);

-- A report: a dated text.
CREATE TABLE reports (
  report INTEGER PRIMARY KEY, -- Its number in this archive, in the order of arrival.
  id TEXT NOT NULL UNIQUE, -- The source's id (of a web page its address), else a hash of date, title and text; `@2` behind it marks a second text under one id.
  given_id TEXT, -- The id that it came with; null where that is `id`.
  date TEXT NOT NULL, -- Date of publication, YYYY-MM-DD.
  source TEXT, -- Who published it.
  url TEXT, -- Where it was found.
  title TEXT, -- Its headline, when that is not part of the text.
  sha256 BLOB NOT NULL, -- SHA-256 of the text as UTF-8.
  engine INTEGER NOT NULL REFERENCES engines,
  standing TEXT NOT NULL DEFAULT 'current' CHECK (standing IN ('current', 'superseded', 'withdrawn')), -- Whether a newer version is there, or it was withdrawn.
  replaces INTEGER REFERENCES reports, -- The older version that it takes the place of.
  mark TEXT, -- What a wire service calls it: `update 2`, `corrected`, `withdrawn`.
  story INTEGER, -- A hash of source and headline, the same in all versions of a wire story; null where there is no headline.
  outdone INTEGER CHECK (outdone = 1), -- 1 where another text under its id stands for it, else null.
  turn INTEGER GENERATED ALWAYS AS ((outdone IS NULL) + 2 * CASE WHEN mark IS NULL THEN 0 WHEN mark = 'withdrawn' THEN 9000000001 WHEN mark = 'corrected' THEN 9000000000 ELSE max(CAST(substr(mark, 8) AS INTEGER), 1) END) VIRTUAL, -- How late it comes among the versions of one day; from 2 on it has a mark.
  tie BLOB GENERATED ALWAYS AS (substr(sha256, 1, 6)) VIRTUAL -- What decides between those of one turn, whatever the order of arrival.
) STRICT;
CREATE INDEX reports_by_date ON reports (date);
CREATE INDEX reports_by_story ON reports (story, date, turn, tie) WHERE story IS NOT NULL;
CREATE INDEX reports_by_given_id ON reports (given_id, outdone) WHERE given_id IS NOT NULL;
CREATE INDEX reports_by_given_text ON reports (given_id, sha256) WHERE given_id IS NOT NULL;
CREATE INDEX reports_by_replaces ON reports (replaces) WHERE replaces IS NOT NULL;

-- The text of a report and what is packed beside it: the tables actors, mentions, times and places are read from here.
CREATE TABLE texts (
  report INTEGER PRIMARY KEY REFERENCES reports,
  text BLOB NOT NULL, -- The text, compressed (zstd, with the program's dictionary); `expand(text)` gives it.
  packed BLOB NOT NULL -- Actors, mentions, times and places.
) STRICT;

-- Words that packed data refer to.
CREATE TABLE terms (
  term INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;

-- Actors that the codebook knows, for packed data to refer to.
CREATE TABLE known_actors (
  known INTEGER PRIMARY KEY,
  fields TEXT NOT NULL UNIQUE -- JSON: name, kind, country, role, wikidata.
) STRICT;

-- Places on the earth, for packed data to refer to.
CREATE TABLE known_places (
  known INTEGER PRIMARY KEY,
  fields TEXT NOT NULL UNIQUE -- JSON: name, country, admin1, latitude, longitude, geonames_id, precision.
) STRICT;

-- Rules that found what is in here.
CREATE TABLE rules (
  rule INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE -- As the codebook calls it.
) STRICT;

-- Codings of events that occur.
CREATE TABLE codes (
  code INTEGER PRIMARY KEY,
  plover TEXT NOT NULL, -- PLOVER event type.
  mode TEXT, -- PLOVER mode.
  contexts TEXT NOT NULL, -- PLOVER contexts: a JSON list.
  cameo TEXT NOT NULL, -- Closest CAMEO code, leading zeros kept.
  goldstein REAL NOT NULL, -- Goldstein value of the CAMEO code.
  plover_score REAL NOT NULL, -- PLOVER's conflict–cooperation score.
  quad INTEGER NOT NULL -- 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict (PLOVER's).
) STRICT;
CREATE UNIQUE INDEX codes_whole ON codes (plover, ifnull(mode, ''), contexts, cameo, goldstein, plover_score, quad);

-- How a statement gives its content.
CREATE TABLE statement_kinds (
  kind INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO statement_kinds VALUES (0, 'direct'), (1, 'indirect'), (2, 'mixed');

-- Whether, and when, an event holds.
CREATE TABLE event_statuses (
  status INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO event_statuses VALUES (0, 'happened'), (1, 'ongoing'), (2, 'historical'), (3, 'future'),
  (4, 'hypothetical'), (5, 'negated'), (6, 'called_for');

-- How exactly an event's time is known; `report`: it is not said, and the report's date stands in.
CREATE TABLE time_precisions (
  time_precision INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO time_precisions VALUES (0, 'day'), (1, 'month'), (2, 'year'), (3, 'report');

-- How a number binds a figure.
CREATE TABLE bounds (
  bound INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO bounds VALUES (0, 'exact'), (1, 'at_least'), (2, 'more_than'), (3, 'about'), (4, 'at_most'),
  (5, 'fewer_than'), (6, 'range');

-- Who said what.
CREATE TABLE statements (
  report INTEGER NOT NULL REFERENCES reports,
  statement INTEGER NOT NULL, -- The 3 of `s3`.
  speaker INTEGER, -- The 1 of the actor `a1` who speaks.
  addressee INTEGER, -- The actor spoken to.
  kind INTEGER NOT NULL REFERENCES statement_kinds,
  source_start INTEGER, -- First code point of the words that name the source; null where none do.
  source_end INTEGER, -- One past their last code point.
  source_spans TEXT, -- Where they are several pieces: JSON, [[start, end], …].
  cue_start INTEGER, -- The same of the words that attribute.
  cue_end INTEGER,
  cue_spans TEXT,
  content_start INTEGER, -- The same of the words attributed.
  content_end INTEGER,
  content_spans TEXT,
  within INTEGER, -- The statement that holds this one.
  rule INTEGER NOT NULL REFERENCES rules,
  twin INTEGER NOT NULL, -- 0, or the how manieth of those with the same stable id it is.
  PRIMARY KEY (report, statement)
) STRICT, WITHOUT ROWID;

-- Who did what to whom: what was done; event_parties has who and whom.
CREATE TABLE events (
  report INTEGER NOT NULL REFERENCES reports,
  event INTEGER NOT NULL, -- The 3 of `e3`.
  code INTEGER NOT NULL REFERENCES codes,
  status INTEGER NOT NULL REFERENCES event_statuses,
  time_value TEXT, -- Date, month or year, ISO 8601; null where it is the report's date.
  time_precision INTEGER REFERENCES time_precisions, -- Null where the event has no time at all.
  time INTEGER, -- The 0 of the time expression `t0`.
  place INTEGER, -- The 0 of the place `p0`.
  voice INTEGER, -- The statement on whose say-so it stands; null is the report's own voice.
  start INTEGER, -- First code point of the words that tell it.
  end INTEGER, -- One past their last code point.
  spans TEXT, -- Where they are several pieces: JSON, [[start, end], …].
  rule INTEGER NOT NULL REFERENCES rules,
  twin INTEGER NOT NULL, -- 0, or the how manieth of those with the same stable id it is.
  PRIMARY KEY (report, event)
) STRICT, WITHOUT ROWID;

-- The parties of events.
CREATE TABLE event_parties (
  report INTEGER NOT NULL,
  event INTEGER NOT NULL,
  side INTEGER NOT NULL CHECK (side IN (0, 1)), -- 0 actor, 1 recipient.
  position INTEGER NOT NULL, -- From 0, among those of one side.
  actor INTEGER NOT NULL, -- The 1 of the actor `a1`.
  country TEXT, -- ISO 3166-1 alpha-3, or PLOVER's UNO EUR IGO NGO ISM IMG MNC.
  role TEXT, -- PLOVER's sector; null for a state as such.
  PRIMARY KEY (report, event, side, position),
  FOREIGN KEY (report, event) REFERENCES events
) STRICT, WITHOUT ROWID;
CREATE INDEX event_parties_by_country ON event_parties (country, side) WHERE country IS NOT NULL;

-- How many: counts of people and things, with bounds.
CREATE TABLE figures (
  report INTEGER NOT NULL REFERENCES reports,
  figure INTEGER NOT NULL, -- The 0 of `f0`.
  measure TEXT NOT NULL, -- What is counted, as the codebook lists.
  value REAL, -- The number as said.
  low REAL, -- The least it can be.
  high REAL, -- The most it can be.
  bound INTEGER NOT NULL REFERENCES bounds,
  share REAL, -- Share of the figure in part_of, 0 to 1.
  unit TEXT NOT NULL, -- What one is: person, household, home, or a currency (ISO 4217).
  tally TEXT CHECK (tally IN ('new', 'total')), -- Where the words say so.
  revised_from REAL, -- The earlier number that this one replaces.
  counted TEXT, -- The words for those counted.
  counted_actor INTEGER, -- The actor counted.
  subgroup TEXT, -- Children, women, civilians …
  part_of INTEGER, -- The figure that it is a part of.
  victim INTEGER NOT NULL CHECK (victim IN (0, 1)), -- 1 where it is one person told of.
  victim_name TEXT,
  victim_age INTEGER, -- In years.
  victim_sex TEXT,
  doers TEXT, -- The actors who did it: JSON, [2, …]; null where none is said.
  cause TEXT, -- How.
  since TEXT, -- First day of what the count covers.
  until TEXT, -- Last day of what the count covers.
  place INTEGER, -- The 0 of the place `p0`.
  voice INTEGER, -- The statement on whose say-so it stands; null is the report's own voice.
  start INTEGER, -- First code point of the words that give it.
  end INTEGER, -- One past their last code point.
  spans TEXT, -- Where they are several pieces: JSON, [[start, end], …].
  rule INTEGER NOT NULL REFERENCES rules,
  twin INTEGER NOT NULL, -- 0, or the how manieth of those with the same stable id it is.
  PRIMARY KEY (report, figure)
) STRICT, WITHOUT ROWID;

-- Full text (FTS5): which reports hold which words, and which actors, speakers, places and types; `sayso search` asks it.
CREATE VIRTUAL TABLE words USING fts5 (
  title, lead, body, actors, recipients, speakers, places, types,
  content = '', contentless_delete = 1, detail = column,
  tokenize = "unicode61 remove_diacritics 2"
);
