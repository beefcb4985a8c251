-- What is compared of these earlier articles, and whose are they? Copies are left out: their original is here.
SELECT a.id, a.url, a.headline, a.text, a.published, a.source_id, a.site_name, s.name, v.vector
FROM articles AS a
LEFT JOIN sources AS s ON s.id = a.source_id
LEFT JOIN duplicates AS d ON d.article_id = a.id
LEFT JOIN article_vectors AS v ON v.article_id = a.id AND v.model_digest = ?
WHERE a.id IN (SELECT unnest(?::VARCHAR[])) AND a.text <> '' AND (d.canonical_id IS NULL OR d.canonical_id = a.id)
ORDER BY a.id;
