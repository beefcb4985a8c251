-- What does each claim of a standing article state, in which words, and what speaks against printing it?
-- The keys become enums at the end, never empty ones: counting by them costs a third of counting by words.
-- Claims that a person rejected are not in there. The columns *_key are what the facets choose by: '-' is "not stated".
CREATE TEMP TABLE read_claims AS
WITH placed AS (
    SELECT claim_id, min(country) AS country FROM claim_entities WHERE field = 'location' GROUP BY claim_id
),
candidates AS (
    SELECT claim_id, list(entity_id ORDER BY rank) AS candidate_ids FROM payer_candidates GROUP BY claim_id
)
SELECT c.id AS claim_id,
       c.article_id,
       c.claim_id AS place,
       c.start,
       c."end" AS stop,
       c.sent_start,
       c.sent_end,
       c.amount_text,
       c.amount_min,
       c.amount_max,
       c.currency,
       c.unit,
       c.bound,
       c.kind,
       c.change_role,
       c.linked_to,
       coalesce(e.name, c.payer) AS platform,
       e.id IS NOT NULL AS is_known_payer,
       c.modality,
       c.attribution_type,
       c.attribution_name,
       u.role_class,
       u.hourly_usd_min,
       u.hourly_usd_max,
       u.assumption,
       u.fx,
       u.fx_day,
       u.why_no_hourly_usd,
       len(k.why_not) = 0 AND k.is_counted AS is_printable,
       k.is_counted,
       k.why_not,
       a.published,
       c.review_status,
       NOT list_has_any(c.corrected_fields, ['amount_min', 'amount_max', 'bound', 'currency', 'unit']) AS is_amount_as_written,
       c.sentence,
       c.worker,
       c.project,
       c.location,
       c.payer_id,
       a.story_id,
       a.source_id,
       u.voice,
       -- The month up to which the text dates it, where that is over: "before October", "in 2024".
       CASE WHEN u.time_end < date_trunc('month', a.published) THEN strftime(u.time_end, '%Y-%m') END AS past_month,
       u.fx_units_per_usd,
       coalesce(t.candidate_ids, []) AS candidate_ids,
       CASE WHEN c.bound IN ('exact', 'range') AND u.change_role IS DISTINCT FROM 'delta'
            THEN ((u.hourly_usd_min + u.hourly_usd_max) / 2)::DOUBLE END AS hourly_mid,
       coalesce(u.hourly_usd_max, u.hourly_usd_min)::DOUBLE AS hourly_most,
       coalesce(e.id, nullif('name:' || lower(c.payer), 'name:'), '-') AS platform_key,
       c.kind AS kind_key,
       u.voice AS voice_key,
       u.role_class AS role_key,
       coalesce(l.country, '-') AS country_key,
       coalesce(strftime(a.published, '%Y'), '-') AS year_key,
       CASE WHEN NOT k.is_counted THEN 'copy' WHEN len(k.why_not) = 0 THEN 'printable' ELSE 'not checked' END AS standing_key,
       c.review_status AS review_key,
       row_number() OVER (ORDER BY a.published DESC NULLS LAST, c.id) AS nr
FROM pay_claims AS c
JOIN pay_claims_usd AS u ON u.id = c.id
JOIN claim_checks AS k ON k.id = c.id
JOIN pages.main.articles AS a ON a.article_id = c.article_id AND a.stands
LEFT JOIN entities AS e ON e.id = c.payer_id
LEFT JOIN placed AS l ON l.claim_id = c.id
LEFT JOIN candidates AS t ON t.claim_id = c.id
ORDER BY nr;
CREATE TYPE pages.main.platform_keys AS ENUM (SELECT platform_key FROM read_claims UNION SELECT '-' ORDER BY 1);
CREATE TYPE pages.main.kind_keys AS ENUM (SELECT kind_key FROM read_claims UNION SELECT '-' ORDER BY 1);
CREATE TYPE pages.main.voice_keys AS ENUM (SELECT voice_key FROM read_claims UNION SELECT '-' ORDER BY 1);
CREATE TYPE pages.main.role_keys AS ENUM (SELECT role_key FROM read_claims UNION SELECT '-' ORDER BY 1);
CREATE TYPE pages.main.country_keys AS ENUM (SELECT country_key FROM read_claims UNION SELECT '-' ORDER BY 1);
CREATE TYPE pages.main.year_keys AS ENUM (SELECT year_key FROM read_claims UNION SELECT '-' ORDER BY 1);
CREATE TYPE pages.main.standing_keys AS ENUM (SELECT standing_key FROM read_claims UNION SELECT '-' ORDER BY 1);
CREATE TYPE pages.main.review_keys AS ENUM (SELECT review_key FROM read_claims UNION SELECT '-' ORDER BY 1);
CREATE TABLE pages.main.claims AS
SELECT * REPLACE (platform_key::pages.main.platform_keys AS platform_key,
                  kind_key::pages.main.kind_keys AS kind_key,
                  voice_key::pages.main.voice_keys AS voice_key,
                  role_key::pages.main.role_keys AS role_key,
                  country_key::pages.main.country_keys AS country_key,
                  year_key::pages.main.year_keys AS year_key,
                  standing_key::pages.main.standing_keys AS standing_key,
                  review_key::pages.main.review_keys AS review_key)
FROM read_claims
ORDER BY nr;
DROP TABLE read_claims;
