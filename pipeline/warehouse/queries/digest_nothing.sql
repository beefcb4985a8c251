-- Which sources brought nothing in the week, and why? And which brought something, so that countries and languages can be told?
-- $first and $after: the week's first day and the day after its last; $until: up to when nights count (UTC). One row per
-- source that is on; none when no source was asked until then.
SELECT w.source_id, w.name, w.country, w.languages, w.n_asked, w.why, w.detail
FROM source_week($first, $after, $until) AS w
WHERE EXISTS (FROM source_asked WHERE started_at < $until)
ORDER BY w.name;
