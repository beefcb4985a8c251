-- What changes when less or more may be shown of any article?
SELECT bit_xor(hash(a.id, r.rights, s.excerpt_words)) AS mark
FROM articles AS a
JOIN article_rights AS r ON r.article_id = a.id
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE r.rights <> 'summary';
