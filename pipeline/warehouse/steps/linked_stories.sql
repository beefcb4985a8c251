-- Which stories that stand are linked, and when did each begin?
-- A link counts where its article and the other story have a name in common: a firm, a union, a project, a person, a law.
-- Withdrawn articles link nothing, and a story that people emptied has no start and hangs together with nothing.
WITH names AS (
    SELECT DISTINCT article_id, coalesce(entity_id, text) AS name
    FROM mentions
    WHERE label IN ('PLATFORM', 'EMPLOYER', 'UNION', 'PROJECT', 'ORG', 'PERSON', 'LAW')
),
links AS (
    SELECT l.article_id, m.story_id AS one, coalesce(t.merged_into, t.id) AS other
    FROM story_links AS l
    JOIN story_articles AS m ON m.article_id = l.article_id
    JOIN articles AS a ON a.id = m.article_id
    JOIN stories AS t ON t.id = l.other_id
    WHERE NOT a.is_withdrawn
),
linked AS (
    SELECT DISTINCT l.article_id, l.one, l.other
    FROM links AS l
    JOIN names AS n ON n.article_id = l.article_id
    JOIN story_articles AS o ON o.story_id = l.other
    JOIN names AS also ON also.article_id = o.article_id AND also.name = n.name
    WHERE l.one <> l.other
),
started AS (
    SELECT m.story_id, min(a.published) AS published
    FROM story_articles AS m
    JOIN articles AS a ON a.id = m.article_id
    GROUP BY m.story_id
)
SELECT l.one, l.other, coalesce(s.published::VARCHAR, '~'), coalesce(o.published::VARCHAR, '~')
FROM linked AS l
JOIN started AS s ON s.story_id = l.one
JOIN started AS o ON o.story_id = l.other
ORDER BY l.one, l.other;
