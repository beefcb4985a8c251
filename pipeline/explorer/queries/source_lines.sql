-- How is each source, those that want a person first? $limit and $offset: which rows.
SELECT h.source_id AS id, h.name, h.source_class, s.country, h.state, h.last_fetched_at, h.n_articles, h.last_published,
       h.text_found, h.last_problem, h.why_nothing, count(*) OVER () AS n_all
FROM health AS h
JOIN snap.sources AS s ON s.id = h.source_id
ORDER BY list_position(['failing', 'silent', 'never read', 'ok', 'disabled'], h.state), h.name
LIMIT $limit OFFSET $offset;
