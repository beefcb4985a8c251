-- Which article versions are there, where do they stand, and what may be shown of them? Texts stay in the snapshot.
CREATE TABLE pages.main.articles AS
SELECT m.story_id,
       a.id AS article_id,
       a.headline,
       a.canonical_url AS url,
       a.published,
       a.published_is_fallback,
       a.language,
       a.is_accessible_for_free,
       coalesce(a.relevance_score, 0) AS relevance_score,
       a.source_id,
       coalesce(s.name, a.site_name, a.source_id,
                nullif(regexp_extract(a.canonical_url, '^https?://([^/?#]+)', 1), ''), 'a saved page') AS outlet,
       coalesce(s.source_class, 'person') AS source_class,
       r.rights,
       s.excerpt_words,
       coalesce(s.is_invented, FALSE) AS is_invented,
       g.relation,
       g.is_counted,
       g.group_id,
       coalesce(m.story_id <> m.first_story_id
                AND (a.id IN (SELECT subject FROM decisions WHERE verb = 'move')
                     OR a.id IN (SELECT article_id FROM story_splits)), FALSE) AS by_person,
       a.is_current,
       a.is_withdrawn,
       a.is_current AND NOT a.is_withdrawn AS stands
FROM articles AS a
JOIN article_standing AS g ON g.article_id = a.id
JOIN article_rights AS r ON r.article_id = a.id
LEFT JOIN story_articles AS m ON m.article_id = a.id
LEFT JOIN sources AS s ON s.id = a.source_id;
