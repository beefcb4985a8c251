-- Which claims may a reporter print as they stand?
-- Asserted, payer and date known, article current and not withdrawn, not a copy and not from a re-publisher,
-- and read with confidence, or accepted or corrected by a person. All others are in pay_claims_why_not with the reasons.
CREATE OR REPLACE VIEW pay_claims_printable AS
SELECT u.id, u.article_id, u.payer, u.payer_id, u.worker, u.role_class, u.project, u.location, u.kind,
       u.amount_text, u.amount_min, u.amount_max, u.bound, u.approx, u.currency, u.unit,
       u.hourly_usd_min, u.hourly_usd_max, u.assumption, u.as_of,
       u.attribution_type, u.attribution_name, c.sentence,
       u.source_id, a.headline, a.url, a.published, k.review_status, u.rate_role,
       u.change_role
FROM claim_checks AS k
JOIN pay_claims_usd AS u ON u.id = k.id
JOIN pay_claims AS c ON c.id = k.id
JOIN articles AS a ON a.id = k.article_id
WHERE len(k.why_not) = 0;
COMMENT ON VIEW pay_claims_printable IS 'Pay claims that may be printed as they stand, each with its sentence and address';
COMMENT ON COLUMN pay_claims_printable.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN pay_claims_printable.article_id IS 'Article version it stands in';
COMMENT ON COLUMN pay_claims_printable.payer IS 'Who pays, in the words of the text';
COMMENT ON COLUMN pay_claims_printable.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN pay_claims_printable.worker IS 'Who is paid, in the words of the text';
COMMENT ON COLUMN pay_claims_printable.role_class IS 'Kind of work, from the words for the worker';
COMMENT ON COLUMN pay_claims_printable.project IS 'Named project or programme';
COMMENT ON COLUMN pay_claims_printable.location IS 'Place of the work';
COMMENT ON COLUMN pay_claims_printable.kind IS 'Kind of claim (pay_claims.kind)';
COMMENT ON COLUMN pay_claims_printable.amount_text IS 'The amount as it is written';
COMMENT ON COLUMN pay_claims_printable.amount_min IS 'Lower end in units of currency; null for an open end';
COMMENT ON COLUMN pay_claims_printable.amount_max IS 'Upper end in units of currency; null for an open end';
COMMENT ON COLUMN pay_claims_printable.bound IS 'exact, range, up_to, under, at_least, over, as_low_as or figures';
COMMENT ON COLUMN pay_claims_printable.approx IS 'True for "about", "around", "estimated"';
COMMENT ON COLUMN pay_claims_printable.currency IS 'ISO 4217 code';
COMMENT ON COLUMN pay_claims_printable.unit IS 'hour, day, week, month, year, task, word, audio_minute, project or unknown';
COMMENT ON COLUMN pay_claims_printable.hourly_usd_min IS 'amount_min in US dollars an hour';
COMMENT ON COLUMN pay_claims_printable.hourly_usd_max IS 'amount_max in US dollars an hour';
COMMENT ON COLUMN pay_claims_printable.assumption IS 'Hours of work assumed; null for pay by the hour';
COMMENT ON COLUMN pay_claims_printable.as_of IS 'Day for which the claim stands';
COMMENT ON COLUMN pay_claims_printable.attribution_type IS 'Who says it: speaker, document or reporter';
COMMENT ON COLUMN pay_claims_printable.attribution_name IS 'Name of the speaker or document';
COMMENT ON COLUMN pay_claims_printable.sentence IS 'The evidence sentence';
COMMENT ON COLUMN pay_claims_printable.source_id IS 'Source that published it';
COMMENT ON COLUMN pay_claims_printable.headline IS 'Headline of the article';
COMMENT ON COLUMN pay_claims_printable.url IS 'Address of the article';
COMMENT ON COLUMN pay_claims_printable.published IS 'When the article was published (UTC)';
COMMENT ON COLUMN pay_claims_printable.review_status IS 'What a person said about it: unreviewed, accepted or corrected';
COMMENT ON COLUMN pay_claims_printable.change_role IS 'from (the old pay), to (the new) or delta for a change; null otherwise';
COMMENT ON COLUMN pay_claims_printable.rate_role IS 'Part that the figure plays (pay_claims_usd.rate_role): worker_pay, advertised, employer_claimed_average, research_estimate ...';
