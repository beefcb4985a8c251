-- How many claims and articles are there about each entity of the gazetteer, and how many that may be meant for it?
CREATE TABLE pages.main.payers AS
WITH paid AS (
    SELECT payer_id AS id, count(*) FILTER (is_counted) AS n_claims, count(*) FILTER (is_printable) AS n_printable,
           count(DISTINCT article_id) FILTER (is_counted) AS n_articles, max(published) FILTER (is_counted) AS last_published
    FROM pages.main.claims
    WHERE payer_id IS NOT NULL
    GROUP BY payer_id
),
meant AS (
    SELECT id, count(*) AS n_not_attributed
    FROM (SELECT unnest(list_distinct(candidate_ids)) AS id FROM pages.main.claims WHERE NOT is_known_payer AND is_counted)
    GROUP BY id
),
named AS (
    SELECT n.entity_id AS id, count(DISTINCT n.article_id) AS n_naming
    FROM mentions AS n
    JOIN pages.main.articles AS a ON a.article_id = n.article_id AND a.stands
    WHERE n.entity_id IS NOT NULL
    GROUP BY n.entity_id
)
SELECT e.id, coalesce(p.n_claims, 0) AS n_claims, coalesce(p.n_printable, 0) AS n_printable,
       coalesce(p.n_articles, 0) AS n_articles, coalesce(m.n_not_attributed, 0) AS n_not_attributed,
       coalesce(n.n_naming, 0) AS n_naming, p.last_published
FROM entities AS e
LEFT JOIN paid AS p ON p.id = e.id
LEFT JOIN meant AS m ON m.id = e.id
LEFT JOIN named AS n ON n.id = e.id;
