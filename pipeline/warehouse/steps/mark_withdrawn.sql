-- Which articles are gone?
UPDATE articles
SET is_withdrawn = TRUE
WHERE NOT is_withdrawn
  AND canonical_url IN (SELECT canonical_url FROM takedowns);
