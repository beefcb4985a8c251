-- How do the claims and the other money of these articles stand, as a reader made them? Ids are parted by spaces.
-- What people decided is left aside, and so is which version of the reader it was.
WITH asked AS (
    SELECT unnest(string_split(?, ' ')) AS article_id
),
corrected AS (
    SELECT * EXCLUDE (superseded_by, superseded_at)
    FROM pay_claims_superseded
    WHERE regexp_full_match(superseded_by, 'd[0-9a-f]{16}') AND article_id IN (SELECT article_id FROM asked)
),
own AS (
    SELECT * EXCLUDE (review_status, corrected_fields, extractor_version)
    FROM (SELECT * FROM pay_claims
          WHERE article_id IN (SELECT article_id FROM asked) AND id NOT IN (SELECT id FROM corrected)
          UNION ALL BY NAME
          SELECT * FROM corrected) AS every_one
),
claims AS (
    SELECT article_id, list(own ORDER BY own.id)::VARCHAR AS words
    FROM own
    GROUP BY article_id
),
money AS (
    SELECT article_id, list((start, "end", reason) ORDER BY start, "end", reason)::VARCHAR AS words
    FROM not_pay
    WHERE article_id IN (SELECT article_id FROM asked)
    GROUP BY article_id
)
SELECT a.id AS article_id, md5(a.text) AS words, md5(concat_ws('|', c.words, m.words)) AS claims
FROM articles AS a
JOIN asked ON asked.article_id = a.id
LEFT JOIN claims AS c ON c.article_id = a.id
LEFT JOIN money AS m ON m.article_id = a.id
ORDER BY a.id;
