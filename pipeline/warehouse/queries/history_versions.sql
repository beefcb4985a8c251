-- Which versions of an article were seen at an address, and what did each say?
-- $addresses: the address as it was given and in its canonical form; the page's own address and the one that it was
-- fetched from both count.
SELECT v.version, v.article_id, v.source_id, v.headline, a.authors, v.published, v.modified, v.fetched_at,
       (SELECT list(s.seen_at ORDER BY s.seen_at) FROM article_sightings AS s WHERE s.article_id = v.article_id) AS seen,
       v.is_current, v.is_withdrawn, a.text, a.text_confidence, a.is_cut_off, v.canonical_url, r.rights
FROM article_versions AS v
JOIN articles AS a ON a.id = v.article_id
JOIN article_rights AS r ON r.article_id = v.article_id
WHERE v.canonical_url IN (SELECT canonical_url FROM articles
                          WHERE canonical_url IN (SELECT unnest($addresses::VARCHAR[]))
                             OR url IN (SELECT unnest($addresses::VARCHAR[])))
ORDER BY v.canonical_url, v.version;
