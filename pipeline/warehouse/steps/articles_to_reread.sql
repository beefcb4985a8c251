-- Which stored articles are to be read again, newest first?
-- $since: a day; null for all. $most: how many; null for all. What was taken down has no words.
SELECT a.id
FROM articles AS a
WHERE a.text <> ''
  AND ($since::DATE IS NULL OR coalesce(a.published, a.loaded_at) >= $since::DATE)
ORDER BY a.published DESC NULLS LAST, a.id
LIMIT coalesce($most::BIGINT, 9223372036854775807);
