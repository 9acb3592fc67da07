-- Reports that the stories do not know as they stand now; `sayso stories` looks at them and takes them out. Where none is here, the stories are up to date.
CREATE TABLE waiting (
  date TEXT NOT NULL, -- Of the report: stories are made day by day.
  report INTEGER NOT NULL REFERENCES reports,
  why TEXT NOT NULL CHECK (why IN ('new', 'coded', 'follows')), -- `new`: its text is to be compared with others. `coded`: it was coded again. `follows`: its day comes after one that changed.
  PRIMARY KEY (date, report)
) STRICT, WITHOUT ROWID;
INSERT INTO waiting SELECT date, report, 'new' FROM reports;

-- What of a report is compared with others, kept as long as new reports need it; of older ones it is made again.
CREATE TABLE gists (
  report INTEGER PRIMARY KEY REFERENCES reports,
  gist BLOB NOT NULL, -- Of its lead and events, for stories and happenings.
  sketch BLOB NOT NULL -- Of its text, for copies.
) STRICT;

-- A report whose text stands, whole or in part, in an earlier one of the 30 days before; both stand.
CREATE TABLE copies (
  report INTEGER PRIMARY KEY REFERENCES reports,
  original INTEGER NOT NULL REFERENCES reports, -- By date and id the earliest that it is a whole copy of, else the earliest that it shares a part with.
  kind TEXT NOT NULL CHECK (kind IN ('whole', 'part')), -- Whether it is a copy as a whole or has a part in common.
  share REAL NOT NULL, -- How much of its words stand in the original, 0 to 1.
  of_original REAL NOT NULL, -- How much of the original's words stand in it, 0 to 1.
  passages TEXT NOT NULL -- Where: JSON, [[start, end, start in the original, end in the original], …], in code points.
) STRICT;
CREATE INDEX copies_by_original ON copies (original);

-- A story: what reports tell of one matter as it goes on.
CREATE TABLE stories (
  story INTEGER PRIMARY KEY REFERENCES reports, -- The report that founded it: the first one.
  title TEXT NOT NULL, -- Headline of that report, else how its text begins.
  due INTEGER CHECK (due = 1) -- 1 where its series are to be made again, else null.
) STRICT;
CREATE INDEX stories_due ON stories (story) WHERE due = 1;

-- Which story a report is in: every report that stands is in one.
CREATE TABLE story_reports (
  report INTEGER PRIMARY KEY REFERENCES reports,
  story INTEGER NOT NULL REFERENCES stories
) STRICT;
CREATE INDEX story_reports_by_story ON story_reports (story);

-- Which happening an event tells of. A happening is named by the event that first told of it.
CREATE TABLE story_events (
  report INTEGER NOT NULL,
  event INTEGER NOT NULL, -- The 3 of `e3`.
  happening_report INTEGER NOT NULL REFERENCES reports, -- The report that first told of the happening …
  happening_event INTEGER NOT NULL, -- … and its event that did.
  PRIMARY KEY (report, event),
  FOREIGN KEY (report, event) REFERENCES events
) STRICT, WITHOUT ROWID;
CREATE INDEX story_events_by_happening ON story_events (happening_report, happening_event);

-- Figures of a story that count one thing: one measure, population, place and period, from report to report.
CREATE TABLE series (
  story INTEGER NOT NULL REFERENCES stories,
  series INTEGER NOT NULL, -- From 0, among those of the story.
  id TEXT NOT NULL, -- Stable id of its first figure.
  measure TEXT NOT NULL, -- What is counted, as the codebook lists.
  unit TEXT NOT NULL, -- What one is: person, household, home, or a currency (ISO 4217).
  population TEXT, -- Those counted, where they are not everyone: a noun, or a country's code.
  subgroup TEXT, -- Children, women, civilians …
  is_new INTEGER NOT NULL CHECK (is_new IN (0, 1)), -- 1 where each figure counts those newly added.
  is_part INTEGER NOT NULL CHECK (is_part IN (0, 1)), -- 1 where it counts a part that no word describes.
  victim TEXT, -- The one victim that it is about: name, else age and sex.
  happening TEXT, -- Stable id of the happening, where figures of the measure belong to several.
  place TEXT, -- Where: the widest place that its figures name.
  country TEXT, -- Country of that place, ISO 3166-1 alpha-3.
  since TEXT, -- First day of a time of its own; null where it covers the happening itself.
  until TEXT, -- Last day of a time of its own.
  contains TEXT NOT NULL, -- Series of the same thing at places inside its own: JSON, a list of ids.
  PRIMARY KEY (story, series)
) STRICT, WITHOUT ROWID;

-- A figure of a series, in order of date.
CREATE TABLE series_figures (
  story INTEGER NOT NULL,
  series INTEGER NOT NULL,
  position INTEGER NOT NULL, -- From 0.
  report INTEGER NOT NULL,
  figure INTEGER NOT NULL, -- The 0 of `f0`.
  stance TEXT NOT NULL CHECK (stance IN ('first', 'agrees', 'rises', 'falls', 'revises', 'contradicts')), -- How it stands to what was said before.
  other INTEGER, -- Position of the figure that it agrees with, rises above, revises or contradicts.
  is_copy INTEGER NOT NULL CHECK (is_copy IN (0, 1)), -- 1 where it was copied with its report: no rule counts it again.
  PRIMARY KEY (story, series, position),
  FOREIGN KEY (story, series) REFERENCES series,
  FOREIGN KEY (report, figure) REFERENCES figures
) STRICT, WITHOUT ROWID;
CREATE INDEX series_figures_by_figure ON series_figures (report, figure);

-- What a rule makes of a series on a day on which something was said.
CREATE TABLE series_days (
  story INTEGER NOT NULL,
  series INTEGER NOT NULL,
  date TEXT NOT NULL, -- The day, YYYY-MM-DD.
  rule TEXT NOT NULL CHECK (rule IN ('range', 'majority', 'latest')), -- `range` and `majority` of all independent sources' newest numbers, `latest` of one source.
  source TEXT NOT NULL, -- The source that `latest` follows; empty for the other rules.
  low REAL NOT NULL, -- The least.
  high REAL NOT NULL, -- The most.
  best REAL NOT NULL, -- The number to take where one is wanted.
  PRIMARY KEY (story, series, date, rule, source),
  FOREIGN KEY (story, series) REFERENCES series
) STRICT, WITHOUT ROWID;
