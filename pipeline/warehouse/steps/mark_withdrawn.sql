-- Which articles are gone? And which are back, because a person kept one after all?
UPDATE articles
SET is_withdrawn = NOT is_withdrawn
WHERE is_withdrawn <> (canonical_url IN (SELECT canonical_url FROM takedowns));
