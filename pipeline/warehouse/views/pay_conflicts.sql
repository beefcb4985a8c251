-- Where do independent reports contradict each other about the same pay?
-- Pairs of printable claims from two articles about the same payer, project, kind of work, place and month, that play
-- the same part (pay, advert, average ...) in the same unit and currency, and whose amounts do not touch; or of which
-- one denies what the other asserts. The same project, place or workers can also be that neither report names any.
-- Two groups of workers ("senior raters", "trial raters") are no conflict; "raters" and "senior raters" are. Reports
-- that go back to one article are none, nor are claims without a payer in the gazetteer.
CREATE OR REPLACE VIEW pay_conflicts AS
WITH statements AS (
    SELECT u.id, u.article_id, u.source_id, u.payer_id, u.role_class, u.unit, u.currency, u.project, u.location, u.worker,
           u.kind, u.modality, u.rate_role, u.as_of, date_trunc('month', u.as_of)::DATE AS month, u.amount_text,
           u.review_status, c.sentence, u.modality = 'denied' AS is_denied,
           coalesce(u.amount_min, 0) AS low, coalesce(u.amount_max, 999999999999) AS high,
           s.root_group_id, coalesce(root.source_id, 'article ' || s.root_group_id) AS origin
    FROM pay_claims_usd AS u
    JOIN pay_claims AS c ON c.id = u.id
    JOIN claim_checks AS k ON k.id = u.id
    JOIN article_standing AS s ON s.article_id = u.article_id
    LEFT JOIN articles AS root ON root.id = s.root_group_id
    WHERE k.is_counted AND u.payer_id IS NOT NULL AND u.as_of IS NOT NULL AND u.bound <> 'figures'
      AND (u.kind IN ('reported_earnings', 'offered_rate', 'posted_range', 'average') OR u.change_role = 'to')
      -- A denial is never printable as a figure; its "never" is what makes the conflict.
      AND (len(k.why_not) = 0
           OR (u.modality = 'denied'
               AND len(list_filter(k.why_not, lambda reason: reason <> 'not asserted: denied' AND NOT starts_with(reason, 'its sentence says'))) = 0))
),
pairs AS (
    SELECT a.*, b.id AS other_id, b.article_id AS other_article_id, b.source_id AS other_source_id, b.origin AS other_origin,
           b.rate_role AS other_rate_role,
           b.kind AS other_kind, b.modality AS other_modality, b.is_denied AS other_is_denied, b.as_of AS other_as_of,
           b.amount_text AS other_amount_text, b.sentence AS other_sentence, b.review_status AS other_review_status,
           b.low AS other_low, b.high AS other_high
    FROM statements AS a
    JOIN statements AS b
        ON b.payer_id = a.payer_id AND b.role_class = a.role_class AND b.unit = a.unit AND b.currency = a.currency
       AND b.month = a.month
       AND lower(b.project) IS NOT DISTINCT FROM lower(a.project)
       AND lower(b.location) IS NOT DISTINCT FROM lower(a.location)
       AND b.root_group_id <> a.root_group_id
       AND (a.low, a.high, a.id) < (b.low, b.high, b.id)
    WHERE ((a.worker IS NULL AND b.worker IS NULL)
           -- "We never paid anybody $4" is about everybody.
           OR (a.is_denied AND a.worker IS NULL) OR (b.is_denied AND b.worker IS NULL)
           OR ends_with(' ' || lower(a.worker), ' ' || lower(b.worker)) OR ends_with(' ' || lower(b.worker), ' ' || lower(a.worker)))
      AND (a.rate_role = b.rate_role OR a.is_denied OR b.is_denied)
)
SELECT payer_id, role_class, currency, unit,
       CASE WHEN is_denied <> other_is_denied THEN 'one denies it' ELSE 'amounts differ' END AS conflict,
       id AS low_id, amount_text AS low_amount_text, kind AS low_kind, modality AS low_modality, as_of AS low_as_of,
       source_id AS low_source_id, sentence AS low_sentence,
       other_id AS high_id, other_amount_text AS high_amount_text, other_kind AS high_kind,
       other_modality AS high_modality, other_as_of AS high_as_of, other_source_id AS high_source_id,
       other_sentence AS high_sentence,
       abs(other_as_of - as_of) AS days_apart,
       CASE WHEN other_low > high AND high > 0 THEN round((other_low / high)::DOUBLE, 2) END AS at_least_times,
       review_status AS low_review_status, other_review_status AS high_review_status,
       month, project, location, article_id AS low_article_id, origin AS low_origin,
       other_article_id AS high_article_id, other_origin AS high_origin,
       CASE WHEN NOT is_denied THEN rate_role ELSE other_rate_role END AS rate_role
