-- Which articles name a capture that the warehouse does not have?
SELECT a.id, a.capture_id, count(*) OVER () AS n_all
FROM articles AS a
LEFT JOIN captures AS c ON c.id = a.capture_id
WHERE c.id IS NULL
ORDER BY a.id
LIMIT ?
