-- A report with its text.
--   report_id: The source's id, else a hash of date, title and text.
--   text: The text.
--   sha256: SHA-256 of the text as UTF-8, in hexadecimal digits.
--   standing: `current`, `superseded` or `withdrawn`.
--   replaces: Id of the older version that it takes the place of.
--   version: Version of Sayso that coded it.
--   model: Language model that it was read with.
--   codebook: Hash of the codebook that it was coded by.
CREATE VIEW v_reports AS
SELECT r.id AS report_id, r.date, r.source, r.url, r.title, expand(t.text) AS text, lower(hex(r.sha256)) AS sha256,
  r.standing, o.id AS replaces, r.mark, e.version, e.model, e.codebook
FROM reports r JOIN texts t USING (report) JOIN engines e USING (engine) LEFT JOIN reports o ON o.report = r.replaces;

-- A statement with its words and who speaks; reports that were superseded or withdrawn are left out.
--   statement_id: Stays when the report is coded again.
--   statement: Id in the record: `s3`.
--   speaker: Name of whoever speaks.
--   speaker_code: Country and role of whoever speaks.
--   addressee: Name of whoever is spoken to.
--   kind: `direct`, `indirect` or `mixed`.
--   source: The words that name the source.
--   cue: The words that attribute.
--   content: The words attributed.
--   content_end: One past the last code point of the words attributed.
--   content_spans: Where they are several pieces: JSON, [[start, end], …].
--   within: Id of the statement that holds this one.
--   report_id: The source's id of the report.
--   report_date: Date of publication.
--   published_by: Who published it.
--   rule: Name of the rule that found it.
--   report: Number of the report in this archive.
CREATE VIEW v_statements AS
SELECT r.id || '/said/' || ifnull(s.content_start, 0) || '-' || ifnull(s.content_end, 0) || iif(s.twin, '.' || s.twin, '') AS statement_id,
  r.id AS report_id, r.date AS report_date, r.source AS published_by, 's' || s.statement AS statement,
  (SELECT name FROM actors a WHERE a.report = s.report AND a.actor = s.speaker) AS speaker,
  (SELECT code FROM actors a WHERE a.report = s.report AND a.actor = s.speaker) AS speaker_code,
  (SELECT name FROM actors a WHERE a.report = s.report AND a.actor = s.addressee) AS addressee,
  (SELECT word FROM statement_kinds k WHERE k.kind = s.kind) AS kind,
  (SELECT pieces(expand(text), s.source_start, s.source_end, s.source_spans) FROM texts t WHERE t.report = s.report) AS source,
  (SELECT pieces(expand(text), s.cue_start, s.cue_end, s.cue_spans) FROM texts t WHERE t.report = s.report) AS cue,
  (SELECT pieces(expand(text), s.content_start, s.content_end, s.content_spans) FROM texts t WHERE t.report = s.report) AS content,
  s.content_start, s.content_end, s.content_spans, 's' || s.within AS within, u.name AS rule, s.report
FROM statements s JOIN reports r USING (report) JOIN rules u USING (rule)
WHERE r.standing = 'current';

