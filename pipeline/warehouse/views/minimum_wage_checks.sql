-- How does each claim of pay for time compare with the legal minimum wage of its place and day?
-- One row per claim with a place that has a known rate; verdict is null where the rate does not decide. The law's
-- unit is compared as it is where the claim has it too, else both by the hour of full-time work. It says nothing on
-- whether the law covers these workers: many are hired as independent contractors.
CREATE OR REPLACE VIEW minimum_wage_checks AS
WITH located AS (
    SELECT u.id, u.article_id, u.source_id, u.payer, u.payer_id, u.worker, u.role_class, u.location, u.kind, u.modality,
           u.amount_text, u.amount_min, u.amount_max, u.hourly_min, u.hourly_max, u.hourly_usd_min, u.hourly_usd_max,
           u.bound, u.approx, u.currency, u.unit, u.as_of, u.published, u.claim_id, u.rate_role, c.linked_to, c.sentence, k.review_status
    FROM pay_claims_usd AS u
    JOIN pay_claims AS c ON c.id = u.id
    JOIN claim_checks AS k ON k.id = u.id
    WHERE k.is_counted AND u.in_averages AND u.location IS NOT NULL AND u.as_of IS NOT NULL
      AND hours_in(u.unit) IS NOT NULL
      AND u.kind NOT IN ('bonus', 'owed') AND u.modality NOT IN ('demanded', 'planned')
),
words AS (
    -- "Nairobi, Kenya" is looked up whole, then "Nairobi", then "Kenya". "Poland, South Africa, Brazil" is no place.
    SELECT id, 0 AS rank, location AS word FROM located
    UNION ALL
    SELECT id, unnest(generate_series(1, len(string_split(location, ',')))), unnest(string_split(location, ','))
    FROM located
),
placed AS (
    SELECT w.id, first(p.wage_place ORDER BY w.rank) AS wage_place, first(p.country ORDER BY w.rank) AS country,
           first(p.floor_only ORDER BY w.rank) AS floor_only
    FROM words AS w
    JOIN places AS p ON p.name = regexp_replace(lower(trim(w.word)), '^the ', '')
    GROUP BY w.id
    HAVING bool_or(w.rank = 0) OR count(DISTINCT p.country) = 1
),
rates AS (
    SELECT l.*, p.wage_place, p.country, m.amount AS wage, m.currency AS wage_currency, m.unit AS wage_unit,
           m.worker_class AS wage_class, m.valid_from AS wage_from, m.valid_to AS wage_to,
           m.confidence AS wage_confidence, m.evidence AS wage_evidence,
           -- A rate of which no end is known may have been raised since: it can only show that pay is below it.
           p.floor_only OR m.valid_to IS NULL AS floor_only,
           row_number() OVER (
               PARTITION BY l.id
               ORDER BY m.unit <> l.unit, m.unit <> 'hour', m.amount / hours_in(m.unit), m.worker_class
           ) AS preference
    FROM located AS l
    JOIN placed AS p ON p.id = l.id
    JOIN minimum_wages AS m
        ON m.place = p.wage_place AND m.gives_verdict
        -- Platforms pay in US dollars everywhere; any other foreign currency says that the place was misread.
        AND l.currency IN (m.currency, 'USD')
       AND m.valid_from <= l.as_of AND (m.valid_to IS NULL OR m.valid_to >= l.as_of)
),
converted AS (
    SELECT r.*,
           CASE
               WHEN r.currency = r.wage_currency THEN 1
               WHEN r.wage_currency = 'USD' THEN 1
               WHEN d.day >= r.as_of - 7 THEN d.units_per_usd
               ELSE y.units_per_usd
           END::DOUBLE AS wage_rate
    FROM rates AS r
    ASOF LEFT JOIN (SELECT * FROM fx_rates WHERE period = 'day') AS d
        ON d.currency = r.wage_currency AND d.day <= r.as_of
    LEFT JOIN (SELECT * FROM fx_rates WHERE period = 'year') AS y
        ON y.currency = r.wage_currency AND y.day = date_trunc('year', r.as_of)
    WHERE r.preference = 1
),
measured AS (
    SELECT *,
           CASE
               WHEN currency <> wage_currency THEN 'US dollars by the hour'
               WHEN unit <> wage_unit THEN 'by the hour'
               ELSE 'as stated'
           END AS compared,
           CASE
               WHEN currency <> wage_currency THEN hourly_usd_min::DOUBLE
               WHEN unit <> wage_unit THEN hourly_min::DOUBLE
               ELSE amount_min::DOUBLE
           END AS low,
           CASE
               WHEN currency <> wage_currency THEN hourly_usd_max::DOUBLE
               WHEN unit <> wage_unit THEN hourly_max::DOUBLE
               ELSE amount_max::DOUBLE
           END AS high,
           CASE
               WHEN currency <> wage_currency THEN wage::DOUBLE / hours_in(wage_unit) / wage_rate
               WHEN unit <> wage_unit THEN wage::DOUBLE / hours_in(wage_unit)
               ELSE wage::DOUBLE
           END AS minimum
    FROM converted
),
weighed AS (
    -- What is cut from $2.75 to $1.90 may be a premium on top of the pay: a change is judged only where one of its ends
    -- reaches the minimum, as the whole of the pay does before it is cut below.
    SELECT *,
           CASE
               WHEN kind <> 'change' THEN TRUE
               WHEN coalesce(high, low) >= minimum THEN TRUE
               ELSE EXISTS (
                   SELECT 1
                   FROM pay_claims AS o
                   WHERE o.article_id = measured.article_id AND o.review_status <> 'rejected' AND o.kind = 'change' AND o.change_role IN ('from', 'to')
                     AND (o.claim_id = measured.linked_to OR o.linked_to = measured.claim_id)
                     AND o.currency = measured.currency AND o.unit = measured.unit
                     AND coalesce(o.amount_max, o.amount_min) / coalesce(measured.amount_max, measured.amount_min)
                         * coalesce(measured.high, measured.low) >= measured.minimum)
           END AS is_whole_pay
    FROM measured
)
SELECT id, article_id, source_id, payer, payer_id, worker, role_class, location, country, wage_place,
       kind, modality, amount_text, bound, approx, currency, unit, as_of, published,
       wage, wage_currency, wage_unit, wage_class, wage_from, wage_to, wage_confidence, wage_evidence,
       compared, round(low, 4) AS pay_min, round(high, 4) AS pay_max, round(minimum, 4) AS minimum,
       CASE
           WHEN minimum IS NULL OR NOT is_whole_pay THEN NULL
           WHEN high < minimum OR (bound = 'under' AND high <= minimum) THEN 'below'
           WHEN low < minimum AND (high >= minimum OR bound = 'as_low_as') THEN 'partly below'
           WHEN low >= minimum AND NOT floor_only THEN 'not below'
       END AS verdict,
       CASE WHEN high < minimum AND is_whole_pay THEN round(100 * (1 - high / minimum), 1) END AS shortfall_percent,
       sentence, review_status,
       CASE
           WHEN verdict IN ('below', 'partly below')
               THEN CASE verdict WHEN 'below' THEN 'below' ELSE 'in part below' END
                    || ' the employee minimum wage of ' || wage_place || ' at ' || as_of
                    || CASE WHEN says_contractors(worker, sentence) THEN '; these workers are paid as contractors' ELSE '' END
           WHEN verdict = 'not below' THEN 'not below the employee minimum wage of ' || wage_place || ' at ' || as_of
       END AS verdict_text,
       rate_role
