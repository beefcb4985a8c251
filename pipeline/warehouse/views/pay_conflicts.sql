-- Where do independent reports contradict each other about the same pay?
-- Pairs of printable claims about the same payer, kind of work, kind of claim, unit and currency, at most 60 days apart,
-- whose amounts do not touch; or of which one denies what the other asserts. Reports that go back to one article are no conflict, nor
-- are claims that name two projects, two places or two groups of workers. Claims without a payer in the gazetteer are left out.
CREATE OR REPLACE VIEW pay_conflicts AS
WITH statements AS (
    SELECT u.id, u.article_id, u.source_id, u.payer_id, u.role_class, u.unit, u.currency, u.project, u.location, u.worker,
           u.kind, u.modality, u.as_of, u.amount_text, c.sentence, k.review_status,
           coalesce(u.amount_min, 0) AS low, coalesce(u.amount_max, 999999999999) AS high, s.root_group_id
    FROM pay_claims_usd AS u
    JOIN pay_claims AS c ON c.id = u.id
    JOIN claim_checks AS k ON k.id = u.id
    JOIN article_standing AS s ON s.article_id = u.article_id
    WHERE k.is_counted AND u.payer_id IS NOT NULL AND u.as_of IS NOT NULL AND u.bound <> 'figures'
      AND u.kind IN ('reported_earnings', 'offered_rate', 'posted_range', 'average')
      AND (len(k.why_not) = 0 OR (u.modality = 'denied' AND len(k.why_not) = 1))
),
pairs AS (
    SELECT a.*, b.id AS other_id, b.article_id AS other_article_id, b.source_id AS other_source_id,
           b.kind AS other_kind, b.modality AS other_modality, b.as_of AS other_as_of,
           b.amount_text AS other_amount_text, b.sentence AS other_sentence, b.review_status AS other_review_status, b.low AS other_low, b.high AS other_high
    FROM statements AS a
    JOIN statements AS b
        ON b.payer_id = a.payer_id AND b.role_class = a.role_class AND b.unit = a.unit AND b.currency = a.currency
       AND b.root_group_id <> a.root_group_id
       AND (a.low, a.high, a.id) < (b.low, b.high, b.id)
       AND abs(b.as_of - a.as_of) <= 60
    WHERE coalesce(a.project = b.project, TRUE) AND coalesce(lower(a.location) = lower(b.location), TRUE)
      AND coalesce(lower(a.worker) = lower(b.worker), TRUE)
      AND (a.kind = b.kind OR a.modality = 'denied' OR b.modality = 'denied')
)
SELECT payer_id, role_class, currency, unit,
       CASE WHEN (modality = 'denied') <> (other_modality = 'denied') THEN 'one denies it' ELSE 'amounts differ' END AS conflict,
       id AS low_id, amount_text AS low_amount_text, kind AS low_kind, modality AS low_modality, as_of AS low_as_of,
       source_id AS low_source_id, sentence AS low_sentence,
       other_id AS high_id, other_amount_text AS high_amount_text, other_kind AS high_kind,
       other_modality AS high_modality, other_as_of AS high_as_of, other_source_id AS high_source_id,
       other_sentence AS high_sentence,
       abs(other_as_of - as_of) AS days_apart,
       CASE WHEN other_low > high AND high > 0 THEN round((other_low / high)::DOUBLE, 2) END AS at_least_times,
       review_status AS low_review_status, other_review_status AS high_review_status
FROM pairs
WHERE CASE WHEN modality = 'denied' AND other_modality = 'denied' THEN FALSE
           WHEN modality = 'denied' OR other_modality = 'denied' THEN other_low <= high
           ELSE other_low > high END;
COMMENT ON VIEW pay_conflicts IS 'Pairs of claims from independent articles about the same pay that cannot both hold';
COMMENT ON COLUMN pay_conflicts.payer_id IS 'Entity that pays';
COMMENT ON COLUMN pay_conflicts.role_class IS 'Kind of work';
COMMENT ON COLUMN pay_conflicts.currency IS 'ISO 4217 code';
COMMENT ON COLUMN pay_conflicts.unit IS 'Unit of both amounts';
COMMENT ON COLUMN pay_conflicts.conflict IS 'amounts differ, or one denies it';
COMMENT ON COLUMN pay_conflicts.low_id IS 'Claim with the lower amount (pay_claims.id)';
COMMENT ON COLUMN pay_conflicts.low_amount_text IS 'Its amount as it is written';
COMMENT ON COLUMN pay_conflicts.low_kind IS 'Its kind: an advertised and an earned amount may both be true';
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
