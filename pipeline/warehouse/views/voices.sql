-- Whose words are the figures in a story: workers', unions', the platform's, clients', courts', regulators', researchers'?
-- One row per story and voice. Claims in copies and older versions, and those that a person rejected, are in
-- n_left_out; left_out says why.
CREATE OR REPLACE VIEW voices AS
WITH spoken AS (
    SELECT m.story_id, v.voice, c.article_id, c.attribution_name, c.quote,
           CASE
               WHEN k.is_counted THEN NULL
               ELSE coalesce(s.why_not_counted, 'rejected by a person')
           END AS why_left_out
    FROM pay_claims AS c
    JOIN claim_voices AS v ON v.id = c.id
    JOIN claim_checks AS k ON k.id = c.id
    JOIN article_standing AS s ON s.article_id = c.article_id
    JOIN story_articles AS m ON m.article_id = c.article_id
),
reasons AS (
    SELECT story_id, voice, string_agg(why_left_out || ': ' || n, '; ' ORDER BY n DESC, why_left_out) AS left_out
    FROM (SELECT story_id, voice, why_left_out, count(*) AS n
          FROM spoken
          WHERE why_left_out IS NOT NULL
          GROUP BY ALL) AS counted
    GROUP BY story_id, voice
),
sums AS (
    SELECT story_id, voice,
           count(*) FILTER (why_left_out IS NULL) AS n_claims,
           count(DISTINCT article_id) FILTER (why_left_out IS NULL) AS n_articles,
           count(*) FILTER (why_left_out IS NULL AND quote) AS n_quoted,
           coalesce(list_sort(list(DISTINCT attribution_name) FILTER (why_left_out IS NULL AND attribution_name IS NOT NULL)), []) AS names,
           count(*) FILTER (why_left_out IS NOT NULL) AS n_left_out
    FROM spoken
    GROUP BY story_id, voice
)
SELECT s.story_id, s.voice, s.n_claims, s.n_articles, s.n_quoted, s.names, s.n_left_out, r.left_out
FROM sums AS s
LEFT JOIN reasons AS r ON r.story_id = s.story_id AND r.voice = s.voice;
COMMENT ON VIEW voices IS 'Who the figures of each story come from';
COMMENT ON COLUMN voices.story_id IS 'Story';
COMMENT ON COLUMN voices.voice IS 'worker, union, platform, client, court, regulator, researcher, other speaker, document or reporter (claim_voices)';
COMMENT ON COLUMN voices.n_claims IS 'Pay claims in that voice';
COMMENT ON COLUMN voices.n_articles IS 'Articles they stand in';
COMMENT ON COLUMN voices.n_quoted IS 'How many of them stand in quotation marks';
COMMENT ON COLUMN voices.names IS 'Speakers and documents by name';
COMMENT ON COLUMN voices.n_left_out IS 'Claims in copies, older versions and withdrawn articles, or rejected by a person: not counted';
COMMENT ON COLUMN voices.left_out IS 'Why, with the number of each';
