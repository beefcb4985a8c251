-- How much of what readers saw of each source would they no longer see? `before` is the snapshot's, `now` ours.
-- What people dropped or took down is no loss; what its publisher withdrew is: a site that moves answers "gone".
-- Claims are counted for each article, since a corrected page has new ids for the same claims.
SELECT b.source_id, count(*) AS articles, count(*) FILTER (WHERE n.canonical_url IS NULL) AS articles_lost,
       sum(b.n_claims)::BIGINT AS claims, sum(greatest(b.n_claims - coalesce(n.n_claims, 0), 0))::BIGINT AS claims_lost
FROM before AS b
LEFT JOIN now AS n ON n.canonical_url = b.canonical_url
WHERE b.canonical_url NOT IN (SELECT canonical_url FROM takedowns WHERE cause IN ('decision', 'dropped'))
GROUP BY b.source_id
ORDER BY b.source_id
