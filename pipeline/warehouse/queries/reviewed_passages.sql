-- Which claims did people review, and in which words do they stand?
-- $statuses: which reviews count. One row per claim, in the order of the text. What publishers keep from mining or AI
-- is none to train on.
SELECT c.*,
       a.headline,
       a.text,
       coalesce(a.published, f.fetched_at, a.loaded_at)::DATE::VARCHAR AS published_on,
       coalesce(s.name, a.site_name, a.source_id, '') AS outlet
FROM pay_claims AS c
JOIN articles AS a ON a.id = c.article_id
JOIN article_rights AS r ON r.article_id = a.id
LEFT JOIN captures AS f ON f.id = a.capture_id
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE c.review_status IN (SELECT unnest($statuses::VARCHAR[]))
  AND a.text <> ''
  AND NOT r.is_opted_out
ORDER BY c.article_id, c.sent_start, c.sent_end, c.start, c.id;
