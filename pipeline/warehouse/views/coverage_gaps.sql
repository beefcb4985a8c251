-- What did we miss, or hold only at second hand?
-- Sources that fail or fell silent, pages that could not be read, stories that we know only from re-publishers, and
-- sources, countries and languages that brought nothing in the seven days before the latest night.
CREATE OR REPLACE VIEW coverage_gaps AS
WITH unread_sources AS (
    SELECT 'source ' || state AS gap, source_id AS subject, source_id,
           CASE state WHEN 'failing' THEN last_problem
                      WHEN 'silent' THEN fetched_in_week || ' pages in a week, at least ' || min_articles_per_week || ' expected'
           END AS detail,
           1 AS n, coalesce(last_fetched_at, last_failed_at) AS since,
           CASE WHEN why_nothing IS NOT NULL THEN why_nothing
                WHEN state = 'failing' THEN 'dead in part'
                WHEN last_asked_at IS NULL THEN 'never asked'
                ELSE 'quiet' END AS why
    FROM source_health
    WHERE state IN ('failing', 'silent', 'never read')
),
fetched AS (
    SELECT url, max(fetched_at) AS last_fetched_at
    FROM captures
    WHERE status = 200
    GROUP BY url
),
unread_pages AS (
    SELECT 'pages not read: ' || r.reason AS gap, coalesce(r.source_id, 'no source') AS subject, r.source_id,
           'for example ' || min(r.key) AS detail, count(*) AS n, min(r.rejected_at) AS since
    FROM rejections AS r
    LEFT JOIN fetched AS f ON f.url = r.key
    -- What is off the beat or was dropped on purpose was not missed.
    WHERE r.reason NOT IN ('not_relevant', 'dropped', 'taken_down')
      -- Nor what was read in the end: a page that timed out one night and was fetched in another is not missing.
      AND r.key NOT IN (SELECT url FROM articles UNION SELECT canonical_url FROM articles)
      AND NOT (f.url IS NOT NULL AND r.stage IN ('crawl', 'add', 'fetch'))
      AND NOT coalesce(f.last_fetched_at > r.rejected_at, FALSE)
    GROUP BY r.reason, r.source_id
),
second_hand AS (
    SELECT 'story only from re-publishers' AS gap, t.story_id AS subject, NULL AS source_id,
           first(t.headline ORDER BY t.position) AS detail, count(*) AS n, min(t.published) AS since
    FROM story_timeline AS t
    LEFT JOIN sources AS s ON s.id = t.source_id
    WHERE NOT t.is_withdrawn
    GROUP BY t.story_id
    HAVING bool_and(coalesce(s.source_class = 'republisher', FALSE))
),
paywalled AS (
    SELECT 'article behind a paywall' AS gap, a.id AS subject, a.source_id,
           a.headline AS detail, 1 AS n, a.published AS since
    FROM articles AS a
    WHERE a.is_current AND NOT a.is_withdrawn AND NOT coalesce(a.is_accessible_for_free, TRUE)
),
week AS (
    -- Where no source was ever asked, nothing was missed.
    SELECT w.*
    FROM source_week((SELECT max(started_at) - INTERVAL 7 DAY FROM source_asked),
                     (SELECT max(started_at) + INTERVAL 1 SECOND FROM source_asked),
                     (SELECT max(started_at) + INTERVAL 1 SECOND FROM source_asked)) AS w
    WHERE EXISTS (FROM source_asked)
),
empty_sources AS (
    SELECT 'nothing this week: source' AS gap, source_id AS subject, source_id, detail, 1 AS n, why
    FROM week
    WHERE why IS NOT NULL
),
grouped AS (
    SELECT 'country' AS kind, country AS subject, source_id, why FROM week WHERE country <> ''
    UNION ALL
    SELECT 'language', unnest(languages), source_id, why FROM week
),
empty_places AS (
    SELECT 'nothing this week: ' || kind AS gap, subject, count(*) AS n,
           string_agg(source_id || ': ' || why, '; ' ORDER BY why, source_id) AS detail,
           string_agg(DISTINCT why, ', ' ORDER BY why) AS why
    FROM grouped
    GROUP BY kind, subject
    HAVING bool_and(why IS NOT NULL)
)
SELECT gap, subject, source_id, detail, n, since, why FROM unread_sources
UNION ALL SELECT gap, subject, source_id, detail, n, since, NULL FROM unread_pages
UNION ALL SELECT gap, subject, source_id, detail, n, since, NULL FROM second_hand
UNION ALL SELECT gap, subject, source_id, detail, n, since, NULL FROM paywalled
UNION ALL SELECT gap, subject, source_id, detail, n, NULL, why FROM empty_sources
UNION ALL SELECT gap, subject, NULL, detail, n, NULL, why FROM empty_places;
COMMENT ON VIEW coverage_gaps IS 'What the archive lacks or has only at second hand, as far as it can know';
COMMENT ON COLUMN coverage_gaps.gap IS 'Kind of gap: source failing, source silent, source never read, pages not read: ..., story only from re-publishers, article behind a paywall, nothing this week: source, country or language';
COMMENT ON COLUMN coverage_gaps.subject IS 'Source, story, article, country or language it is about';
COMMENT ON COLUMN coverage_gaps.source_id IS 'Source, where there is one';
COMMENT ON COLUMN coverage_gaps.detail IS 'What exactly';
COMMENT ON COLUMN coverage_gaps.n IS 'How many pages, articles or sources';
COMMENT ON COLUMN coverage_gaps.since IS 'Since when (UTC); null when that is not known';
COMMENT ON COLUMN coverage_gaps.why IS 'Why sources brought nothing: dead, dead in part, blocked by robots.txt, opted out, quiet, never asked; null for other gaps';
