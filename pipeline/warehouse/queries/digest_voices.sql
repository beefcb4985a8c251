-- Whose words are the pay figures of the week: workers', unions', the platform's, documents', the reporter's own?
-- $first and $after: the week's first day and the day after its last (UTC). One row per voice, the most heard first;
-- claims in copies and older versions, and those that a person rejected, are not counted.
SELECT v.voice, count(*) AS n_claims, count(DISTINCT c.article_id) AS n_articles
FROM pay_claims AS c
JOIN articles AS a ON a.id = c.article_id
JOIN claim_voices AS v ON v.id = c.id
JOIN claim_checks AS k ON k.id = c.id
WHERE k.is_counted
  AND a.is_current
  AND NOT a.is_withdrawn
  AND a.published >= $first
  AND a.published < $after
GROUP BY v.voice
ORDER BY n_claims DESC, v.voice;
