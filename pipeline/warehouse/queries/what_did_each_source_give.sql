-- What did each source give in the latest night: asked, fetched, new, kept, and refused why?
-- laborwire ask what-did-each-source-give
SELECT r.source_id, r.feeds_asked, r.feeds_read, r.asked, r.fetched, r.new, r.with_text, r.kept, r.rejected, r.reasons
FROM source_runs AS r
WHERE r.started_at = (SELECT max(started_at) FROM runs WHERE command = 'nightly')
ORDER BY r.kept DESC, r.source_id;
