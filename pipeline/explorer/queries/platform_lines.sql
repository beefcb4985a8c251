-- About whom are there pay claims, most of them first? $limit and $offset: which rows.
SELECT e.id, e.name, e.type, count(*) AS n_claims, count(*) FILTER (c.is_printable) AS n_printable,
       count(DISTINCT c.article_id) AS n_articles, max(c.published) AS last_published, count(*) OVER () AS n_all
FROM claims AS c
JOIN snap.entities AS e ON e.id = c.payer_id
WHERE c.is_counted
GROUP BY e.id, e.name, e.type
ORDER BY n_claims DESC, e.name
LIMIT $limit OFFSET $offset;
