-- Which changes of pay are reported of a platform, the newest first? $platform: its id.
SELECT c.id, c.worker, c.role_class, c.from_text, c.to_text, c.delta_text, c.direction, c.change_percent, c.modality,
       c.effective, c.published, c.standing, c.why_not, c.n_articles, c.n_independent, a.story_id, a.outlet, a.headline
FROM changes AS c
JOIN articles AS a ON a.article_id = c.article_id
WHERE c.payer_id = $platform
ORDER BY c.published DESC NULLS LAST, c.id
LIMIT 100;
