-- Who is an entity, whose is it, and how many claims are there about it? $platform: its id.
SELECT e.id, e.name, e.type, e.aliases, p.id AS parent_id, p.name AS parent, e.relation, e.since,
       (SELECT count(*) FROM claims WHERE payer_id = $platform AND is_counted) AS n_claims,
       (SELECT count(*) FROM claims WHERE payer_id = $platform AND is_printable) AS n_printable,
       (SELECT count(DISTINCT article_id) FROM claims WHERE payer_id = $platform AND is_counted) AS n_articles,
       (SELECT count(*) FROM claims WHERE NOT is_known_payer AND is_counted AND list_contains(candidate_ids, $platform))
           AS n_not_attributed,
       (SELECT count(DISTINCT n.article_id) FROM snap.mentions AS n JOIN articles AS a ON a.article_id = n.article_id
        WHERE n.entity_id = $platform AND a.stands) AS n_naming
FROM snap.entities AS e
LEFT JOIN snap.entities AS p ON p.id = e.parent
WHERE e.id = $platform;
