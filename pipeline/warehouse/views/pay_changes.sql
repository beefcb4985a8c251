-- Who changed pay, from what to what, and is it surely a cut or a raise?
-- One row per event, however often it is reported: reports of the same payer with the same old and new amount belong
-- together when they stand at most 180 days apart, unless they name two kinds of work or two projects. A report that
-- has only the new amount or only the difference joins the event that it fits; a rewrite that gets the figures wrong
-- joins its original's event. Shown is the first printable report, else the first one, which is "not checked". What is
-- demanded, denied or supposed is no report of what was done or planned and has rows of its own.
CREATE OR REPLACE VIEW pay_changes AS
WITH reports AS (
    SELECT r.*, coalesce(r.payer_id, lower(r.payer)) AS payer_key,
           coalesce(r.effective, r.published::DATE) AS day,
           CASE WHEN r.modality IN ('asserted', 'alleged', 'planned', 'promised') THEN 'done or planned' ELSE r.modality END AS stance,
           r.from_id IS NOT NULL AND r.to_id IS NOT NULL AS is_whole,
           s.group_id, s.root_group_id,
           coalesce(root.source_id, 'article ' || s.root_group_id) AS origin,
           src.source_class IS NOT DISTINCT FROM 'republisher' AS is_unfounded
    FROM pay_change_reports AS r
    JOIN article_standing AS s ON s.article_id = r.article_id
    LEFT JOIN articles AS root ON root.id = s.root_group_id
    LEFT JOIN sources AS src ON src.id = root.source_id
),
keyed AS (
    SELECT *,
           -- Without a payer nobody knows whether two reports mean one event.
           md5(concat_ws('|', coalesce(payer_key, 'claim ' || id), stance,
                         coalesce(from_min::VARCHAR, '-'), coalesce(from_max::VARCHAR, '-'), coalesce(from_currency, '-'), coalesce(from_unit, '-'),
                         coalesce(to_min::VARCHAR, '-'), coalesce(to_max::VARCHAR, '-'), coalesce(to_currency, '-'), coalesce(to_unit, '-'),
                         CASE WHEN NOT is_whole THEN coalesce(delta_min::VARCHAR, '-') || coalesce(delta_max::VARCHAR, '-')
                                                     || coalesce(delta_currency, '-') || coalesce(delta_unit, '-') END)) AS amounts
    FROM reports
),
followed AS (
    SELECT *, coalesce(day - lag(day) OVER (PARTITION BY amounts ORDER BY day NULLS LAST, id) > 180, FALSE) AS is_news
    FROM keyed
),
spelled AS (
    SELECT *, count(*) FILTER (is_news) OVER (PARTITION BY amounts ORDER BY day NULLS LAST, id ROWS UNBOUNDED PRECEDING) AS spell
    FROM followed
),
grouped AS (
    -- "Contractors" names no kind of work: it joins the only kind that the other reports name.
    SELECT *,
           CASE WHEN role_class = 'other' AND min(nullif(role_class, 'other')) OVER event = max(nullif(role_class, 'other')) OVER event
                THEN min(nullif(role_class, 'other')) OVER event ELSE role_class END AS event_role,
           CASE WHEN project IS NULL AND min(lower(project)) OVER event = max(lower(project)) OVER event
                THEN min(lower(project)) OVER event ELSE lower(project) END AS event_project
    FROM spelled
    WINDOW event AS (PARTITION BY amounts, spell)
),
named AS (
    SELECT *, 'e' || left(md5(concat_ws('|', amounts, spell, event_role, coalesce(event_project, '-'))), 16) AS own_event
    FROM grouped
),
parts AS (
    SELECT p.id, arg_min(w.own_event, (abs(p.day - w.day), w.own_event)) AS event
    FROM named AS p
    JOIN named AS w ON w.payer_key = p.payer_key AND w.stance = p.stance AND abs(p.day - w.day) <= 180
                   AND (w.event_role = p.event_role OR 'other' IN (w.event_role, p.event_role))
                   AND coalesce(w.event_project = p.event_project, TRUE)
    WHERE NOT p.is_whole AND w.is_whole
      AND CASE WHEN p.to_id IS NOT NULL
               THEN p.to_currency = w.to_currency AND p.to_unit = w.to_unit
                    AND p.to_min IS NOT DISTINCT FROM w.to_min AND p.to_max IS NOT DISTINCT FROM w.to_max
               ELSE p.delta_currency = w.to_currency AND p.delta_unit = w.to_unit AND p.delta_min = p.delta_max
                    AND w.from_currency = w.to_currency AND w.from_unit = w.to_unit
                    AND w.from_min = w.from_max AND w.to_min = w.to_max AND abs(w.to_min - w.from_min) = p.delta_min
          END
    GROUP BY p.id
),
retold AS (
    SELECT p.id, min(w.own_event) AS event
    FROM named AS p
    JOIN named AS w ON w.group_id = p.root_group_id AND w.payer_key = p.payer_key AND w.stance = p.stance
                   AND w.to_currency = p.to_currency AND w.to_unit = p.to_unit
                   AND w.from_currency = p.from_currency AND w.from_unit = p.from_unit
    WHERE p.group_id <> p.root_group_id AND p.is_whole AND w.is_whole
      -- Where the original has the same figures, or several changes, nothing has to be guessed.
      AND p.own_event NOT IN (SELECT o.own_event FROM named AS o WHERE o.group_id = p.root_group_id)
    GROUP BY p.id
    HAVING count(DISTINCT w.own_event) = 1
),
told AS (
    SELECT n.*, coalesce(p.event, t.event, n.own_event) AS event_id,
           p.event IS NULL AND t.event IS NULL AS is_own,
           t.event IS NOT NULL AS is_wrong,
           len(n.why_not) = 0 AS is_printable
    FROM named AS n
    LEFT JOIN parts AS p ON p.id = n.id
    LEFT JOIN retold AS t ON t.id = n.id
),
shown AS (
    SELECT *
    FROM told
    WHERE is_own
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY is_printable DESC, published NULLS LAST, id, from_id, delta_id) = 1
),
sums AS (
    SELECT event_id,
           count(DISTINCT article_id) AS n_articles,
           count(DISTINCT origin) FILTER (NOT is_unfounded) AS n_independent,
           coalesce(list_sort(list(DISTINCT origin) FILTER (NOT is_unfounded)), []) AS origins,
           count(DISTINCT article_id) FILTER (is_wrong) AS n_retold_wrong,
           list_sort(list(DISTINCT id)) AS report_ids,
           arg_min(modality, list_position(['asserted', 'planned', 'promised', 'alleged'], modality)) AS modality,
           first(effective ORDER BY published NULLS LAST, id) FILTER (effective IS NOT NULL) AS effective,
           first(location ORDER BY published NULLS LAST, id) FILTER (location IS NOT NULL) AS location,
           first(project ORDER BY published NULLS LAST, id) FILTER (project IS NOT NULL) AS project,
           min(published) AS first_published, max(published) AS last_published
    FROM told
    GROUP BY event_id
)
SELECT s.id, s.article_id, s.from_id, s.to_id, s.delta_id, s.payer, s.payer_id, s.worker, s.event_role AS role_class,
       coalesce(s.location, e.location) AS location,
       s.from_text, s.from_min, s.from_max, s.from_bound, s.from_currency, s.from_unit,
       s.to_text, s.to_min, s.to_max, s.to_bound, s.to_currency, s.to_unit,
       s.delta_text, s.delta_min, s.delta_max, s.delta_currency, s.delta_unit, s.compared, s.direction, s.change_percent,
       coalesce(e.modality, s.modality) AS modality, coalesce(s.effective, e.effective) AS effective,
       s.published, s.source_id, s.sentence, s.review_status,
       coalesce(s.project, e.project) AS project,
       CASE WHEN s.is_printable THEN 'printable' ELSE 'not checked' END AS standing, s.why_not,
       s.event_id, e.n_articles, e.n_independent, e.origins, e.n_retold_wrong, e.first_published, e.last_published, e.report_ids,
       s.reviewed_half
