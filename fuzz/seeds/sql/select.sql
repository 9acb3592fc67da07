SELECT e.plover, count(*) FROM v_events e JOIN reports r USING (report) WHERE r.date >= '1987-05-01' GROUP BY 1 ORDER BY 2 DESC LIMIT 5
