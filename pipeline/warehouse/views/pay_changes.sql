-- Who changed pay, from what to what, and is it surely a cut or a raise?
-- One row per new amount, and per difference that stands alone. Bounds are kept: from "up to $150" to "$50" is
-- not a cut from 150 to 50, so its direction is unclear.
CREATE OR REPLACE VIEW pay_changes AS
WITH counted AS (
    SELECT u.*, c.linked_to, c.sentence, k.review_status AS reviewed
    FROM pay_claims_usd AS u
    JOIN pay_claims AS c ON c.id = u.id
    JOIN claim_checks AS k ON k.id = u.id
    WHERE u.kind = 'change' AND k.is_counted
),
paired AS (
    SELECT coalesce(t.id, d.id) AS id,
           coalesce(t.article_id, d.article_id) AS article_id,
           f.id AS from_id, t.id AS to_id, d.id AS delta_id,
           coalesce(t.payer, f.payer, d.payer) AS payer,
           coalesce(t.payer_id, f.payer_id, d.payer_id) AS payer_id,
           coalesce(t.worker, f.worker, d.worker) AS worker,
           coalesce(t.location, f.location, d.location) AS location,
           f.amount_text AS from_text, f.amount_min AS from_min, f.amount_max AS from_max, f.bound AS from_bound,
           f.currency AS from_currency, f.unit AS from_unit,
           t.amount_text AS to_text, t.amount_min AS to_min, t.amount_max AS to_max, t.bound AS to_bound,
           t.currency AS to_currency, t.unit AS to_unit,
           d.amount_text AS delta_text, d.amount_min AS delta_min, d.amount_max AS delta_max,
           d.currency AS delta_currency, d.unit AS delta_unit,
           CASE
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
           f.hourly_min AS from_hourly_min, f.hourly_max AS from_hourly_max,
           t.hourly_min AS to_hourly_min, t.hourly_max AS to_hourly_max,
           f.hourly_usd_min AS from_usd_min, f.hourly_usd_max AS from_usd_max,
           t.hourly_usd_min AS to_usd_min, t.hourly_usd_max AS to_usd_max
    FROM (SELECT * FROM counted WHERE change_role = 'to') AS t
    LEFT JOIN (SELECT * FROM counted WHERE change_role = 'from') AS f
        ON f.article_id = t.article_id AND f.linked_to = t.claim_id
    FULL JOIN (SELECT * FROM counted WHERE change_role = 'delta') AS d
        ON d.article_id = t.article_id AND d.linked_to = t.claim_id
),
comparable AS (
    SELECT *,
           CASE compared WHEN 'as stated' THEN from_min::DOUBLE WHEN 'by the hour' THEN from_hourly_min::DOUBLE ELSE from_usd_min::DOUBLE END AS old_low,
           CASE compared WHEN 'as stated' THEN from_max::DOUBLE WHEN 'by the hour' THEN from_hourly_max::DOUBLE ELSE from_usd_max::DOUBLE END AS old_high,
           CASE compared WHEN 'as stated' THEN to_min::DOUBLE WHEN 'by the hour' THEN to_hourly_min::DOUBLE ELSE to_usd_min::DOUBLE END AS new_low,
           CASE compared WHEN 'as stated' THEN to_max::DOUBLE WHEN 'by the hour' THEN to_hourly_max::DOUBLE ELSE to_usd_max::DOUBLE END AS new_high
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
            ELSE 'accepted' END AS review_status
FROM comparable;
COMMENT ON VIEW pay_changes IS 'Changes of pay as articles state them, with the bounds of both ends and whether the direction is sure';
COMMENT ON COLUMN pay_changes.id IS 'Claim with the new amount, else with the difference (pay_claims.id)';
COMMENT ON COLUMN pay_changes.article_id IS 'Article version it stands in';
COMMENT ON COLUMN pay_changes.from_id IS 'Claim with the old amount; null when the article gives none';
COMMENT ON COLUMN pay_changes.to_id IS 'Claim with the new amount; null for a difference that stands alone';
COMMENT ON COLUMN pay_changes.delta_id IS 'Claim with the difference';
COMMENT ON COLUMN pay_changes.payer IS 'Who pays, in the words of the text';
COMMENT ON COLUMN pay_changes.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN pay_changes.worker IS 'Who is paid, in the words of the text';
COMMENT ON COLUMN pay_changes.role_class IS 'Kind of work, from the words for the worker';
COMMENT ON COLUMN pay_changes.location IS 'Place of the work';
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
COMMENT ON COLUMN pay_changes.compared IS 'How the two were compared: as stated, by the hour, US dollars by the hour; null when they cannot be';
COMMENT ON COLUMN pay_changes.direction IS 'cut, raise, same, lower or higher ceiling ("up to"), lower or higher floor ("at least"), or unclear';
COMMENT ON COLUMN pay_changes.change_percent IS 'Percent, only where both amounts are single figures';
COMMENT ON COLUMN pay_changes.modality IS 'asserted, planned, demanded ...: of the new amount';
COMMENT ON COLUMN pay_changes.effective IS 'First day of the new pay, where the text gives a time';
COMMENT ON COLUMN pay_changes.published IS 'When the article was published (UTC)';
COMMENT ON COLUMN pay_changes.source_id IS 'Source that published it';
COMMENT ON COLUMN pay_changes.sentence IS 'The evidence sentence of the new amount, else of the difference';
COMMENT ON COLUMN pay_changes.review_status IS 'accepted when a person accepted each of its claims, corrected when one of them was corrected and none is unreviewed; else unreviewed';