FROM shown AS s
JOIN sums AS e ON e.event_id = s.event_id;
COMMENT ON VIEW pay_changes IS 'Changes of pay, one row per event however often it is reported, with the bounds of both ends and whether the direction is sure';
COMMENT ON COLUMN pay_changes.id IS 'Claim with the new amount, else with the difference (pay_claims.id)';
COMMENT ON COLUMN pay_changes.article_id IS 'Article version it stands in';
COMMENT ON COLUMN pay_changes.from_id IS 'Claim with the old amount; null when the article gives none';
COMMENT ON COLUMN pay_changes.to_id IS 'Claim with the new amount; null for a difference that stands alone';
COMMENT ON COLUMN pay_changes.delta_id IS 'Claim with the difference';
COMMENT ON COLUMN pay_changes.payer IS 'Who pays, in the words of the text';
COMMENT ON COLUMN pay_changes.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN pay_changes.worker IS 'Who is paid, in the words of the text';
COMMENT ON COLUMN pay_changes.role_class IS 'Kind of work, of all reports of the event';
COMMENT ON COLUMN pay_changes.location IS 'Place of the work: the first that a report names';
COMMENT ON COLUMN pay_changes.from_text IS 'Old amount as it is written';
COMMENT ON COLUMN pay_changes.from_min IS 'Lower end of the old amount; null for an open end';
COMMENT ON COLUMN pay_changes.from_max IS 'Upper end of the old amount; null for an open end';
COMMENT ON COLUMN pay_changes.from_bound IS 'Bound of the old amount';
COMMENT ON COLUMN pay_changes.from_currency IS 'Currency of the old amount';
COMMENT ON COLUMN pay_changes.from_unit IS 'Unit of the old amount';
COMMENT ON COLUMN pay_changes.to_text IS 'New amount as it is written';
COMMENT ON COLUMN pay_changes.to_min IS 'Lower end of the new amount; null for an open end';
COMMENT ON COLUMN pay_changes.to_max IS 'Upper end of the new amount; null for an open end';
COMMENT ON COLUMN pay_changes.to_bound IS 'Bound of the new amount';
COMMENT ON COLUMN pay_changes.to_currency IS 'Currency of the new amount';
COMMENT ON COLUMN pay_changes.to_unit IS 'Unit of the new amount';
COMMENT ON COLUMN pay_changes.delta_text IS 'Difference as it is written';
COMMENT ON COLUMN pay_changes.delta_min IS 'Lower end of the difference';
COMMENT ON COLUMN pay_changes.delta_max IS 'Upper end of the difference';
COMMENT ON COLUMN pay_changes.delta_currency IS 'Currency of the difference';
COMMENT ON COLUMN pay_changes.delta_unit IS 'Unit of the difference';
COMMENT ON COLUMN pay_changes.compared IS 'How the two were compared: as stated, by the hour, US dollars by the hour; null when they cannot be, or are parts of one pay';
COMMENT ON COLUMN pay_changes.direction IS 'cut, raise, same, lower or higher ceiling ("up to"), lower or higher floor ("at least"), or unclear';
COMMENT ON COLUMN pay_changes.change_percent IS 'Percent, only where both amounts are single figures';
COMMENT ON COLUMN pay_changes.modality IS 'asserted when one report says that it was done, else planned, promised or alleged; demanded, denied and hypothetical changes are events of their own';
COMMENT ON COLUMN pay_changes.effective IS 'First day of the new pay, where a report gives a time';
COMMENT ON COLUMN pay_changes.published IS 'When the article shown was published (UTC)';
COMMENT ON COLUMN pay_changes.source_id IS 'Source that published it';
COMMENT ON COLUMN pay_changes.sentence IS 'The evidence sentence of the new amount, else of the difference';
COMMENT ON COLUMN pay_changes.review_status IS 'accepted when a person accepted each of its claims, corrected when one of them was corrected and none is unreviewed; else unreviewed';
COMMENT ON COLUMN pay_changes.project IS 'Named project or programme: the first that a report names';
COMMENT ON COLUMN pay_changes.standing IS 'printable, or not checked: then nobody and no rule vouches for the figures';
COMMENT ON COLUMN pay_changes.why_not IS 'Reasons against printing the report shown; empty when there is none';
COMMENT ON COLUMN pay_changes.event_id IS 'e + 16 hexadecimal digits: hash of payer, amounts, kind of work and project; the same however many reports there are';
COMMENT ON COLUMN pay_changes.n_articles IS 'Articles that report it; copies are not counted';
COMMENT ON COLUMN pay_changes.n_independent IS 'Sources that report it independently of each other; re-publishers whose original is missing are not counted';
COMMENT ON COLUMN pay_changes.origins IS 'Those sources; "article ..." for one that belongs to no source';
COMMENT ON COLUMN pay_changes.n_retold_wrong IS 'Rewrites among them whose figures are not those of their original';
COMMENT ON COLUMN pay_changes.first_published IS 'When the first report was published (UTC)';
COMMENT ON COLUMN pay_changes.last_published IS 'When the last report was published (UTC)';
COMMENT ON COLUMN pay_changes.report_ids IS 'The claims of all reports (pay_change_reports.id)';
COMMENT ON COLUMN pay_changes.reviewed_half IS 'What a person did to one half of the change alone: "old amount rejected by a person", "new amount corrected by a person" ...; null when neither half was, or both were looked at';
