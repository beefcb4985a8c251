-- Whose words are the figures of a story? $story: its id.
SELECT voice, n_claims, names, n_left_out, left_out FROM voices WHERE story_id = $story AND n_claims > 0
ORDER BY n_claims DESC, voice;
