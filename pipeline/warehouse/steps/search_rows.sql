-- What does the search index hold of these articles? One row per article, in the order of ids. $articles: their ids, parted by spaces.
SELECT f.article_id, f.mark, f.url, f.source_id, f.outlet, f.published, f.language, f.rights, f.excerpt_words,
       f.is_invented, f.story_id, f.group_id, f.is_counted, a.headline, a.text
FROM searchable AS f
JOIN articles AS a ON a.id = f.article_id
WHERE f.article_id IN (SELECT unnest(string_split($articles, ' ')))
ORDER BY f.article_id;