-- An event with the names and codes of its parties, its place, and who says so.
--   event_id: Stays when the report is coded again.
--   event: Id in the record: `e3`.
--   actors: Names of those who act, with `; ` between them.
--   actor_codes: Their countries and roles.
--   recipients: Names of those acted upon.
--   recipient_codes: Their countries and roles.
--   status: `happened`, `ongoing`, `historical`, `future`, `hypothetical`, `negated` or `called_for`.
--   time_value: Date, month or year, ISO 8601.
--   time_precision: `day`, `month`, `year`, or `report` where the report's date stands in.
--   place: Name of the place.
--   place_country: Country of the place, ISO 3166-1 alpha-3.
--   voice: `report`, or the id of the statement on whose say-so it stands.
--   said_by: Name of whoever makes that statement.
--   words: The words that tell it.
--   start: First code point of those words.
--   end: One past their last code point.
--   spans: Where the words are several pieces: JSON, [[start, end], …].
--   report_id: The source's id of the report.
--   report_date: Date of publication.
--   published_by: Who published it.
--   rule: Name of the rule that found it.
--   report: Number of the report in this archive.
--   number: Number of the event in its report: the 3 of `e3`.
CREATE VIEW v_events AS
SELECT r.id || '/' || c.plover || '/' || ifnull(e.start, 0) || '-' || ifnull(e.end, 0) || iif(e.twin, '.' || e.twin, '') AS event_id,
  r.id AS report_id, r.date AS report_date, r.source AS published_by, 'e' || e.event AS event,
  c.plover, c.mode, c.contexts, c.cameo, c.goldstein, c.plover_score, c.quad,
  (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM event_parties p JOIN actors a ON a.report = p.report AND a.actor = p.actor
    WHERE p.report = e.report AND p.event = e.event AND p.side = 0 ORDER BY p.position)) AS actors,
  (SELECT group_concat(code, '; ') FROM (SELECT ifnull(p.country, '') || ifnull(p.role, '') AS code FROM event_parties p
    WHERE p.report = e.report AND p.event = e.event AND p.side = 0 ORDER BY p.position)) AS actor_codes,
  (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM event_parties p JOIN actors a ON a.report = p.report AND a.actor = p.actor
    WHERE p.report = e.report AND p.event = e.event AND p.side = 1 ORDER BY p.position)) AS recipients,
  (SELECT group_concat(code, '; ') FROM (SELECT ifnull(p.country, '') || ifnull(p.role, '') AS code FROM event_parties p
    WHERE p.report = e.report AND p.event = e.event AND p.side = 1 ORDER BY p.position)) AS recipient_codes,
  (SELECT word FROM event_statuses w WHERE w.status = e.status) AS status,
  iif(e.time_precision IS NULL, NULL, ifnull(e.time_value, r.date)) AS time_value,
  (SELECT word FROM time_precisions w WHERE w.time_precision = e.time_precision) AS time_precision,
  (SELECT name FROM places p WHERE p.report = e.report AND p.place = e.place) AS place,
  (SELECT country FROM places p WHERE p.report = e.report AND p.place = e.place) AS place_country,
  ifnull('s' || e.voice, 'report') AS voice,
  (SELECT a.name FROM statements s JOIN actors a ON a.report = s.report AND a.actor = s.speaker
    WHERE s.report = e.report AND s.statement = e.voice) AS said_by,
  (SELECT pieces(expand(text), e.start, e.end, e.spans) FROM texts t WHERE t.report = e.report) AS words,
  e.start, e.end, e.spans, u.name AS rule, e.report, e.event AS number
FROM events e JOIN reports r USING (report) JOIN codes c USING (code) JOIN rules u USING (rule)
WHERE r.standing = 'current';

