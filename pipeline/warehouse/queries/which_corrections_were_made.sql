-- Which claims did people correct or reject, what did they change, and why?
-- laborwire ask which-corrections-were-made --since 2026-01-01
-- $since (date, default 1970-01-01): first day that counts, by the decision
-- $platform (entity, optional): only about its pay
-- One row per decision, the latest first; review_status is how the claim stands now, after all decisions about it.
-- decided = when the person decided it
SELECT d."when" AS decided, d.who, d.verb, c.payer, c.amount_text, c.amount_min, c.amount_max, c.currency, c.unit,
       c.review_status, c.corrected_fields, d.value, d.why, d.subject AS claim_id, c.article_id
FROM decisions AS d
LEFT JOIN pay_claims AS c ON c.id = d.subject
WHERE d.verb IN ('correct', 'reject')
  AND d."when" >= $since
  AND ($platform::VARCHAR IS NULL OR c.payer_id = $platform)
ORDER BY d."when" DESC, d.id;
