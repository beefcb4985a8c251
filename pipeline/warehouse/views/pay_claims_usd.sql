-- What is each claim in US dollars an hour, and on which assumptions?
-- One row per claim that no person rejected, also for those that cannot be converted: why_no_hourly_usd says why.
CREATE OR REPLACE VIEW pay_claims_usd AS
WITH dated AS (
    SELECT c.*, v.voice, a.source_id, a.published, a.published_is_fallback,
           a.published::DATE AS published_on,
           TRY_CAST(split_part(c.time, '/', 1) AS DATE) AS time_start,
           TRY_CAST(split_part(c.time, '/', 2) AS DATE) AS time_end
    FROM pay_claims AS c
    JOIN articles AS a ON a.id = c.article_id
    JOIN claim_voices AS v ON v.id = c.id
    WHERE c.review_status <> 'rejected'
),
placed AS (
    -- The middle of the time that the text gives, never later than publication; without a time the publication.
    SELECT *,
           CASE WHEN coalesce(time_start, time_end) IS NULL THEN 'published' ELSE 'time' END AS fx_date,
           least(published_on,
                 CASE
                     WHEN time_start IS NULL THEN coalesce(time_end, published_on)
                     ELSE time_start + (greatest(coalesce(time_end, published_on, time_start) - time_start, 0) // 2)::INTEGER
                 END) AS as_of,
           list_filter(alt, lambda other: other.currency = 'USD')[1] AS in_usd,
           -- Pay for a piece is pay for time where the sentence says how long a piece takes.
           CASE
               WHEN hours_in(unit) IS NULL AND regexp_matches(sentence, '(?i)minute|hour')
                   THEN nullif(hours_in_words(substring(sentence, "end" - sent_start + 1, 100)), 0)
           END AS stated_hours
    FROM dated
),
rated AS (
    SELECT p.*,
           d.day AS rate_day, d.units_per_usd AS day_rate, d.source AS day_source,
           y.day AS rate_year, y.units_per_usd AS year_rate, y.source AS year_source,
           -- Banks rest for up to five days. The published histories end before the newest articles: then the
           -- last rate of the day is carried on for 45 days, or the last annual average for a year, and flagged.
           CASE
               WHEN p.currency = 'USD' THEN 'usd'
               WHEN p.in_usd IS NOT NULL THEN 'text'
               WHEN d.day >= p.as_of - 7 THEN 'day'
               WHEN y.day = date_trunc('year', p.as_of) THEN 'year'
               WHEN d.day >= p.as_of - 45 THEN 'day'
               WHEN y.day >= date_trunc('year', p.as_of) - INTERVAL 1 YEAR THEN 'year'
           END AS fx
    FROM placed AS p
    ASOF LEFT JOIN (SELECT * FROM fx_rates WHERE period = 'day') AS d
        ON d.currency = p.currency AND d.day <= p.as_of
    ASOF LEFT JOIN (SELECT * FROM fx_rates WHERE period = 'year') AS y
        ON y.currency = p.currency AND y.day <= date_trunc('year', p.as_of)
),
chosen AS (
    SELECT *,
           CASE fx WHEN 'day' THEN day_rate WHEN 'year' THEN year_rate END AS table_rate,
           CASE fx WHEN 'day' THEN rate_day WHEN 'year' THEN rate_year END AS table_day,
           CASE fx WHEN 'day' THEN day_source WHEN 'year' THEN year_source END AS table_source
    FROM rated
),
converted AS (
    SELECT *,
           CASE fx
               WHEN 'usd' THEN amount_min::DOUBLE
               WHEN 'text' THEN CASE WHEN amount_min IS NULL THEN NULL ELSE coalesce(in_usd.amount_min, in_usd.amount_max)::DOUBLE END
               ELSE amount_min::DOUBLE / table_rate::DOUBLE
           END AS usd_low,
           CASE fx
               WHEN 'usd' THEN amount_max::DOUBLE
               WHEN 'text' THEN CASE WHEN amount_max IS NULL THEN NULL ELSE coalesce(in_usd.amount_max, in_usd.amount_min)::DOUBLE END
               ELSE amount_max::DOUBLE / table_rate::DOUBLE
           END AS usd_high,
           coalesce(hours_in(unit), stated_hours) AS hours
    FROM chosen
)
SELECT id, article_id, claim_id, source_id, published, published_is_fallback,
       payer, payer_id, worker, role_class(worker) AS role_class, project, location,
       kind, change_role, modality, attribution_type, attribution_name,
       amount_text, amount_min, amount_max, bound, approx, currency, unit, unit_implied,
       time_start, time_end, as_of,
       TRY_CAST(round(usd_low, 4) AS DECIMAL(18, 4)) AS usd_min,
       TRY_CAST(round(usd_high, 4) AS DECIMAL(18, 4)) AS usd_max,
       TRY_CAST(round(amount_min::DOUBLE / hours, 4) AS DECIMAL(18, 4)) AS hourly_min,
       TRY_CAST(round(amount_max::DOUBLE / hours, 4) AS DECIMAL(18, 4)) AS hourly_max,
       TRY_CAST(round(usd_low / hours, 4) AS DECIMAL(18, 4)) AS hourly_usd_min,
       TRY_CAST(round(usd_high / hours, 4) AS DECIMAL(18, 4)) AS hourly_usd_max,
       CASE
           WHEN stated_hours IS NOT NULL THEN 'time_from_text'
           WHEN unit = 'day' THEN '8h_day'
           WHEN unit = 'week' THEN '40h_week'
           WHEN unit = 'month' THEN '173.33h_month'
           WHEN unit = 'year' THEN '2080h_year'
       END AS assumption,
       fx, fx_date,
       table_day AS fx_day, table_rate AS fx_units_per_usd, table_source AS fx_source,
       CASE fx
           WHEN 'day' THEN table_day < as_of - 10
           WHEN 'year' THEN table_day < date_trunc('year', as_of)
           ELSE FALSE
       END AS fx_is_old,
       CASE
           WHEN hours IS NULL AND unit = 'unknown' THEN 'no unit of time given'
           WHEN hours IS NULL THEN 'paid per ' || replace(unit, '_', ' ')
           WHEN fx IS NULL AND as_of IS NULL THEN 'no date to convert at'
           WHEN fx IS NULL THEN 'no exchange rate'
       END AS why_no_hourly_usd,
       bound <> 'figures' AND change_role IS DISTINCT FROM 'delta' AND kind <> 'statutory_minimum'
           AND modality NOT IN ('denied', 'hypothetical') AS in_averages,
       rate_role(kind, change_role, modality, voice, attribution_name) AS rate_role, voice, review_status
FROM converted;
COMMENT ON VIEW pay_claims_usd IS 'Every pay claim that no person rejected, with its amount in US dollars and, where it is pay for time, US dollars an hour, and what was assumed';
COMMENT ON COLUMN pay_claims_usd.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN pay_claims_usd.article_id IS 'Article version it stands in';
COMMENT ON COLUMN pay_claims_usd.claim_id IS 'c1, c2 ... within the article';
COMMENT ON COLUMN pay_claims_usd.source_id IS 'Source that published it';
COMMENT ON COLUMN pay_claims_usd.published IS 'When the article was published (UTC)';
COMMENT ON COLUMN pay_claims_usd.published_is_fallback IS 'True when that date is not the page''s own';
COMMENT ON COLUMN pay_claims_usd.payer IS 'Who pays, in the words of the text';
COMMENT ON COLUMN pay_claims_usd.payer_id IS 'Entity that payer names';
COMMENT ON COLUMN pay_claims_usd.worker IS 'Who is paid, in the words of the text';
COMMENT ON COLUMN pay_claims_usd.role_class IS 'Kind of work, from the words for the worker';
COMMENT ON COLUMN pay_claims_usd.project IS 'Named project or programme';
COMMENT ON COLUMN pay_claims_usd.location IS 'Place of the work';
COMMENT ON COLUMN pay_claims_usd.kind IS 'Kind of claim (pay_claims.kind)';
COMMENT ON COLUMN pay_claims_usd.change_role IS 'from, to or delta; only for kind change';
COMMENT ON COLUMN pay_claims_usd.modality IS 'asserted, alleged, denied, hypothetical, demanded, planned or promised';
COMMENT ON COLUMN pay_claims_usd.attribution_type IS 'Who says it: speaker, document or reporter';
COMMENT ON COLUMN pay_claims_usd.attribution_name IS 'Name of the speaker or document';
COMMENT ON COLUMN pay_claims_usd.amount_text IS 'The amount as it is written';
COMMENT ON COLUMN pay_claims_usd.amount_min IS 'Lower end in units of currency; null for an open end';
COMMENT ON COLUMN pay_claims_usd.amount_max IS 'Upper end in units of currency; null for an open end';
COMMENT ON COLUMN pay_claims_usd.bound IS 'exact, range, up_to, under, at_least, over, as_low_as or figures; also holds for the converted amounts';
COMMENT ON COLUMN pay_claims_usd.approx IS 'True for "about", "around", "estimated"';
COMMENT ON COLUMN pay_claims_usd.currency IS 'ISO 4217 code';
COMMENT ON COLUMN pay_claims_usd.unit IS 'hour, day, week, month, year, task, word, audio_minute, project or unknown';
COMMENT ON COLUMN pay_claims_usd.unit_implied IS 'True when the unit does not stand beside this amount';
COMMENT ON COLUMN pay_claims_usd.time_start IS 'First day of the time that the text gives';
COMMENT ON COLUMN pay_claims_usd.time_end IS 'Last day of the time that the text gives';
COMMENT ON COLUMN pay_claims_usd.as_of IS 'Day for which the claim stands: middle of its time, never later than publication; without a time the day of publication';
COMMENT ON COLUMN pay_claims_usd.usd_min IS 'amount_min in US dollars, per unit';
COMMENT ON COLUMN pay_claims_usd.usd_max IS 'amount_max in US dollars, per unit';
COMMENT ON COLUMN pay_claims_usd.hourly_min IS 'amount_min an hour, in the claim''s own currency';
COMMENT ON COLUMN pay_claims_usd.hourly_max IS 'amount_max an hour, in the claim''s own currency';
COMMENT ON COLUMN pay_claims_usd.hourly_usd_min IS 'amount_min in US dollars an hour';
COMMENT ON COLUMN pay_claims_usd.hourly_usd_max IS 'amount_max in US dollars an hour';
COMMENT ON COLUMN pay_claims_usd.assumption IS 'Hours of work assumed: 8h_day, 40h_week, 173.33h_month, 2080h_year; time_from_text when the sentence says how long a piece of work takes; null for pay by the hour';
COMMENT ON COLUMN pay_claims_usd.fx IS 'Where the dollars come from: usd (as stated), text (the article converts), day or year (table of rates); null: no rate';
COMMENT ON COLUMN pay_claims_usd.fx_date IS 'What as_of comes from: time (of the claim) or published';
COMMENT ON COLUMN pay_claims_usd.fx_day IS 'Day of the rate used; 1 January for an annual average';
COMMENT ON COLUMN pay_claims_usd.fx_units_per_usd IS 'Rate used';
COMMENT ON COLUMN pay_claims_usd.fx_source IS 'Who published the rate';
COMMENT ON COLUMN pay_claims_usd.why_no_hourly_usd IS 'Why there are no US dollars an hour; null when there are';
COMMENT ON COLUMN pay_claims_usd.in_averages IS 'False for "six figures", differences, legal minimums, denied and hypothetical pay: these enter no average';
COMMENT ON COLUMN pay_claims_usd.fx_is_old IS 'True when the rate is more than ten days, or for annual averages a year, older than the date to convert at';
COMMENT ON COLUMN pay_claims_usd.rate_role IS 'Part that the figure plays: worker_pay, advertised, employer_claimed_average, research_estimate, other_average, legal_threshold, demanded, planned, denied, hypothetical, bonus, owed or difference';
COMMENT ON COLUMN pay_claims_usd.voice IS 'Whose words it is: worker, union, platform, client, court, regulator, researcher, other speaker, document or reporter';
COMMENT ON COLUMN pay_claims_usd.review_status IS 'What a person said about it: unreviewed, accepted or corrected';