-- A figure with those counted, those who did it, its place, and who says so.
--   figure_id: Stays when the report is coded again.
--   figure: Id in the record: `f3`.
--   bound: `exact`, `at_least`, `more_than`, `about`, `at_most`, `fewer_than` or `range`.
--   counted_actor: Name of the actor counted.
--   part_of: Id of the figure that it is a part of.
--   victim_name: Name of the one person told of.
--   victim_sex: Sex of that person.
--   doers: Names of those who did it, with `; ` between them.
--   place: Name of the place.
--   place_country: Country of the place, ISO 3166-1 alpha-3.
--   voice: `report`, or the id of the statement on whose say-so it stands.
--   said_by: Name of whoever makes that statement.
--   words: The words that tell it.
--   start: First code point of those words.
--   end: One past their last code point.
--   spans: Where the words are several pieces: JSON, [[start, end], …].
--   report_id: The source's id of the report.
--   report_date: Date of publication.
--   published_by: Who published it.
--   rule: Name of the rule that found it.
--   report: Number of the report in this archive.
--   number: Number of the figure in its report: the 0 of `f0`.
CREATE VIEW v_figures AS
SELECT r.id || '/' || f.measure || '/' || ifnull(f.start, 0) || '-' || ifnull(f.end, 0) || iif(f.twin, '.' || f.twin, '') AS figure_id,
  r.id AS report_id, r.date AS report_date, r.source AS published_by, 'f' || f.figure AS figure,
  f.measure, f.value, f.low, f.high, (SELECT word FROM bounds b WHERE b.bound = f.bound) AS bound, f.share, f.unit, f.tally, f.revised_from, f.counted,
  (SELECT name FROM actors a WHERE a.report = f.report AND a.actor = f.counted_actor) AS counted_actor,
  f.subgroup, 'f' || f.part_of AS part_of, f.victim_name, f.victim_age, f.victim_sex,
  (SELECT group_concat(name, '; ') FROM (SELECT a.name FROM json_each(f.doers) d JOIN actors a ON a.report = f.report AND a.actor = d.value
    ORDER BY d.key)) AS doers,
  f.cause, f.since, f.until,
  (SELECT name FROM places p WHERE p.report = f.report AND p.place = f.place) AS place,
  (SELECT country FROM places p WHERE p.report = f.report AND p.place = f.place) AS place_country,
  ifnull('s' || f.voice, 'report') AS voice,
  (SELECT a.name FROM statements s JOIN actors a ON a.report = s.report AND a.actor = s.speaker
    WHERE s.report = f.report AND s.statement = f.voice) AS said_by,
  (SELECT pieces(expand(text), f.start, f.end, f.spans) FROM texts t WHERE t.report = f.report) AS words,
  f.start, f.end, f.spans, u.name AS rule, f.report, f.figure AS number
FROM figures f JOIN reports r USING (report) JOIN rules u USING (rule)
WHERE r.standing = 'current';

-- Events of one country towards another by month, by PLOVER's quads; those that took place, as each report tells them.
--   actor: Country that acts.
--   recipient: Country acted upon.
--   month: YYYY-MM.
--   events: Events of the four kinds together.
--   reports: Reports that tell of them.
--   verbal_cooperation: Events of PLOVER's quad 1.
--   material_cooperation: Quad 2.
--   verbal_conflict: Quad 3.
--   material_conflict: Quad 4.
CREATE VIEW v_dyad_months AS
SELECT a.country AS actor, b.country AS recipient, substr(ifnull(e.time_value, r.date), 1, 7) AS month,
  count(DISTINCT e.report * 65536 + e.event) AS events, count(DISTINCT e.report) AS reports,
  count(DISTINCT iif(c.quad = 1, e.report * 65536 + e.event, NULL)) AS verbal_cooperation,
  count(DISTINCT iif(c.quad = 2, e.report * 65536 + e.event, NULL)) AS material_cooperation,
  count(DISTINCT iif(c.quad = 3, e.report * 65536 + e.event, NULL)) AS verbal_conflict,
  count(DISTINCT iif(c.quad = 4, e.report * 65536 + e.event, NULL)) AS material_conflict
FROM event_parties a JOIN event_parties b ON b.report = a.report AND b.event = a.event AND b.side = 1
  JOIN events e ON e.report = a.report AND e.event = a.event
  JOIN codes c USING (code) JOIN reports r ON r.report = e.report
WHERE a.side = 0 AND a.country IS NOT NULL AND b.country IS NOT NULL AND r.standing = 'current'
  AND e.status IN (0, 1) AND e.time_precision <> 2
GROUP BY 1, 2, 3;

