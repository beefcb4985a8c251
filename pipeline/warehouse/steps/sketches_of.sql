-- What do we know of these articles, to compare new ones with?
SELECT article_id, size, words, numbers, money, names, headline_names, outlet, published
FROM sketches
WHERE article_id IN (SELECT unnest(?::VARCHAR[]))
ORDER BY article_id;
