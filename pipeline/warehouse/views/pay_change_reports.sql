-- Which changes of pay does each article state, from what to what, and is it surely a cut or a raise?
-- One row per old amount and new amount that are linked, per new amount without an old one, and per difference that
-- stands alone or beside an old amount. Bounds are kept: from "up to $150" to "$50" is not a cut from 150 to 50, so its
-- direction is unclear; so is that of several parts ("$20 and a bonus of $5" became "$22"). An old amount whose new
-- one nobody states is no change and left out. Copies and rejected claims are left out; pay_changes has the events.
-- Where a person rejected or corrected one half, reviewed_half says so; until the other half is looked at, too, that
-- stands against printing the change.
CREATE OR REPLACE VIEW pay_change_reports AS
WITH counted AS (
    SELECT u.*, c.linked_to, c.sentence, k.review_status AS reviewed, k.why_not
    FROM pay_claims_usd AS u
    JOIN pay_claims AS c ON c.id = u.id
    JOIN claim_checks AS k ON k.id = u.id
    WHERE u.kind = 'change' AND k.is_counted
),
undone AS (
    -- Halves that a person took out of their change: rejected, or corrected to something that is no change.
    SELECT article_id, claim_id, linked_to,
           CASE change_role WHEN 'from' THEN 'old amount' WHEN 'to' THEN 'new amount' ELSE 'other amount' END
           || CASE review_status WHEN 'rejected' THEN ' rejected by a person' ELSE ' corrected by a person: no change' END AS words
    FROM pay_claims
    WHERE change_role IS DISTINCT FROM 'delta'
      AND (review_status = 'rejected' OR (kind <> 'change' AND list_contains(corrected_fields, 'kind')))
),
lost AS (
    SELECT c.id, max(u.words) AS words
    FROM counted AS c
    JOIN undone AS u ON u.article_id = c.article_id AND (u.claim_id = c.linked_to OR u.linked_to = c.claim_id)
    GROUP BY c.id
),
linked AS (
    SELECT f.id AS from_id, t.id AS to_id
    FROM counted AS f
    JOIN counted AS t ON t.article_id = f.article_id AND t.claim_id = f.linked_to
    WHERE f.change_role = 'from' AND t.change_role = 'to'
    UNION
    -- A new amount may name its old one where that already points to another; or the new amount of a step before.
    SELECT f.id, t.id
    FROM counted AS t
    JOIN counted AS f ON f.article_id = t.article_id AND f.claim_id = t.linked_to
    WHERE t.change_role = 'to' AND (f.change_role = 'from' OR (f.change_role = 'to' AND f.linked_to IS DISTINCT FROM t.claim_id))
),
stated AS (
    SELECT from_id, to_id FROM linked
    UNION ALL
    SELECT NULL, id FROM counted WHERE change_role = 'to' AND id NOT IN (SELECT to_id FROM linked)
),
differences AS (
    SELECT d.id AS delta_id, p.id AS partner_id, p.change_role AS partner_role
    FROM counted AS d
    LEFT JOIN counted AS p ON p.article_id = d.article_id AND p.claim_id = d.linked_to AND p.change_role IN ('from', 'to')
    WHERE d.change_role = 'delta'
),
ends AS (
    SELECT s.from_id, s.to_id, d.delta_id
    FROM stated AS s
    LEFT JOIN differences AS d ON d.partner_id = s.to_id
    UNION ALL
    SELECT CASE WHEN partner_role = 'from' THEN partner_id END, NULL, delta_id
    FROM differences
    WHERE partner_role IS NULL OR partner_role = 'from'
),
paired AS (
    SELECT coalesce(t.id, d.id) AS id,
           coalesce(t.article_id, d.article_id) AS article_id,
           f.id AS from_id, t.id AS to_id, d.id AS delta_id,
           coalesce(t.payer, f.payer, d.payer) AS payer,
           coalesce(t.payer_id, f.payer_id, d.payer_id) AS payer_id,
           coalesce(t.worker, f.worker, d.worker) AS worker,
           coalesce(t.location, f.location, d.location) AS location,
           coalesce(t.project, f.project, d.project) AS project,
           f.amount_text AS from_text, f.amount_min AS from_min, f.amount_max AS from_max, f.bound AS from_bound,
           f.currency AS from_currency, f.unit AS from_unit,
           t.amount_text AS to_text, t.amount_min AS to_min, t.amount_max AS to_max, t.bound AS to_bound,
           t.currency AS to_currency, t.unit AS to_unit,
           d.amount_text AS delta_text, d.amount_min AS delta_min, d.amount_max AS delta_max,
           d.currency AS delta_currency, d.unit AS delta_unit,
           CASE
               WHEN count(DISTINCT t.id) OVER (PARTITION BY f.id, t.modality, t.worker) > 1 AND f.id IS NOT NULL THEN NULL
               WHEN count(DISTINCT f.id) OVER (PARTITION BY t.id, f.worker) > 1 AND t.id IS NOT NULL THEN NULL
               WHEN f.currency = t.currency AND f.unit = t.unit THEN 'as stated'
               WHEN f.currency = t.currency AND hours_in(f.unit) IS NOT NULL AND hours_in(t.unit) IS NOT NULL THEN 'by the hour'
               WHEN coalesce(f.hourly_usd_min, f.hourly_usd_max) IS NOT NULL
                    AND coalesce(t.hourly_usd_min, t.hourly_usd_max) IS NOT NULL THEN 'US dollars by the hour'
           END AS compared,
           coalesce(t.modality, d.modality) AS modality,
           coalesce(t.time_start, d.time_start) AS effective,
           coalesce(t.published, d.published) AS published,
           coalesce(t.source_id, d.source_id) AS source_id,
           coalesce(t.sentence, d.sentence) AS sentence,
           [f.reviewed, t.reviewed, d.reviewed] AS reviewed,
           CASE
               WHEN f.id IS NULL AND coalesce(lt.words, ld.words) IS NOT NULL THEN coalesce(lt.words, ld.words)
               WHEN t.id IS NULL AND coalesce(lf.words, ld.words) IS NOT NULL THEN coalesce(lf.words, ld.words)
               WHEN f.reviewed = 'corrected' AND t.reviewed = 'unreviewed' THEN 'old amount corrected by a person'
               WHEN t.reviewed = 'corrected' AND f.reviewed = 'unreviewed' THEN 'new amount corrected by a person'
           END AS reviewed_half,
           list_distinct(flatten([coalesce(f.why_not, []), coalesce(t.why_not, []), coalesce(d.why_not, [])])) AS why_not,
           f.hourly_min AS from_hourly_min, f.hourly_max AS from_hourly_max,
           t.hourly_min AS to_hourly_min, t.hourly_max AS to_hourly_max,
           f.hourly_usd_min AS from_usd_min, f.hourly_usd_max AS from_usd_max,
           t.hourly_usd_min AS to_usd_min, t.hourly_usd_max AS to_usd_max
    FROM ends AS e
    LEFT JOIN counted AS f ON f.id = e.from_id
    LEFT JOIN counted AS t ON t.id = e.to_id
    LEFT JOIN counted AS d ON d.id = e.delta_id
    LEFT JOIN lost AS lf ON lf.id = e.from_id
    LEFT JOIN lost AS lt ON lt.id = e.to_id
    LEFT JOIN lost AS ld ON ld.id = e.delta_id
),
comparable AS (
    SELECT *,
           CASE compared WHEN 'as stated' THEN from_min::DOUBLE WHEN 'by the hour' THEN from_hourly_min::DOUBLE WHEN 'US dollars by the hour' THEN from_usd_min::DOUBLE END AS old_low,
           CASE compared WHEN 'as stated' THEN from_max::DOUBLE WHEN 'by the hour' THEN from_hourly_max::DOUBLE WHEN 'US dollars by the hour' THEN from_usd_max::DOUBLE END AS old_high,
           CASE compared WHEN 'as stated' THEN to_min::DOUBLE WHEN 'by the hour' THEN to_hourly_min::DOUBLE WHEN 'US dollars by the hour' THEN to_usd_min::DOUBLE END AS new_low,
           CASE compared WHEN 'as stated' THEN to_max::DOUBLE WHEN 'by the hour' THEN to_hourly_max::DOUBLE WHEN 'US dollars by the hour' THEN to_usd_max::DOUBLE END AS new_high
    FROM paired
)
SELECT id, article_id, from_id, to_id, delta_id, payer, payer_id, worker, role_class(worker) AS role_class, location,
       from_text, from_min, from_max, from_bound, from_currency, from_unit,
       to_text, to_min, to_max, to_bound, to_currency, to_unit,
       delta_text, delta_min, delta_max, delta_currency, delta_unit, compared,
       CASE
           WHEN compared IS NULL THEN 'unclear'
           WHEN new_high < old_low OR (new_low <= old_low AND new_high <= old_high AND (new_low < old_low OR new_high < old_high)) THEN 'cut'
           WHEN new_low > old_high OR (new_low >= old_low AND new_high >= old_high AND (new_low > old_low OR new_high > old_high)) THEN 'raise'
           WHEN old_low IS NULL AND new_low IS NULL AND new_high < old_high THEN 'lower ceiling'
           WHEN old_low IS NULL AND new_low IS NULL AND new_high > old_high THEN 'higher ceiling'
           WHEN old_high IS NULL AND new_high IS NULL AND new_low < old_low THEN 'lower floor'
           WHEN old_high IS NULL AND new_high IS NULL AND new_low > old_low THEN 'higher floor'
           WHEN old_low = new_low AND old_high = new_high THEN 'same'
           ELSE 'unclear'
       END AS direction,
       CASE WHEN old_low = old_high AND new_low = new_high AND old_low > 0
            THEN round(100 * (new_low - old_low) / old_low, 1) END AS change_percent,
       modality, effective, published, source_id, sentence,
       CASE WHEN list_contains(reviewed, 'unreviewed') THEN 'unreviewed'
            WHEN list_contains(reviewed, 'corrected') THEN 'corrected'
            ELSE 'accepted' END AS review_status,
       project,
       CASE WHEN reviewed_half IS NOT NULL AND list_contains(reviewed, 'unreviewed')
            THEN list_append(why_not, reviewed_half || ', the other half not looked at') ELSE why_not END AS why_not,
       reviewed_half