-- A story: what reports tell of one matter as it goes on; after `sayso stories`.
--   story_id: Id of the report that founded it.
--   title: Headline of that report, else how its text begins.
--   first_date: Date of its first report.
--   last_date: Date of its last report.
--   reports: Reports in it.
--   originals: Those of them that are no whole copies of another one of them.
--   independent_sources: Publishers of the originals, each once; an original without a publisher counts for itself.
--   happenings: Happenings that its reports told of first.
--   series: Series of figures.
--   story: Number of the report that founded it.
CREATE VIEW v_stories AS
SELECT r.id AS story_id, s.title,
  (SELECT min(o.date) FROM story_reports m JOIN reports o USING (report) WHERE m.story = s.story) AS first_date,
  (SELECT max(o.date) FROM story_reports m JOIN reports o USING (report) WHERE m.story = s.story) AS last_date,
  (SELECT count(*) FROM story_reports m WHERE m.story = s.story) AS reports,
  (SELECT count(*) FROM story_reports m WHERE m.story = s.story
    AND NOT EXISTS (SELECT 1 FROM copies c JOIN story_reports o ON o.report = c.original AND o.story = s.story
      WHERE c.report = m.report AND c.kind = 'whole')) AS originals,
  (SELECT count(DISTINCT ifnull(lower(r.source), r.id)) FROM story_reports m JOIN reports r USING (report) WHERE m.story = s.story
    AND NOT EXISTS (SELECT 1 FROM copies c JOIN story_reports o ON o.report = c.original AND o.story = s.story
      WHERE c.report = m.report AND c.kind = 'whole')) AS independent_sources,
  (SELECT count(*) FROM story_reports m JOIN story_events e USING (report) WHERE m.story = s.story
    AND e.happening_report = e.report AND e.happening_event = e.event) AS happenings,
  (SELECT count(*) FROM series x WHERE x.story = s.story) AS series,
  s.story
FROM stories s JOIN reports r ON r.report = s.story;

-- A happening: events of one or many reports that are one in the world, once, as the first of them tells it, whose status may be another than that of later ones; after `sayso stories`.
--   happening_id: Stable id of the event that first told of it: an `event_id` of `v_events`.
--   story_id: Id of the report that founded its story.
--   first_told: Date of the first report that tells of it.
--   last_told: Date of the last one.
--   reports: Reports that tell of it.
--   originals: Those of them that are no whole copies of another one of them.
--   independent_sources: Publishers of the originals, each once; an original without a publisher counts for itself.
--   said_by_reporters: Reports that tell of it in their own voice.
--   speakers: Speakers on whose say-so it is told, each once.
--   statuses: Every status that it is told with, with `; ` between them.
--   words: The words that first told of it.
--   report_id: Id of the report that first told of it.
--   event: Id of its event in that report: `e3`.
--   report: Number of that report in this archive.
CREATE VIEW v_happenings AS
SELECT f.event_id AS happening_id,
  (SELECT o.id FROM story_reports m JOIN reports o ON o.report = m.story WHERE m.report = h.report) AS story_id,
  f.plover, f.mode, f.contexts, f.cameo, f.goldstein, f.plover_score, f.quad,
  f.actors, f.actor_codes, f.recipients, f.recipient_codes, f.status, f.time_value, f.time_precision, f.place, f.place_country,
  (SELECT min(o.date) FROM story_events t JOIN reports o USING (report)
    WHERE t.happening_report = h.report AND t.happening_event = h.event) AS first_told,
  (SELECT max(o.date) FROM story_events t JOIN reports o USING (report)
    WHERE t.happening_report = h.report AND t.happening_event = h.event) AS last_told,
  (SELECT count(DISTINCT t.report) FROM story_events t
    WHERE t.happening_report = h.report AND t.happening_event = h.event) AS reports,
  (SELECT count(DISTINCT t.report) FROM story_events t WHERE t.happening_report = h.report AND t.happening_event = h.event
    AND NOT EXISTS (SELECT 1 FROM copies c JOIN story_events o ON o.report = c.original AND o.happening_report = h.report
      AND o.happening_event = h.event WHERE c.report = t.report AND c.kind = 'whole')) AS originals,
  (SELECT count(DISTINCT ifnull(lower(r.source), r.id)) FROM story_events t JOIN reports r USING (report)
    WHERE t.happening_report = h.report AND t.happening_event = h.event
    AND NOT EXISTS (SELECT 1 FROM copies c JOIN story_events o ON o.report = c.original AND o.happening_report = h.report
      AND o.happening_event = h.event WHERE c.report = t.report AND c.kind = 'whole')) AS independent_sources,
  (SELECT count(DISTINCT t.report) FROM story_events t JOIN events e USING (report, event)
    WHERE t.happening_report = h.report AND t.happening_event = h.event AND e.voice IS NULL) AS said_by_reporters,
  (SELECT count(DISTINCT a.name) FROM story_events t JOIN events e USING (report, event)
    JOIN statements s ON s.report = e.report AND s.statement = e.voice
    JOIN actors a ON a.report = s.report AND a.actor = s.speaker
    WHERE t.happening_report = h.report AND t.happening_event = h.event) AS speakers,
  (SELECT group_concat(word, '; ') FROM (SELECT DISTINCT w.status, w.word FROM story_events t JOIN events e USING (report, event)
    JOIN event_statuses w ON w.status = e.status
    WHERE t.happening_report = h.report AND t.happening_event = h.event ORDER BY w.status)) AS statuses,
  f.words, f.report_id, f.event, f.report
