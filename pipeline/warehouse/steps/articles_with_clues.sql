-- Which earlier articles share these clues? Clues of very many articles are left out: they are a series' or a form's.
SELECT c.hash, c.article_id
FROM origin_clues AS c
WHERE c.hash IN (SELECT unnest(?::BIGINT[])) AND (c.published >= ? OR c.published IS NULL)
QUALIFY count(*) OVER (PARTITION BY c.hash) <= ?
ORDER BY c.hash, c.article_id;
