-- How many strikes, lawsuits, layoffs and other events were told of, month by month?
-- One row per month, type and status; the month is that of the event where its day or month is known, else that of the
-- article. Articles of one story tell of one event of a type and status. Ideas, threats and denials have rows of their own.
CREATE OR REPLACE VIEW events_by_month AS
WITH told AS (
    SELECT e.type, e.status, e.article_id, e.actors,
           coalesce(m.story_id, e.article_id) AS story_id,
           coalesce(a.source_id, a.canonical_url) AS outlet,
           -- "last year" or "early 2025" is no month.
           coalesce(CASE WHEN date_trunc('month', e.date_first) = date_trunc('month', e.date_last)
                         THEN date_trunc('month', e.date_first) END,
                    CASE WHEN e.date_first IS NULL AND e.status <> 'past' THEN date_trunc('month', a.published) END) AS month
    FROM article_events AS e
    JOIN articles AS a ON a.id = e.article_id
    JOIN article_standing AS s ON s.article_id = a.id
    LEFT JOIN story_articles AS m ON m.article_id = a.id
    WHERE s.is_counted
),
named AS (
    SELECT DISTINCT t.month, t.type, t.status, n.name
    FROM told AS t, unnest(t.actors) AS u(actor)
    JOIN entities AS n ON n.id = u.actor.entity_id
),
names AS (
    SELECT month, type, status, list(name ORDER BY name) AS actors
    FROM named
    GROUP BY month, type, status
)
SELECT t.month::DATE AS month, t.type, t.status,
       count(DISTINCT t.story_id) AS n_events,
       count(DISTINCT t.article_id) AS n_articles,
       count(DISTINCT t.outlet) AS n_outlets,
       coalesce(any_value(n.actors), []) AS actors
FROM told AS t
LEFT JOIN names AS n ON n.month IS NOT DISTINCT FROM t.month AND n.type = t.type AND n.status = t.status
GROUP BY t.month, t.type, t.status;
COMMENT ON VIEW events_by_month IS 'Events that articles tell of, by month, type and status; copies and older versions of articles are not counted';
COMMENT ON COLUMN events_by_month.month IS 'First day of the month of the event, else of the article; null when the event lies in the past and no month is told';
COMMENT ON COLUMN events_by_month.type IS 'Type of event, as in article_events';
COMMENT ON COLUMN events_by_month.status IS 'happened, planned, threatened, hypothetical, denied or past';
COMMENT ON COLUMN events_by_month.n_events IS 'Stories that tell of such an event: articles of one story tell of one';
COMMENT ON COLUMN events_by_month.n_articles IS 'Articles that tell of one';
COMMENT ON COLUMN events_by_month.n_outlets IS 'Outlets that published them';
COMMENT ON COLUMN events_by_month.actors IS 'Names of the entities that take part';
