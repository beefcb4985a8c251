-- What did each source that is on bring in a span of days, and if nothing, why?
-- first_day and after_day: the days of publication; asked_until: up to when runs count.
CREATE OR REPLACE MACRO source_week(first_day, after_day, asked_until) AS TABLE
WITH asked AS (
    SELECT source_id, count(*) FILTER (started_at >= first_day) AS n_asked,
           -- Also of an earlier week: a feed that is dead is asked once a month.
           arg_max(gave_nothing, started_at) FILTER (gave_nothing OR feeds_read > 0) AS gives_nothing,
           arg_max(why_nothing, started_at) AS why_unread, arg_max(problem, started_at) AS problem
    FROM source_asked
    WHERE started_at < asked_until
    GROUP BY source_id
),
given AS (
    SELECT source_id, sum(pages_read) AS pages_read, sum(asked) AS pages_asked, sum(fetched) AS fetched,
           string_agg(DISTINCT reasons, '; ' ORDER BY reasons) AS reasons
    FROM source_runs
    WHERE started_at >= first_day AND started_at < asked_until AND command <> 'backfill'
    GROUP BY source_id
),
written AS (
    SELECT a.source_id, count(*) AS n_articles,
           count(*) FILTER (r.is_opted_out AND r.rights IN ('none', 'headline_only')) AS n_opted_out,
           list(DISTINCT r.opt_outs ORDER BY r.opt_outs) AS opt_outs
    FROM articles AS a
    JOIN article_rights AS r ON r.article_id = a.id
    WHERE a.is_current AND NOT a.is_withdrawn
      AND coalesce(a.published, a.loaded_at) >= first_day AND coalesce(a.published, a.loaded_at) < after_day
    GROUP BY a.source_id
)
SELECT s.id AS source_id, s.name, s.country, s.languages,
       coalesce(w.n_articles, 0) AS n_articles, coalesce(w.n_opted_out, 0) AS n_opted_out,
       coalesce(k.n_asked, 0) AS n_asked, coalesce(g.pages_read, 0) AS pages_read,
       CASE
           WHEN w.n_articles > w.n_opted_out THEN NULL
           WHEN w.n_articles > 0 THEN 'opted out'
           WHEN k.gives_nothing THEN k.why_unread
           WHEN coalesce(k.n_asked, 0) = 0 THEN 'never asked'
           WHEN g.fetched = 0 AND g.pages_asked > 0 AND g.reasons LIKE '%disallowed%' THEN 'blocked by robots.txt'
           ELSE 'quiet'
       END AS why,
       CASE
           WHEN w.n_articles > 0 THEN array_to_string(list_distinct(flatten(w.opt_outs)), ', ')
           WHEN k.gives_nothing THEN k.problem
           WHEN g.pages_read > 0 THEN g.pages_read || ' pages read, none on the beat'
           WHEN g.pages_asked > 0 AND g.fetched = 0 THEN g.reasons
       END AS detail
FROM sources AS s
LEFT JOIN asked AS k ON k.source_id = s.id
LEFT JOIN given AS g ON g.source_id = s.id
LEFT JOIN written AS w ON w.source_id = s.id
WHERE s.enabled;
COMMENT ON MACRO TABLE source_week IS 'What each source brought between two days, and why nothing: dead, blocked by robots.txt, opted out, quiet or never asked';
