-- Where do the articles lie that are counted? Vectors of the model that most articles have, in the order of ids.
WITH models AS (
    SELECT model_digest, count(*) AS n FROM article_vectors GROUP BY model_digest
)
SELECT v.article_id, v.vector
FROM article_vectors AS v
JOIN article_standing AS s ON s.article_id = v.article_id
WHERE s.is_counted
  AND v.model_digest = (SELECT model_digest FROM models ORDER BY n DESC, model_digest LIMIT 1)
ORDER BY v.article_id;
