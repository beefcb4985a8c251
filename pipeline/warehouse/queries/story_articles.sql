-- What was reported in a story, and why does each article belong to it?
-- $story: its id.
SELECT t.position, t.article_id, t.published, t.headline, t.source, t.url, t.part, t.relation, t.counted_as,
       t.new_claims, t.new_entities, t.corrected_from, t.corrected_at, t.similarity,
       coalesce(r.n_others, 0) AS n_others, coalesce(r.shared_entities, []) AS shared_entities,
       coalesce(r.shared_names, []) AS shared_names, coalesce(r.shared_figures, []) AS shared_figures,
       coalesce(r.by_person, FALSE) AS by_person
FROM story_timeline AS t
LEFT JOIN story_reasons AS r ON r.story_id = t.story_id AND r.article_id = t.article_id
WHERE t.story_id = $story
ORDER BY t.position;
