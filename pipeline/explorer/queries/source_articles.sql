-- Which articles of a source came last? $source: its id.
SELECT a.article_id, a.headline, a.published, a.published_is_fallback, a.url, a.language, a.story_id,
       (SELECT count(*) FROM claims AS c WHERE c.article_id = a.article_id) AS n_claims
FROM articles AS a
WHERE a.source_id = $source AND a.stands
ORDER BY a.published DESC NULLS LAST, a.article_id
LIMIT 20;
