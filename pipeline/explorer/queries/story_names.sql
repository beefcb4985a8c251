-- Whom does a story name that the gazetteer knows, most often named first? $story: its id.
SELECT e.id, e.name, e.type, count(*) AS n
FROM things AS t
JOIN snap.entities AS e ON e.id = t.entity_id
WHERE t.story_id = $story
GROUP BY e.id, e.name, e.type
ORDER BY n DESC, e.name
LIMIT 8;
