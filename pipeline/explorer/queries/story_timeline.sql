-- What was reported in a story, in the order of publication, and why does each article belong to it? $story: its id.
WITH own AS (
    SELECT * FROM things WHERE story_id = $story
),
in_common AS (
    SELECT kind, thing FROM own GROUP BY kind, thing HAVING count(DISTINCT group_id) > 1
),
shared AS (
    SELECT o.article_id,
           list(o.thing ORDER BY o.n_articles, o.thing) FILTER (o.kind = 'entity') AS entities,
           list(o.thing ORDER BY o.n_articles, o.thing) FILTER (o.kind = 'name') AS names,
           list(o.thing ORDER BY o.n_articles, o.thing) FILTER (o.kind = 'figure') AS figures
    FROM own AS o
    JOIN in_common AS i ON i.kind = o.kind AND i.thing = o.thing
    GROUP BY o.article_id
)
SELECT t.position, t.article_id, t.published, t.headline, t.source, t.url, t.part, t.relation, t.counted_as,
       t.new_claims, t.new_entities, t.corrected_from, t.corrected_at, t.similarity,
       (SELECT greatest(count(DISTINCT group_id) - 1, 0) FROM articles WHERE story_id = $story AND stands) AS n_others,
       coalesce(s.entities, []) AS shared_entities, coalesce(s.names, []) AS shared_names,
       coalesce(s.figures, []) AS shared_figures, a.by_person
FROM timeline AS t
JOIN articles AS a ON a.article_id = t.article_id
LEFT JOIN shared AS s ON s.article_id = t.article_id
WHERE t.story_id = $story
ORDER BY t.position;