FROM comparable;
COMMENT ON VIEW pay_change_reports IS 'Changes of pay as each article states them, with the bounds of both ends and whether the direction is sure';
COMMENT ON COLUMN pay_change_reports.id IS 'Claim with the new amount, else with the difference (pay_claims.id)';
COMMENT ON COLUMN pay_change_reports.article_id IS 'Article version it stands in';
COMMENT ON COLUMN pay_change_reports.from_id IS 'Claim with the old amount; null when the article gives none';
COMMENT ON COLUMN pay_change_reports.to_id IS 'Claim with the new amount; null for a difference that stands alone';
COMMENT ON COLUMN pay_change_reports.delta_id IS 'Claim with the difference';
COMMENT ON COLUMN pay_change_reports.payer IS 'Who pays, in the words of the text';
COMMENT ON COLUMN pay_change_reports.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN pay_change_reports.worker IS 'Who is paid, in the words of the text';
COMMENT ON COLUMN pay_change_reports.role_class IS 'Kind of work, from the words for the worker';
COMMENT ON COLUMN pay_change_reports.location IS 'Place of the work';
COMMENT ON COLUMN pay_change_reports.from_text IS 'Old amount as it is written';
COMMENT ON COLUMN pay_change_reports.from_min IS 'Lower end of the old amount; null for an open end';
COMMENT ON COLUMN pay_change_reports.from_max IS 'Upper end of the old amount; null for an open end';
COMMENT ON COLUMN pay_change_reports.from_bound IS 'Bound of the old amount';
COMMENT ON COLUMN pay_change_reports.from_currency IS 'Currency of the old amount';
COMMENT ON COLUMN pay_change_reports.from_unit IS 'Unit of the old amount';
COMMENT ON COLUMN pay_change_reports.to_text IS 'New amount as it is written';
COMMENT ON COLUMN pay_change_reports.to_min IS 'Lower end of the new amount; null for an open end';
COMMENT ON COLUMN pay_change_reports.to_max IS 'Upper end of the new amount; null for an open end';
COMMENT ON COLUMN pay_change_reports.to_bound IS 'Bound of the new amount';
COMMENT ON COLUMN pay_change_reports.to_currency IS 'Currency of the new amount';
COMMENT ON COLUMN pay_change_reports.to_unit IS 'Unit of the new amount';
COMMENT ON COLUMN pay_change_reports.delta_text IS 'Difference as it is written';
COMMENT ON COLUMN pay_change_reports.delta_min IS 'Lower end of the difference';
COMMENT ON COLUMN pay_change_reports.delta_max IS 'Upper end of the difference';
COMMENT ON COLUMN pay_change_reports.delta_currency IS 'Currency of the difference';
COMMENT ON COLUMN pay_change_reports.delta_unit IS 'Unit of the difference';
COMMENT ON COLUMN pay_change_reports.compared IS 'How the two were compared: as stated, by the hour, US dollars by the hour; null when they cannot be, or are parts of one pay';
COMMENT ON COLUMN pay_change_reports.direction IS 'cut, raise, same, lower or higher ceiling ("up to"), lower or higher floor ("at least"), or unclear';
COMMENT ON COLUMN pay_change_reports.change_percent IS 'Percent, only where both amounts are single figures';
COMMENT ON COLUMN pay_change_reports.modality IS 'asserted, planned, demanded ...: of the new amount';
COMMENT ON COLUMN pay_change_reports.effective IS 'First day of the new pay, where the text gives a time';
COMMENT ON COLUMN pay_change_reports.published IS 'When the article was published (UTC)';
COMMENT ON COLUMN pay_change_reports.source_id IS 'Source that published it';
COMMENT ON COLUMN pay_change_reports.sentence IS 'The evidence sentence of the new amount, else of the difference';
COMMENT ON COLUMN pay_change_reports.review_status IS 'accepted when a person accepted each of its claims, corrected when one of them was corrected and none is unreviewed; else unreviewed';
COMMENT ON COLUMN pay_change_reports.project IS 'Named project or programme';
COMMENT ON COLUMN pay_change_reports.reviewed_half IS 'What a person did to one half of the change alone: "old amount rejected by a person", "new amount corrected by a person" ...; null when neither half was, or both were looked at';
COMMENT ON COLUMN pay_change_reports.why_not IS 'Reasons against printing it, of all its claims; empty when there is none';
