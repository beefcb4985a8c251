-- When did the newest run of this snapshot end, and is any of its sources invented?
SELECT (SELECT max(coalesce(finished_at, started_at)) FROM snap.runs) AS finished_at,
       (SELECT coalesce(bool_or(is_invented), FALSE) FROM snap.sources) AS is_invented;
