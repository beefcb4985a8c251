-- Which other stories belong to the thread of a story, and what do they share with it?
-- $story: its id. Names are those of entities that both name; closeness is that of the nearest link, null without one.
WITH mine AS (
    SELECT thread_id FROM snap.story_threads WHERE story_id = $story
),
others AS (
    SELECT t.story_id FROM snap.story_threads AS t JOIN mine ON mine.thread_id = t.thread_id WHERE t.story_id <> $story
),
links AS (
    SELECT CASE WHEN m.story_id = $story THEN coalesce(o.merged_into, o.id) ELSE m.story_id END AS story_id,
           max(l.closeness) AS closeness, count(*) AS n_links
    FROM snap.story_links AS l
    JOIN snap.story_articles AS m ON m.article_id = l.article_id
    JOIN snap.stories AS o ON o.id = l.other_id
    WHERE m.story_id = $story OR coalesce(o.merged_into, o.id) = $story
    GROUP BY 1
),
named AS (
    SELECT DISTINCT m.story_id, e.name
    FROM snap.story_articles AS m
    JOIN snap.mentions AS n ON n.article_id = m.article_id
    JOIN articles AS a ON a.article_id = m.article_id
    LEFT JOIN snap.entities AS g ON g.id = n.entity_id
    CROSS JOIN LATERAL (SELECT coalesce(g.name, n.text) AS name) AS e
    WHERE n.label IN ('PLATFORM', 'EMPLOYER', 'UNION', 'PROJECT', 'ORG', 'PERSON', 'LAW')
      AND (m.story_id = $story OR m.story_id IN (SELECT story_id FROM others))
),
shared AS (
    SELECT n.story_id, list(n.name ORDER BY n.name) AS names
    FROM named AS n
    JOIN named AS own ON own.story_id = $story AND own.name = n.name
    WHERE n.story_id <> $story
    GROUP BY n.story_id
),
told AS (
    SELECT story_id, first(headline ORDER BY part = 'first report' DESC, position) AS headline,
           min(published) AS first_published, max(published) AS last_published, count(*) AS n_articles
    FROM timeline
    WHERE story_id IN (SELECT story_id FROM others)
    GROUP BY story_id
)
SELECT t.story_id AS id, t.headline, t.first_published, t.last_published, t.n_articles,
       coalesce(s.names, []) AS shared_names, l.closeness, coalesce(l.n_links, 0) AS n_links
FROM told AS t
LEFT JOIN shared AS s ON s.story_id = t.story_id
LEFT JOIN links AS l ON l.story_id = t.story_id
ORDER BY t.first_published NULLS LAST, t.story_id;