FROM weighed;
COMMENT ON VIEW minimum_wage_checks IS 'Pay for time compared with the legal minimum wage of its place and day; says nothing on whether the law covers these workers';
COMMENT ON COLUMN minimum_wage_checks.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN minimum_wage_checks.article_id IS 'Article version it stands in';
COMMENT ON COLUMN minimum_wage_checks.source_id IS 'Source that published it';
COMMENT ON COLUMN minimum_wage_checks.payer IS 'Who pays, in the words of the text';
COMMENT ON COLUMN minimum_wage_checks.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN minimum_wage_checks.worker IS 'Who is paid, in the words of the text';
COMMENT ON COLUMN minimum_wage_checks.role_class IS 'Kind of work, from the words for the worker';
COMMENT ON COLUMN minimum_wage_checks.location IS 'Place of the work, in the words of the text';
COMMENT ON COLUMN minimum_wage_checks.country IS 'ISO 3166-1 alpha-2 country that the place lies in';
COMMENT ON COLUMN minimum_wage_checks.wage_place IS 'Place whose minimum wage was taken';
COMMENT ON COLUMN minimum_wage_checks.kind IS 'Kind of claim (pay_claims.kind)';
COMMENT ON COLUMN minimum_wage_checks.modality IS 'asserted, alleged or promised';
COMMENT ON COLUMN minimum_wage_checks.amount_text IS 'The amount as it is written';
COMMENT ON COLUMN minimum_wage_checks.bound IS 'exact, range, up_to, under, at_least, over or as_low_as';
COMMENT ON COLUMN minimum_wage_checks.approx IS 'True for "about", "around", "estimated"';
COMMENT ON COLUMN minimum_wage_checks.currency IS 'Currency of the claim';
COMMENT ON COLUMN minimum_wage_checks.unit IS 'Unit of the claim';
COMMENT ON COLUMN minimum_wage_checks.as_of IS 'Day for which the claim stands';
COMMENT ON COLUMN minimum_wage_checks.published IS 'When the article was published (UTC)';
COMMENT ON COLUMN minimum_wage_checks.wage IS 'Minimum wage, in its own currency and unit';
COMMENT ON COLUMN minimum_wage_checks.wage_currency IS 'Currency of the minimum wage';
COMMENT ON COLUMN minimum_wage_checks.wage_unit IS 'Unit of the minimum wage';
COMMENT ON COLUMN minimum_wage_checks.wage_class IS 'Whom that rate covers';
COMMENT ON COLUMN minimum_wage_checks.wage_from IS 'First day of that rate';
COMMENT ON COLUMN minimum_wage_checks.wage_to IS 'Last day of that rate; null when none is known';
COMMENT ON COLUMN minimum_wage_checks.wage_confidence IS 'sourced or secondary';
COMMENT ON COLUMN minimum_wage_checks.wage_evidence IS 'Where that rate was seen';
COMMENT ON COLUMN minimum_wage_checks.compared IS 'How they were compared: as stated, by the hour (full-time hours assumed), or US dollars by the hour';
COMMENT ON COLUMN minimum_wage_checks.pay_min IS 'Lower end of the pay as compared';
COMMENT ON COLUMN minimum_wage_checks.pay_max IS 'Upper end of the pay as compared';
COMMENT ON COLUMN minimum_wage_checks.minimum IS 'Minimum wage as compared';
COMMENT ON COLUMN minimum_wage_checks.verdict IS 'below, partly below (the lower end), not below; null when the rate does not decide';
COMMENT ON COLUMN minimum_wage_checks.shortfall_percent IS 'How far the upper end of the pay lies below the minimum, in percent of it';
COMMENT ON COLUMN minimum_wage_checks.sentence IS 'The evidence sentence';
COMMENT ON COLUMN minimum_wage_checks.review_status IS 'What a person said about it: unreviewed, accepted or corrected';
COMMENT ON COLUMN minimum_wage_checks.verdict_text IS 'The verdict as it may be said: "below the employee minimum wage of PLACE at DATE; these workers are paid as contractors", the last part only where the text says so';
COMMENT ON COLUMN minimum_wage_checks.rate_role IS 'Part that the figure plays (pay_claims_usd.rate_role): worker_pay, advertised, employer_claimed_average, research_estimate ...';
