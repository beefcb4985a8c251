-- Whose words are the figures in a story, or in those that have most of them, and who is not heard?
-- laborwire ask whose-words-are-the-figures
-- $story (story, optional): only this one
WITH stories_with_figures AS (
    SELECT story_id, sum(n_claims) AS n_figures
    FROM voices
    GROUP BY story_id
)
SELECT s.story_id, v.voice, v.n_claims, v.n_quoted, v.names, v.n_left_out, v.left_out
FROM voices AS v
JOIN stories_with_figures AS s ON s.story_id = v.story_id
WHERE $story::VARCHAR IS NULL OR s.story_id = $story
ORDER BY s.n_figures DESC, s.story_id, v.n_claims DESC, v.voice;
