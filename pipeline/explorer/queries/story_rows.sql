-- Which standing articles does a story have, with their texts? $story: its id.
-- A page without a date is taken for the oldest; published_is_fallback says so.
SELECT a.story_id, a.article_id, a.headline, t.text, a.url, coalesce(a.published, TIMESTAMP '1970-01-01') AS published,
       a.published_is_fallback OR a.published IS NULL AS published_is_fallback,
       a.language, a.is_accessible_for_free, a.relevance_score, a.outlet, a.source_class, a.rights, a.is_invented, a.relation,
       a.is_counted, a.excerpt_words
FROM articles AS a
JOIN snap.articles AS t ON t.id = a.article_id
WHERE a.story_id = $story AND a.stands AND a.article_id IN (SELECT article_id FROM articles WHERE story_id = $story)
ORDER BY a.published, a.article_id;
