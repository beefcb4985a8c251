-- Which stories stand, the one with the newest article first?
-- $limit: how many.
WITH counted AS (
    SELECT story_id, count(*) FILTER (part <> 'withdrawn') AS n_articles,
           count(*) FILTER (part IN ('first report', 'follow-up')) AS n_reports,
           min(published) AS first_published, max(published) AS last_published,
           first(headline ORDER BY part = 'first report' DESC, position) AS headline
    FROM story_timeline
    GROUP BY story_id
)
SELECT story_id AS id, headline, n_articles, n_reports, first_published, last_published
FROM counted
WHERE n_articles > 0
ORDER BY last_published DESC NULLS LAST, story_id
LIMIT $limit;
