-- Which contradictions between independent reports may be told as alerts?
-- $everything: all; else those of which a claim is in $focus. Shown is the report that was published last.
WITH newest AS (
    SELECT p.*, coalesce(l.published > h.published, FALSE) AS is_low_newer
    FROM pay_conflicts AS p
    JOIN articles AS l ON l.id = p.low_article_id
    JOIN articles AS h ON h.id = p.high_article_id
    WHERE $everything OR list_has_any([p.low_id, p.high_id], $focus::VARCHAR[])
)
SELECT concat_ws('|', n.low_id, n.high_id) AS id, c.article_id, [n.low_id, n.high_id] AS claims,
       n.low_id, n.high_id, c.id AS shown_id,
       c.payer, n.payer_id, coalesce(e.name, c.payer) AS platform, c.worker, n.role_class, n.project, n.location,
       CASE WHEN n.location IS NOT NULL THEN
       list_concat(list_transform(string_split(lower(n.location), ','), lambda part: trim(part)),
                   [lower(n.location), w.entity_id, lower(w.country)]) END AS places,
       n.month, n.conflict, n.currency, n.unit,
       u.amount_min, u.amount_max, u.bound,
       l.amount_min AS low_min, l.amount_max AS low_max, h.amount_min AS high_min, h.amount_max AS high_max,
       n.low_modality, n.high_modality, q.rights AS other_rights, o.excerpt_words AS other_excerpt_words,
       CASE WHEN n.is_low_newer THEN n.high_sentence ELSE n.low_sentence END AS other_sentence,
       CASE WHEN n.is_low_newer THEN n.high_amount_text ELSE n.low_amount_text END AS other_text,
       CASE WHEN n.is_low_newer THEN h.start - h.sent_start ELSE l.start - l.sent_start END AS other_start,
       CASE WHEN n.is_low_newer THEN h."end" - h.sent_start ELSE l."end" - l.sent_start END AS other_end,
       coalesce(o.name, b.site_name, 'another outlet') AS other_source, b.url AS other_url,
       u.hourly_usd_min, u.hourly_usd_max, u.assumption, u.fx, u.fx_day, u.why_no_hourly_usd,
       u.attribution_type, u.attribution_name,
       c.sentence, c.start - c.sent_start AS figure_start, c."end" - c.sent_start AS figure_end,
       []::VARCHAR[] AS why_not, c.review_status,
       a.headline, a.url, a.canonical_url, a.published, a.published_is_fallback, f.fetched_at,
       a.source_id, coalesce(src.name, a.site_name, a.source_id, 'An outlet') AS source,
       coalesce(src.is_invented, FALSE) AS is_invented, r.rights, src.excerpt_words
FROM newest AS n
JOIN pay_claims AS c ON c.id = CASE WHEN n.is_low_newer THEN n.low_id ELSE n.high_id END
JOIN pay_claims_usd AS u ON u.id = c.id
JOIN pay_claims AS l ON l.id = n.low_id
JOIN pay_claims AS h ON h.id = n.high_id
JOIN articles AS a ON a.id = c.article_id
JOIN articles AS b ON b.id = CASE WHEN n.is_low_newer THEN n.high_article_id ELSE n.low_article_id END
JOIN article_rights AS r ON r.article_id = c.article_id
JOIN article_rights AS q ON q.article_id = b.id
LEFT JOIN captures AS f ON f.id = a.capture_id
LEFT JOIN sources AS src ON src.id = a.source_id
LEFT JOIN sources AS o ON o.id = b.source_id
LEFT JOIN entities AS e ON e.id = n.payer_id
LEFT JOIN claim_entities AS w ON w.claim_id = c.id AND w.field = 'location';
