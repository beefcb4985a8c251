-- Which articles have a story and were published since a time? With their vectors of one model; copies are left out.
SELECT a.id, a.url, a.headline, a.text, a.published, a.source_id, m.story_id, m.similarity,
       v.model_digest, v.vector, min(a.published) OVER (PARTITION BY m.story_id) AS story_started, m.first_story_id
FROM story_articles AS m
JOIN articles AS a ON a.id = m.article_id
LEFT JOIN duplicates AS d ON d.article_id = a.id
LEFT JOIN article_vectors AS v ON v.article_id = a.id AND v.model_digest = coalesce(?, v.model_digest)
WHERE d.canonical_id IS NULL OR d.canonical_id = a.id
QUALIFY a.published >= ? OR a.published IS NULL
ORDER BY a.published NULLS FIRST, a.id, v.model_digest;
