-- Which names that the gazetteer does not know do the week's articles use as they use platforms, most named first?
-- $week: ISO week such as 2026-W47. What people decided about is left out.
SELECT name, n_articles
FROM gazetteer_proposals
WHERE week = $week
ORDER BY n_articles DESC, n_times DESC, key;
