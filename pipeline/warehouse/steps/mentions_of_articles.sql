-- What is tagged in these articles? Their ids are parted by spaces.
SELECT *
FROM mentions
WHERE article_id IN (SELECT unnest(string_split(?, ' ')))
ORDER BY article_id, start, id;
