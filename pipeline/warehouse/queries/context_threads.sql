-- Which other stories belong to the threads of these stories, how close are they, and what did each report first?
-- $stories: their ids. Closeness is that of the nearest link between both; stories that only a third one links are left out.
WITH pairs AS (
    SELECT mine.story_id, other.story_id AS other_id
    FROM story_threads AS mine
    JOIN story_threads AS other ON other.thread_id = mine.thread_id AND other.story_id <> mine.story_id
    WHERE mine.story_id IN (SELECT unnest($stories::VARCHAR[]))
),
links AS (
    SELECT m.story_id AS one, coalesce(o.merged_into, o.id) AS two, max(l.closeness) AS closeness
    FROM story_links AS l
    JOIN story_articles AS m ON m.article_id = l.article_id
    JOIN stories AS o ON o.id = l.other_id
    GROUP BY ALL
),
firsts AS (
    SELECT m.story_id, arg_min(a.id, (a.published, a.id)) AS article_id
    FROM story_articles AS m
    JOIN articles AS a ON a.id = m.article_id
    JOIN article_standing AS g ON g.article_id = a.id
    WHERE g.is_counted AND a.published IS NOT NULL
    GROUP BY m.story_id
)
SELECT p.story_id, p.other_id, f.article_id, max(l.closeness) AS closeness
FROM pairs AS p
JOIN links AS l ON (l.one = p.story_id AND l.two = p.other_id) OR (l.one = p.other_id AND l.two = p.story_id)
JOIN firsts AS f ON f.story_id = p.other_id
GROUP BY ALL
ORDER BY p.story_id, closeness DESC, p.other_id;
