-- What do readers see of each source, article by article? Articles that are withdrawn, dropped or taken down are not.
SELECT a.source_id, a.canonical_url, count(c.id) AS n_claims
FROM articles AS a
LEFT JOIN pay_claims AS c ON c.article_id = a.id
WHERE a.is_current AND a.canonical_url NOT IN (SELECT canonical_url FROM takedowns)
GROUP BY a.source_id, a.canonical_url
