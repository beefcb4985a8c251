-- Which pay claims may be told as alerts, with all that a rule may ask and a reader must know?
-- $everything: all that are counted; else those in $focus. $known: payers that had claims before. hourly_low and
-- hourly_high are empty for money that is not a level of pay (docs/alerts.md).
WITH levels AS (
    SELECT *,
           in_averages AND change_role IS DISTINCT FROM 'from' AND kind NOT IN ('bonus', 'owed') AS is_level
    FROM pay_claims_usd
)
SELECT u.id, u.article_id, [u.id] AS claims, u.id AS shown_id, u.payer, u.payer_id, coalesce(e.name, u.payer) AS platform,
       u.worker, u.role_class, u.project, u.location,
       CASE WHEN u.location IS NOT NULL THEN
       list_concat(list_transform(string_split(lower(u.location), ','), lambda part: trim(part)),
                   [lower(u.location), w.entity_id, lower(coalesce(w.country, m.country))]) END AS places,
       u.kind, u.change_role, u.modality, u.bound, u.voice, u.currency, u.unit, u.amount_min, u.amount_max,
       CASE WHEN u.is_level THEN u.hourly_usd_min END AS hourly_low,
       CASE WHEN u.is_level THEN u.hourly_usd_max END AS hourly_high,
       u.hourly_usd_min, u.hourly_usd_max, u.assumption, u.fx, u.fx_day, u.why_no_hourly_usd,
       u.attribution_type, u.attribution_name,
       c.sentence, c.start - c.sent_start AS figure_start, c."end" - c.sent_start AS figure_end,
       k.why_not, k.review_status, s.group_id,
       a.headline, a.url, a.canonical_url, a.published, a.published_is_fallback, f.fetched_at,
       u.source_id, coalesce(src.name, a.site_name, u.source_id, 'An outlet') AS source,
       coalesce(src.is_invented, FALSE) AS is_invented, r.rights, src.excerpt_words,
       coalesce(u.payer_id, lower(u.payer)) NOT IN (SELECT unnest($known::VARCHAR[])) AS is_new_payer,
       CASE WHEN m.verdict IN ('below', 'partly below') AND m.bound <> 'up_to' THEN m.verdict_text END AS wage_verdict,
       m.compared AS wage_compared
FROM levels AS u
JOIN pay_claims AS c ON c.id = u.id
JOIN claim_checks AS k ON k.id = u.id
JOIN article_standing AS s ON s.article_id = u.article_id
JOIN articles AS a ON a.id = u.article_id
JOIN article_rights AS r ON r.article_id = u.article_id
LEFT JOIN captures AS f ON f.id = a.capture_id
LEFT JOIN sources AS src ON src.id = u.source_id
LEFT JOIN entities AS e ON e.id = u.payer_id
LEFT JOIN claim_entities AS w ON w.claim_id = u.id AND w.field = 'location'
LEFT JOIN minimum_wage_checks AS m ON m.id = u.id
WHERE k.is_counted AND ($everything OR u.id IN (SELECT unnest($focus::VARCHAR[])));
