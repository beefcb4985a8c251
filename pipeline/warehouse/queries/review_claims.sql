-- What does a person need in order to judge these claims?
-- $ids: the claims. One row per claim: the row that stands, its article's words and the article's other claims.
SELECT c.*,
       k.why_not,
       a.headline,
       coalesce(a.canonical_url, a.url) AS url,
       a.published,
       a.language,
       a.text,
       coalesce(s.name, a.site_name, a.source_id, 'a saved page') AS source,
       coalesce(a.published, f.fetched_at, a.loaded_at) AS dated,
       (SELECT list({'place': o.claim_id, 'claim': o.id} ORDER BY o.start DESC) FROM pay_claims AS o
        WHERE o.article_id = c.article_id) AS neighbours,
       (SELECT list(o.id ORDER BY o.start, o.id) FROM pay_claims AS o
        WHERE o.article_id = c.article_id AND o.id <> c.id AND o.change_role IS DISTINCT FROM 'delta'
          AND c.change_role IS DISTINCT FROM 'delta'
          AND (o.claim_id = c.linked_to OR o.linked_to = c.claim_id)) AS halves,
       (SELECT list(p.name ORDER BY p.rank) FROM payer_candidates AS p WHERE p.claim_id = c.id) AS candidates
FROM pay_claims AS c
JOIN articles AS a ON a.id = c.article_id
JOIN claim_checks AS k ON k.id = c.id
LEFT JOIN captures AS f ON f.id = a.capture_id
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE c.id IN (SELECT unnest($ids::VARCHAR[]));
