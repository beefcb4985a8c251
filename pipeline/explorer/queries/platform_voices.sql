-- Whose words are the figures about a platform? $platform: its id.
SELECT voice, count(*) AS n_claims, count(DISTINCT article_id) AS n_articles
FROM claims
WHERE payer_id = $platform AND is_counted
GROUP BY voice
ORDER BY n_claims DESC, voice;
