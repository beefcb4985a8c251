-- How is a source read, and how is it? $source: its id.
SELECT s.id, s.name, s.homepage, s.source_class, s.country, s.languages, s.feeds, s.enabled, s.delay_s, s.rights, s.excerpt_words,
       s.min_articles_per_week, h.state, h.last_fetched_at, h.fetched_in_week, h.n_articles, h.last_published, h.text_found,
       h.last_problem, h.last_failed_at, h.why_nothing, h.silent_since,
       (SELECT count(*) FROM claims AS c WHERE c.source_id = $source AND c.is_counted) AS n_claims,
       (SELECT count(*) FROM snap.rejections AS r WHERE r.source_id = $source AND r.reason = 'disallowed') AS n_disallowed
FROM snap.sources AS s
LEFT JOIN health AS h ON h.source_id = s.id
WHERE s.id = $source;
