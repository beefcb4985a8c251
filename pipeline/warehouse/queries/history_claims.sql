-- Which pay claims do these versions of an article make?
SELECT id, article_id, start, sentence, amount_text, amount_min, amount_max, bound, currency, unit, kind, change_role,
       payer, modality, review_status
FROM pay_claims
WHERE article_id IN (SELECT unnest($articles::VARCHAR[]))
ORDER BY article_id, start, id;
