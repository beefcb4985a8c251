-- Which pay lies below the legal minimum wage of its place and day?
-- Only printable claims in the law's own currency and unit: no conversion and no assumed hours may carry such a
-- verdict. Every other comparison, with what it rests on, is in minimum_wage_checks. It says nothing on whether the
-- law covers these workers.
CREATE OR REPLACE VIEW below_minimum_wage AS
SELECT id, article_id, source_id, payer, payer_id, worker, role_class, location, country, wage_place, kind,
       modality, amount_text, bound, approx, currency, unit, as_of, published, wage, wage_currency,
       wage_unit, wage_class, wage_from, wage_to, wage_confidence, wage_evidence, compared, pay_min,
       pay_max, minimum, verdict_text AS verdict, shortfall_percent, sentence, review_status, verdict AS comparison, rate_role
FROM minimum_wage_checks
WHERE verdict IN ('below', 'partly below')
  AND compared = 'as stated'
  AND bound <> 'up_to'
  AND id IN (SELECT id FROM claim_checks WHERE len(why_not) = 0);
COMMENT ON VIEW below_minimum_wage IS 'Pay for time below the legal minimum wage of its place and day, with the rate and where it was seen';
COMMENT ON COLUMN below_minimum_wage.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN below_minimum_wage.article_id IS 'Article version it stands in';
COMMENT ON COLUMN below_minimum_wage.source_id IS 'Source that published it';
COMMENT ON COLUMN below_minimum_wage.payer IS 'Who pays, in the words of the text';
COMMENT ON COLUMN below_minimum_wage.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN below_minimum_wage.worker IS 'Who is paid, in the words of the text';
COMMENT ON COLUMN below_minimum_wage.role_class IS 'Kind of work, from the words for the worker';
COMMENT ON COLUMN below_minimum_wage.location IS 'Place of the work, in the words of the text';
COMMENT ON COLUMN below_minimum_wage.country IS 'ISO 3166-1 alpha-2 country that the place lies in';
COMMENT ON COLUMN below_minimum_wage.wage_place IS 'Place whose minimum wage was taken';
COMMENT ON COLUMN below_minimum_wage.kind IS 'Kind of claim (pay_claims.kind)';
COMMENT ON COLUMN below_minimum_wage.modality IS 'asserted, alleged or promised';
COMMENT ON COLUMN below_minimum_wage.amount_text IS 'The amount as it is written';
COMMENT ON COLUMN below_minimum_wage.bound IS 'exact, range, up_to, under, at_least, over or as_low_as';
COMMENT ON COLUMN below_minimum_wage.approx IS 'True for "about", "around", "estimated"';
COMMENT ON COLUMN below_minimum_wage.currency IS 'Currency of the claim';
COMMENT ON COLUMN below_minimum_wage.unit IS 'Unit of the claim';
COMMENT ON COLUMN below_minimum_wage.as_of IS 'Day for which the claim stands';
COMMENT ON COLUMN below_minimum_wage.published IS 'When the article was published (UTC)';
COMMENT ON COLUMN below_minimum_wage.wage IS 'Minimum wage, in its own currency and unit';
COMMENT ON COLUMN below_minimum_wage.wage_currency IS 'Currency of the minimum wage';
COMMENT ON COLUMN below_minimum_wage.wage_unit IS 'Unit of the minimum wage';
COMMENT ON COLUMN below_minimum_wage.wage_class IS 'Whom that rate covers';
COMMENT ON COLUMN below_minimum_wage.wage_from IS 'First day of that rate';
COMMENT ON COLUMN below_minimum_wage.wage_to IS 'Last day of that rate; null when none is known';
COMMENT ON COLUMN below_minimum_wage.wage_confidence IS 'sourced or secondary';
COMMENT ON COLUMN below_minimum_wage.wage_evidence IS 'Where that rate was seen';
COMMENT ON COLUMN below_minimum_wage.compared IS 'How they were compared: as stated, by the hour (full-time hours assumed), or US dollars by the hour';
COMMENT ON COLUMN below_minimum_wage.pay_min IS 'Lower end of the pay as compared';
COMMENT ON COLUMN below_minimum_wage.pay_max IS 'Upper end of the pay as compared';
COMMENT ON COLUMN below_minimum_wage.minimum IS 'Minimum wage as compared';
COMMENT ON COLUMN below_minimum_wage.verdict IS 'below, or in part below (the lower end), "the employee minimum wage of PLACE at DATE", and "these workers are paid as contractors" where the text says so';
COMMENT ON COLUMN below_minimum_wage.shortfall_percent IS 'How far the upper end of the pay lies below the minimum, in percent of it';
COMMENT ON COLUMN below_minimum_wage.sentence IS 'The evidence sentence';
COMMENT ON COLUMN below_minimum_wage.review_status IS 'What a person said about it: unreviewed, accepted or corrected';
COMMENT ON COLUMN below_minimum_wage.comparison IS 'below, or partly below (the lower end)';
COMMENT ON COLUMN below_minimum_wage.rate_role IS 'Part that the figure plays (pay_claims_usd.rate_role): worker_pay, advertised, employer_claimed_average, research_estimate ...';
