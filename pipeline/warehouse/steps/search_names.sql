-- Who and what is named in these articles, as they write it and as it is called? $articles: their ids, parted by spaces.
SELECT m.article_id, m.text, m.entity_id, e.name
FROM mentions AS m
LEFT JOIN entities AS e ON e.id = m.entity_id
WHERE m.label NOT IN ('DATE', 'MONEY') AND m.article_id IN (SELECT unnest(string_split($articles, ' ')))
GROUP BY ALL
ORDER BY ALL;