FROM story_events h JOIN v_events f ON f.report = h.report AND f.number = h.event
WHERE h.happening_report = h.report AND h.happening_event = h.event;

-- A report whose text stands, whole or in part, in an earlier one of the 30 days before; after `sayso stories`.
--   report_id: The source's id of the report.
--   report_date: Date of publication.
--   published_by: Who published it.
--   original_id: Id of the earliest report that it is a whole copy of, else that it shares a part with.
--   original_date: Date of that report.
--   original_published_by: Who published that report.
--   report: Number of the report in this archive.
CREATE VIEW v_copies AS
SELECT r.id AS report_id, r.date AS report_date, r.source AS published_by,
  o.id AS original_id, o.date AS original_date, o.source AS original_published_by,
  c.kind, c.share, c.of_original, c.passages, c.report
FROM copies c JOIN reports r USING (report) JOIN reports o ON o.report = c.original;

-- A figure in its series: how many of one thing, from report to report, by source and speaker; after `sayso stories`.
--   series_id: Stable id of the first figure of the series.
--   story_id: Id of the report that founded the story.
--   position: From 0, in order of date.
--   figure_id: Stable id of the figure.
--   said_by: Name of whoever says it; null is the report itself.
--   other_id: Stable id of the figure that it agrees with, rises above, revises or contradicts.
--   words: The words that give the figure.
--   report_id: The source's id of the report.
--   report_date: Date of publication.
--   published_by: Who published it.
--   report: Number of the report in this archive.
CREATE VIEW v_series AS
SELECT s.id AS series_id, o.id AS story_id, s.measure, s.unit, s.population, s.subgroup, s.is_new, s.is_part, s.victim,
  s.place, s.country, s.since, s.until, e.position, f.report_date, f.published_by, f.said_by, f.value, f.low, f.high, f.bound,
  e.stance, (SELECT g.figure_id FROM series_figures p JOIN v_figures g ON g.report = p.report AND g.number = p.figure
    WHERE p.story = e.story AND p.series = e.series AND p.position = e.other) AS other_id,
  e.is_copy, f.words, f.figure_id, f.report_id, e.report
FROM series s JOIN reports o ON o.report = s.story JOIN series_figures e ON e.story = s.story AND e.series = s.series
  JOIN v_figures f ON f.report = e.report AND f.number = e.figure;

