-- Who cut pay since a day, by how much, and who says so?
-- Change the day. Cuts that are only planned say so in modality.
WITH asked AS (
    SELECT DATE '2026-01-01' AS since
)
SELECT c.payer, c.role_class, c.location, c.from_text, c.to_text, c.change_percent, c.direction, c.modality,
       coalesce(c.effective, c.published::DATE) AS day, c.standing, c.n_articles, c.n_independent, c.source_id,
       c.sentence
FROM pay_changes AS c
JOIN asked ON coalesce(c.effective, c.published::DATE) >= asked.since
WHERE c.direction IN ('cut', 'lower ceiling', 'lower floor')
ORDER BY day DESC, c.payer, c.id;
