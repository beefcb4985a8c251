-- About whom are there pay claims, most of them first? $limit and $offset: which rows.
SELECT e.id, e.name, e.type, n.n_claims, n.n_printable, n.n_articles, n.last_published, count(*) OVER () AS n_all
FROM payers AS n
JOIN snap.entities AS e ON e.id = n.id
WHERE n.n_claims > 0
ORDER BY n.n_claims DESC, e.name
LIMIT $limit OFFSET $offset;
