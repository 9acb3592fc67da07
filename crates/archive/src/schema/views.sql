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
  e.start, e.end, e.spans, u.name AS rule, e.report
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
  f.start, f.end, f.spans, u.name AS rule, f.report
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
