-- What is new in a story: which articles, copies marked, and which pay claims?
-- laborwire ask what-is-new-in-a-story --story s0123456789abcdef --since 2026-03-01
-- $story (story): the story; one that was merged stands for the story it went into
-- $since (date, default 7 days ago): first day that counts, by publication, else by when it was loaded
-- One row per article and claim; an article without a claim has one row.
SELECT t.position, t.published, t.source, t.headline, t.relation, t.counted_as, c.amount_text, c.payer, c.modality,
       c.review_status, c.sentence, t.url, t.article_id, c.id AS claim_id
FROM story_timeline AS t
JOIN articles AS a ON a.id = t.article_id
LEFT JOIN pay_claims AS c ON c.article_id = t.article_id AND c.review_status <> 'rejected'
WHERE t.story_id = $story
  AND NOT t.is_withdrawn
  AND coalesce(t.published, a.loaded_at) >= $since
ORDER BY t.position, c.start, c.id;
