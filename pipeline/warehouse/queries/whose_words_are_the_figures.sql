-- Whose words are the figures in the stories that have most of them, and who is not heard?
WITH stories_with_figures AS (
    SELECT story_id, sum(n_claims) AS n_figures
    FROM voices
    GROUP BY story_id
)
SELECT s.story_id, v.voice, v.n_claims, v.n_quoted, v.names, v.n_left_out, v.left_out
FROM voices AS v
JOIN stories_with_figures AS s ON s.story_id = v.story_id
ORDER BY s.n_figures DESC, s.story_id, v.n_claims DESC, v.voice
LIMIT 100;
