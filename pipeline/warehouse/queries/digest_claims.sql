-- Which pay claims do the week's articles make, which of them may be printed, and what are they in US dollars an hour?
-- $first and $after: the week's first day and the day after its last (UTC). One row per claim of a standing article.
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
       coalesce(u.role_class, 'other') AS role_class,
       u.hourly_usd_min,
       u.hourly_usd_max,
       u.assumption,
       u.fx,
       u.fx_day,
       u.why_no_hourly_usd,
       len(k.why_not) = 0 AS is_printable,
       k.is_counted,
       k.why_not,
       a.published,
       c.review_status,
       NOT list_has_any(c.corrected_fields, ['amount_min', 'amount_max', 'bound', 'currency', 'unit']) AS is_amount_as_written
FROM pay_claims AS c
JOIN articles AS a ON a.id = c.article_id
-- What a person rejected is not in there.
LEFT JOIN pay_claims_usd AS u ON u.id = c.id
JOIN claim_checks AS k ON k.id = c.id
LEFT JOIN entities AS e ON e.id = c.payer_id
WHERE a.is_current
  AND NOT a.is_withdrawn
  AND a.published >= $first
  AND a.published < $after
ORDER BY a.published, c.article_id, c.start;
