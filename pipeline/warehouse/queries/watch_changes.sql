-- Which changes of pay may be told as alerts, one row per event however often it is reported?
-- $everything: all; else those of which a report is in $focus.
SELECT p.event_id AS id, p.article_id,
       p.report_ids AS claims, p.from_id, p.to_id, p.delta_id, c.id AS shown_id,
       p.payer, p.payer_id, coalesce(e.name, p.payer) AS platform, p.worker, p.role_class, p.project,
       p.location,
       CASE WHEN p.location IS NOT NULL THEN
       list_concat(list_transform(string_split(lower(p.location), ','), lambda part: trim(part)),
                   [lower(p.location), w.entity_id, lower(w.country)]) END AS places,
       p.modality,
       coalesce(p.to_bound, u.bound) AS bound, u.currency, u.unit, u.amount_min, u.amount_max,
       CASE WHEN p.to_id IS NOT NULL THEN u.hourly_usd_min END AS hourly_low,
       CASE WHEN p.to_id IS NOT NULL THEN u.hourly_usd_max END AS hourly_high,
       u.hourly_usd_min, u.hourly_usd_max, u.assumption, u.fx, u.fx_day, u.why_no_hourly_usd,
       u.attribution_type, u.attribution_name,
       p.from_min, p.from_max, p.from_bound, p.from_currency, p.from_unit,
       p.to_min, p.to_max, p.to_bound, p.to_currency, p.to_unit,
       p.delta_min, p.delta_max, p.delta_currency, p.delta_unit,
       p.direction, p.change_percent, coalesce(p.effective, p.published::DATE) AS day, p.n_articles,
       c.sentence, c.start - c.sent_start AS figure_start, c."end" - c.sent_start AS figure_end,
       p.why_not, p.review_status,
       a.headline, a.url, a.canonical_url, a.published, a.published_is_fallback, f.fetched_at,
       p.source_id, coalesce(src.name, a.site_name, p.source_id, 'An outlet') AS source,
       coalesce(src.is_invented, FALSE) AS is_invented, r.rights, src.excerpt_words
FROM pay_changes AS p
JOIN pay_claims AS c ON c.id = coalesce(p.to_id, p.delta_id, p.from_id)
JOIN pay_claims_usd AS u ON u.id = c.id
JOIN articles AS a ON a.id = p.article_id
JOIN article_rights AS r ON r.article_id = p.article_id
LEFT JOIN captures AS f ON f.id = a.capture_id
LEFT JOIN sources AS src ON src.id = p.source_id
LEFT JOIN entities AS e ON e.id = p.payer_id
LEFT JOIN claim_entities AS w ON w.claim_id = c.id AND w.field = 'location'
WHERE $everything OR list_has_any(list_concat([p.from_id, p.to_id, p.delta_id], p.report_ids), $focus::VARCHAR[]);
