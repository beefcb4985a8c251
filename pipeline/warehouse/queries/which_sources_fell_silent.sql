-- Which sources fell silent, fail or give fewer pages than they did, and since when?
-- laborwire ask which-sources-fell-silent
-- As of the latest night; those that give nothing at all first.
SELECT a.source_id, a.name, a.alarm, a.since, a.detail, h.last_fetched_at, h.last_published, h.n_articles
FROM source_alarms AS a
LEFT JOIN source_health AS h ON h.source_id = a.source_id
ORDER BY a.urgency, a.since NULLS FIRST, a.source_id;