-- What a rule makes of a series on each day on which something was said; after `sayso stories`.
--   series_id: Stable id of the first figure of the series.
--   story_id: Id of the report that founded the story.
CREATE VIEW v_series_days AS
SELECT s.id AS series_id, o.id AS story_id, s.measure, s.unit, s.population, s.subgroup, s.place, s.country,
  d.date, d.rule, d.source, d.low, d.high, d.best
FROM series_days d JOIN series s USING (story, series) JOIN reports o ON o.report = s.story;

-- A mark that stands: the newest of its reader on a datum, unless it takes the earlier ones back; of reports of every standing.
--   mark: Number of the mark, in order of making.
--   words: The words of the datum.
--   number: Number of the datum in its record as it is coded now: the 3 of `e3`; null where it is gone.
--   version: Version of Sayso that had coded it.
--   codebook: Hash of the codebook that it had been coded by.
--   report_id: The source's id of the report.
--   report_date: Date of publication.
--   published_by: Who published it.
--   standing: `current`, `superseded` or `withdrawn`.
--   report: Number of the report in this archive.
CREATE VIEW v_marks AS
SELECT m.mark, m.datum, m.kind, m.verdict, m.correction, m.note, m.reader, m.at, m.rule, m.shown ->> '$.words' AS words,
  CASE m.kind
    WHEN 'statement' THEN (SELECT s.statement FROM statements s WHERE s.report = m.report
      AND m.datum = r.id || '/said/' || ifnull(s.content_start, 0) || '-' || ifnull(s.content_end, 0) || iif(s.twin, '.' || s.twin, ''))
    WHEN 'event' THEN (SELECT e.event FROM events e JOIN codes c USING (code) WHERE e.report = m.report
      AND m.datum = r.id || '/' || c.plover || '/' || ifnull(e.start, 0) || '-' || ifnull(e.end, 0) || iif(e.twin, '.' || e.twin, ''))
    WHEN 'figure' THEN (SELECT f.figure FROM figures f WHERE f.report = m.report
      AND m.datum = r.id || '/' || f.measure || '/' || ifnull(f.start, 0) || '-' || ifnull(f.end, 0) || iif(f.twin, '.' || f.twin, ''))
    WHEN 'time' THEN (SELECT min(t.time) FROM times t WHERE t.report = m.report AND m.datum = r.id || '/time/' || t.start || '-' || t.end)
    WHEN 'place' THEN (SELECT min(p.place) FROM places p WHERE p.report = m.report AND m.datum = r.id || '/place/' || p.start || '-' || p.end)
  END AS number,
  m.shown, g.version, g.codebook, r.id AS report_id, r.date AS report_date, r.source AS published_by, r.standing, m.report
FROM marks m JOIN reports r USING (report) JOIN engines g ON g.engine = m.engine
WHERE m.verdict <> 'withdrawn'
  AND NOT EXISTS (SELECT 1 FROM marks n WHERE n.datum = m.datum AND n.reader = m.reader AND n.mark > m.mark);

-- How often a rule was right, by the data that readers marked and that are still found; where readers differ on a datum, the newest mark counts.
--   rule: Name of the rule; null of times and places, which no rule finds.
--   kind: What it finds.
--   right: Data marked right.
--   wrong: Data marked wrong.
--   corrected: Data that were corrected.
--   readers: Readers who marked them.
--   precision: Share of those marked that are right, 0 to 1.
CREATE VIEW v_rule_precision AS
SELECT rule, kind, count(*) FILTER (WHERE verdict = 'right') AS right, count(*) FILTER (WHERE verdict = 'wrong') AS wrong,
  count(*) FILTER (WHERE verdict = 'corrected') AS corrected, count(DISTINCT reader) AS readers,
  round(avg(verdict = 'right'), 4) AS precision
FROM v_marks m
WHERE number IS NOT NULL AND mark = (SELECT max(n.mark) FROM v_marks n WHERE n.datum = m.datum)
GROUP BY rule, kind;
