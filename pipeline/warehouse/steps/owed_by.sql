-- Which corrections does a reprocessing owe, and where does each figure stand?
SELECT o.claim_id, o.article_id, o.week, o.shown_in, o.before, o.after, a.headline, a.canonical_url
FROM corrections_owed AS o
JOIN articles AS a ON a.id = o.article_id
WHERE o.proposal = ?
ORDER BY o.week, o.shown_in, a.headline, o.claim_id;
