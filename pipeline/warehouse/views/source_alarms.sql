-- Which sources should a person look at now, those that give nothing at all first?
-- Three pages at least on either side: of fewer a share says nothing.
CREATE OR REPLACE VIEW source_alarms AS
WITH found AS (
    SELECT source_id, name, 1 AS urgency, why_nothing AS alarm, last_problem AS detail, silent_since AS since
    FROM source_health
    WHERE why_nothing IS NOT NULL AND state <> 'disabled'
    UNION ALL
    SELECT source_id, name, CASE WHEN fetched_in_week = 0 THEN 2 ELSE 4 END,
           CASE WHEN fetched_in_week = 0 THEN 'silent' ELSE 'few pages' END,
           fetched_in_week || ' pages in a week, '
           || CASE WHEN min_articles_per_week > 0 THEN 'at least ' || min_articles_per_week || ' expected'
                   ELSE fetched_before || ' in the two weeks before' END,
           last_fetched_at
    FROM source_health
    WHERE why_nothing IS NULL
      AND (state = 'silent' OR (state = 'never read' AND min_articles_per_week > 0))
    UNION ALL
    SELECT source_id, name, 3, 'failing in part', last_problem, last_failed_at
    FROM source_health
    WHERE why_nothing IS NULL AND state = 'failing'
    UNION ALL
    SELECT source_id, name, 5, 'text lost',
           'text in ' || round(100 * text_found)::INTEGER || ' % of ' || pages_lately || ' pages, before in '
           || round(100 * text_found_before)::INTEGER || ' % of ' || pages_before,
           last_asked_at
    FROM source_health
    WHERE why_nothing IS NULL AND state <> 'disabled'
      AND pages_lately >= 3 AND pages_before >= 3 AND 2 * text_found <= text_found_before AND text_found_before > 0
)
SELECT source_id, name, alarm, detail, since, urgency
FROM found;
COMMENT ON VIEW source_alarms IS 'What is wrong with sources now, one row per source and alarm';
COMMENT ON COLUMN source_alarms.source_id IS 'Source';
COMMENT ON COLUMN source_alarms.name IS 'Name of the source';
COMMENT ON COLUMN source_alarms.alarm IS 'dead, blocked by robots.txt, silent, failing in part, few pages, or text lost (the share of pages with text has halved)';
COMMENT ON COLUMN source_alarms.detail IS 'What exactly';
COMMENT ON COLUMN source_alarms.since IS 'Since when, or when something came last (UTC); null when that is not known';
COMMENT ON COLUMN source_alarms.urgency IS '1 for what gives nothing at all, up to 5';
