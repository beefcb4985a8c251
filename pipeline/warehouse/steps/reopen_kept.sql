-- Which articles were taken down and then kept after all? Their words are gone: they may be read in again.
DELETE FROM articles
WHERE text = '' AND headline = ''
  AND canonical_url NOT IN (SELECT canonical_url FROM takedowns)
  AND canonical_url IN (SELECT subject FROM decisions WHERE verb = 'keep');
