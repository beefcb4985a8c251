-- Which addresses must not be asked again, because a person took the article down?
SELECT canonical_url
FROM takedowns
WHERE cause = 'decision'
UNION
SELECT a.url
FROM articles AS a
JOIN takedowns AS t ON t.canonical_url = a.canonical_url
WHERE t.cause = 'decision'
ORDER BY 1;
