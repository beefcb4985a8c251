-- Who cut pay since a day, by how much, and who says so?
-- laborwire ask who-cut-pay --since 2026-01-01
-- $since (date): first day that counts, by when the cut took effect, else by when it was reported
-- $platform (entity, optional): only this one
-- Cuts that are only planned say so in modality; standing says which of them are checked.
-- day = day on which the cut took effect, else on which it was reported
SELECT coalesce(c.effective, c.published::DATE) AS day, c.payer, c.role_class, c.location, c.from_text, c.to_text,
       c.change_percent, c.direction, c.modality, c.standing, c.n_articles, c.n_independent, c.source_id,
       c.article_id, c.sentence
FROM pay_changes AS c
WHERE c.direction IN ('cut', 'lower ceiling', 'lower floor')
  AND coalesce(c.effective, c.published::DATE) >= $since
  AND ($platform::VARCHAR IS NULL OR c.payer_id = $platform)
ORDER BY day DESC, c.payer, c.id;
