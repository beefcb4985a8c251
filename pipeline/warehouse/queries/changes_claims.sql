-- Which pay claims stand in this snapshot: of articles that stand, and not rejected by a person?
SELECT c.* EXCLUDE (sentence, rule_ids, alt), a.canonical_url, a.headline, a.source_id
FROM pay_claims AS c
JOIN articles AS a ON a.id = c.article_id
WHERE a.is_current
  AND NOT a.is_withdrawn
  AND c.review_status <> 'rejected';
