-- In which story does each article stand? Articles that people put somewhere, and where, come as two lists.
-- Else a copy stands where the article stands that it copies, and each other one where it was found; redirects followed.
UPDATE story_articles
SET story_id = placed.story_id
FROM (
    WITH decided AS (
        SELECT unnest(?::VARCHAR[]) AS article_id, unnest(?::VARCHAR[]) AS story_id
    ),
    own AS (
        SELECT m.article_id, coalesce(d.story_id, m.first_story_id) AS story_id, d.story_id IS NOT NULL AS is_decided
        FROM story_articles AS m
        LEFT JOIN decided AS d ON d.article_id = m.article_id
    ),
    standing AS (
        SELECT o.article_id,
               CASE WHEN o.is_decided THEN o.story_id ELSE coalesce(c.story_id, o.story_id) END AS story_id
        FROM own AS o
        LEFT JOIN duplicates AS u ON u.article_id = o.article_id
        LEFT JOIN own AS c ON c.article_id = u.canonical_id
    )
    SELECT s.article_id, coalesce(t.merged_into, s.story_id) AS story_id
    FROM standing AS s
    LEFT JOIN stories AS t ON t.id = s.story_id
) AS placed
WHERE story_articles.article_id = placed.article_id AND story_articles.story_id <> placed.story_id;
