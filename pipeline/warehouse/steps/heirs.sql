-- Which articles became originals because those that they copied were taken down? Nothing was filed of a copy.
SELECT a.id, a.capture_id, a.source_id, a.url, a.canonical_url, a.headline, a.authors, a.published, a.modified,
       a.published_is_fallback, a.language, a.site_name, a.text, a.text_digest, a.is_accessible_for_free, a.extractor,
       a.relevance_score, a.relevance_reasons, a.agencies, a.is_cut_off, a.license, a.text_confidence,
       v.model_digest, v.vector
FROM duplicates AS d
JOIN articles AS a ON a.id = d.article_id
LEFT JOIN article_vectors AS v ON v.article_id = a.id
WHERE d.canonical_id = d.article_id
  AND d.article_id NOT IN (SELECT article_id FROM sketches)
ORDER BY a.published NULLS FIRST, a.id;
