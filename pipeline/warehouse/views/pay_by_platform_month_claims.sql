-- Which claims stand behind each median of pay_by_platform_month, and why do all others not?
-- One row per claim that is counted (no copy, no older version, not withdrawn, not rejected).
CREATE OR REPLACE VIEW pay_by_platform_month_claims AS
SELECT u.id, u.article_id, u.source_id, u.payer_id AS platform_id, u.role_class,
       date_trunc('month', u.as_of)::DATE AS month, u.kind, u.rate_role, u.fx_date,
       u.hourly_usd_min, u.hourly_usd_max, u.assumption, u.review_status,
       CASE
           WHEN u.kind = 'statutory_minimum' THEN 'legal minimum'
           WHEN u.payer IS NULL THEN 'payer not named'
           WHEN u.payer_id IS NULL THEN 'payer not in the gazetteer'
           WHEN u.as_of IS NULL THEN 'date not known'
           WHEN u.kind IN ('bonus', 'owed') THEN u.kind
           WHEN u.change_role = 'delta' THEN 'difference'
           WHEN u.change_role = 'from' AND u.fx_date = 'published' THEN 'former pay of unknown time'
           WHEN u.bound = 'figures' THEN 'number of figures only'
           WHEN u.modality NOT IN ('asserted', 'alleged') THEN u.modality
           WHEN u.why_no_hourly_usd IS NOT NULL THEN u.why_no_hourly_usd
           -- "In October she earned 74,000" says nothing on her hours.
           WHEN u.assumption <> 'time_from_text' AND u.unit_implied AND u.kind = 'reported_earnings' THEN 'hours not known'
           WHEN len(k.why_not) > 0 THEN 'may not be printed as it stands'
       END AS why_left_out,
       g.platform_group
FROM pay_claims_usd AS u
JOIN claim_checks AS k ON k.id = u.id
LEFT JOIN platform_groups AS g
    ON g.entity_id = u.payer_id AND (g.from_day IS NULL OR coalesce(u.as_of, DATE '9999-12-31') >= g.from_day)
   AND (g.to_day IS NULL OR coalesce(u.as_of, DATE '9999-12-31') < g.to_day)
WHERE k.is_counted;
COMMENT ON VIEW pay_by_platform_month_claims IS 'Every counted claim with the row of pay_by_platform_month that it belongs to, and why it is left out of the medians there';
COMMENT ON COLUMN pay_by_platform_month_claims.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN pay_by_platform_month_claims.article_id IS 'Article version it stands in';
COMMENT ON COLUMN pay_by_platform_month_claims.source_id IS 'Source that published it';
COMMENT ON COLUMN pay_by_platform_month_claims.platform_id IS 'Entity that pays; null when it is not named or not in the gazetteer: then the claim is in no row there';
COMMENT ON COLUMN pay_by_platform_month_claims.role_class IS 'Kind of work';
COMMENT ON COLUMN pay_by_platform_month_claims.month IS 'First day of the month for which the pay stands; null when no date is known: then the claim is in no row there';
COMMENT ON COLUMN pay_by_platform_month_claims.kind IS 'Kind of claim (pay_claims.kind)';
COMMENT ON COLUMN pay_by_platform_month_claims.rate_role IS 'Part that the figure plays (pay_claims_usd.rate_role)';
COMMENT ON COLUMN pay_by_platform_month_claims.fx_date IS 'What the month comes from: time (of the claim) or published';
COMMENT ON COLUMN pay_by_platform_month_claims.hourly_usd_min IS 'Lower end in US dollars an hour';
COMMENT ON COLUMN pay_by_platform_month_claims.hourly_usd_max IS 'Upper end in US dollars an hour';
COMMENT ON COLUMN pay_by_platform_month_claims.assumption IS 'Hours of work assumed (pay_claims_usd.assumption)';
COMMENT ON COLUMN pay_by_platform_month_claims.review_status IS 'What a person said about it: unreviewed, accepted or corrected';
COMMENT ON COLUMN pay_by_platform_month_claims.why_left_out IS 'Why it is in no median; null when it is in one';
COMMENT ON COLUMN pay_by_platform_month_claims.platform_group IS 'Topmost owner of that entity on that day (platform_groups); itself when nobody owns it; null when the payer is in no list';
