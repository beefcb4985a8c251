-- Which claims may be printed as they stand, newest first?
-- laborwire ask what-may-be-printed --since 2026-01-01
-- $platform (entity, optional): only claims about its pay
-- $since (date, default 1970-01-01): first day of publication that counts
-- claim_id = id of the claim, as in pay_claims.id
SELECT p.payer, p.worker, p.amount_text, p.bound, p.unit, p.kind, p.change_role, p.attribution_name, p.sentence, p.headline, p.url, p.published,
       p.id AS claim_id, p.article_id
FROM pay_claims_printable AS p
WHERE p.published >= $since
  AND ($platform::VARCHAR IS NULL OR p.payer_id = $platform)
ORDER BY p.published DESC, p.id;