FROM pairs
WHERE CASE WHEN is_denied AND other_is_denied THEN FALSE
           WHEN is_denied OR other_is_denied THEN other_low <= high
           ELSE other_low > high END;
COMMENT ON VIEW pay_conflicts IS 'Pairs of claims from independent articles about the same pay that cannot both hold';
COMMENT ON COLUMN pay_conflicts.payer_id IS 'Entity that pays';
COMMENT ON COLUMN pay_conflicts.role_class IS 'Kind of work';
COMMENT ON COLUMN pay_conflicts.currency IS 'ISO 4217 code';
COMMENT ON COLUMN pay_conflicts.unit IS 'Unit of both amounts';
COMMENT ON COLUMN pay_conflicts.conflict IS 'amounts differ, or one denies it';
COMMENT ON COLUMN pay_conflicts.low_id IS 'Claim with the lower amount (pay_claims.id)';
COMMENT ON COLUMN pay_conflicts.low_amount_text IS 'Its amount as it is written';
COMMENT ON COLUMN pay_conflicts.low_kind IS 'Its kind';
COMMENT ON COLUMN pay_conflicts.low_modality IS 'Its modality';
COMMENT ON COLUMN pay_conflicts.low_as_of IS 'Day for which it stands';
COMMENT ON COLUMN pay_conflicts.low_source_id IS 'Source that published it';
COMMENT ON COLUMN pay_conflicts.low_sentence IS 'Its evidence sentence';
COMMENT ON COLUMN pay_conflicts.high_id IS 'Claim with the higher amount (pay_claims.id)';
COMMENT ON COLUMN pay_conflicts.high_amount_text IS 'Its amount as it is written';
COMMENT ON COLUMN pay_conflicts.high_kind IS 'Its kind';
COMMENT ON COLUMN pay_conflicts.high_modality IS 'Its modality';
COMMENT ON COLUMN pay_conflicts.high_as_of IS 'Day for which it stands';
COMMENT ON COLUMN pay_conflicts.high_source_id IS 'Source that published it';
COMMENT ON COLUMN pay_conflicts.high_sentence IS 'Its evidence sentence';
COMMENT ON COLUMN pay_conflicts.days_apart IS 'Days between the two';
COMMENT ON COLUMN pay_conflicts.at_least_times IS 'How many times the lower amount the higher one is at least; null when they touch';
COMMENT ON COLUMN pay_conflicts.low_review_status IS 'What a person said about the claim with the lower amount: unreviewed, accepted or corrected';
COMMENT ON COLUMN pay_conflicts.high_review_status IS 'What a person said about the claim with the higher amount: unreviewed, accepted or corrected';
COMMENT ON COLUMN pay_conflicts.month IS 'First day of the month for which both stand';
COMMENT ON COLUMN pay_conflicts.project IS 'Project that both name; null when neither names one';
COMMENT ON COLUMN pay_conflicts.location IS 'Place of the work that both name; null when neither names one';
COMMENT ON COLUMN pay_conflicts.low_article_id IS 'Article that has the lower amount';
COMMENT ON COLUMN pay_conflicts.low_origin IS 'Source in which the words of that article came up first; "article ..." for one that belongs to no source';
COMMENT ON COLUMN pay_conflicts.high_article_id IS 'Article that has the higher amount';
COMMENT ON COLUMN pay_conflicts.high_origin IS 'Source in which the words of that article came up first';
COMMENT ON COLUMN pay_conflicts.rate_role IS 'Part that the figure plays (pay_claims_usd.rate_role): worker_pay, advertised, employer_claimed_average, research_estimate ...; the same for both, or of the one that is not a denial';
