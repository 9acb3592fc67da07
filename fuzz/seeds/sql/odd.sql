WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i, hex(zeroblob(i)), json_group_array(i) OVER (ORDER BY i) FROM n -- remark;
