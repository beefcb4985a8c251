-- Which evidence does not stand in the stored text where its offsets say?
-- Offsets are half-open and count characters from 0; substring() counts from 1. At most ? rows of each kind.
WITH spans AS (
    SELECT 'claim' AS kind, id, article_id, sent_start AS start, sent_end AS "end", sentence AS words FROM pay_claims
    UNION ALL
    SELECT 'claim', id, article_id, start, "end", amount_text FROM pay_claims
    UNION ALL
    SELECT 'mention', id, article_id, start, "end", text FROM mentions
    UNION ALL
    SELECT 'event', id, article_id, sent_start, sent_end, sentence FROM article_events
    UNION ALL
    SELECT 'money', article_id || ':' || start, article_id, start, "end", text FROM not_pay
), checked AS (
    SELECT s.kind, s.id, s.article_id, s.start, s."end", s.words, a.id IS NULL AS is_orphan,
           substring(a.text, s.start + 1, s."end" - s.start) AS stored
    FROM spans AS s
    LEFT JOIN articles AS a ON a.id = s.article_id
)
SELECT kind, id, article_id, start, "end", is_orphan, count(*) OVER () AS n_all
FROM checked
WHERE is_orphan OR stored IS DISTINCT FROM words
ORDER BY kind, id, start
LIMIT ?
