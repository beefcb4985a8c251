-- Which stories stand, and what do they hold?
CREATE TABLE pages.main.stories AS
WITH told AS (
    SELECT t.story_id,
           count(*) FILTER (t.part <> 'withdrawn') AS n_articles,
           count(*) FILTER (t.part IN ('first report', 'follow-up')) AS n_reports,
           min(t.published) AS first_published,
           max(t.published) AS last_published,
           first(t.article_id ORDER BY t.part = 'first report' DESC, t.position) AS article_id,
           count(DISTINCT a.outlet) FILTER (t.part <> 'withdrawn') AS n_outlets
    FROM pages.main.timeline AS t
    JOIN pages.main.articles AS a ON a.article_id = t.article_id
    GROUP BY t.story_id
),
paid AS (
    SELECT a.story_id, count(*) FILTER (c.is_counted) AS n_claims, count(*) FILTER (c.is_printable) AS n_printable,
           list(DISTINCT c.platform) FILTER (c.is_known_payer AND c.is_counted) AS platforms,
           list(DISTINCT c.payer_id) FILTER (c.is_known_payer AND c.is_counted) AS platform_ids
    FROM pages.main.claims AS c
    JOIN pages.main.articles AS a ON a.article_id = c.article_id
    GROUP BY a.story_id
)
SELECT t.story_id, t.article_id, t.n_articles, t.n_reports, t.n_outlets, t.first_published, t.last_published,
       coalesce(p.n_claims, 0) AS n_claims, coalesce(p.n_printable, 0) AS n_printable,
       list_sort(coalesce(p.platforms, [])) AS platforms, coalesce(p.platform_ids, []) AS platform_ids,
       row_number() OVER (ORDER BY t.last_published DESC NULLS LAST, t.story_id) AS nr
FROM told AS t
LEFT JOIN paid AS p ON p.story_id = t.story_id
WHERE t.n_articles > 0
ORDER BY nr;
