-- Which names should a person look at, because they may be platforms that the gazetteer does not know?
-- One row per name and ISO week of the articles (when they were published, else fetched). Copies, older versions and
-- withdrawn articles do not count, nor do names that the gazetteer knows by now. What people accepted or rejected is
-- left out as far as the log was loaded. The example is the sentence with the strongest cue, of the newest article.
CREATE OR REPLACE VIEW gazetteer_proposals AS
WITH known AS (
    SELECT lower(name) AS key FROM entities
    UNION
    SELECT lower(unnest(aliases)) FROM entities
    UNION
    -- Subjects of these decisions are keys.
    SELECT subject FROM decisions WHERE verb IN ('accept_name', 'reject_name')
),
seen AS (
    SELECT n.*, a.source_id, coalesce(a.canonical_url, a.url) AS url,
           coalesce(a.published, c.fetched_at, a.loaded_at) AS seen_at,
           substr(a.text, n.sent_start + 1, n.sent_end - n.sent_start) AS sentence,
           list_position(['hired by', 'payer of a claim', 'pays', 'signed up', 'work for', 'which', 'what it has',
                          'kind after', 'kind before'], n.cue) AS strength
    FROM name_sightings AS n
    JOIN articles AS a ON a.id = n.article_id
    JOIN article_standing AS s ON s.article_id = n.article_id AND s.is_counted
    LEFT JOIN captures AS c ON c.id = a.capture_id
    WHERE n.key NOT IN (SELECT key FROM known WHERE key IS NOT NULL)
)
SELECT strftime(seen_at, '%G-W%V') AS week, mode(name ORDER BY name) AS name, key,
       count(*) AS n_articles, count(DISTINCT source_id) AS n_sources, sum(n_times)::BIGINT AS n_times,
       list_sort(list_distinct(list(cue))) AS cues,
       arg_max(sentence, (strength, seen_at, article_id)) AS example,
       arg_max(article_id, (strength, seen_at, article_id)) AS example_article_id,
       arg_max(url, (strength, seen_at, article_id)) AS example_url,
       min(seen_at) AS first_seen_at, max(seen_at) AS last_seen_at
FROM seen
GROUP BY week, key;
COMMENT ON VIEW gazetteer_proposals IS 'Organisations that stand where platforms stand and are unknown to the gazetteer, by week, for a person to accept or reject';
COMMENT ON COLUMN gazetteer_proposals.week IS 'ISO week of the articles, such as 2026-W47';
COMMENT ON COLUMN gazetteer_proposals.name IS 'Name as most of the articles write it';
COMMENT ON COLUMN gazetteer_proposals.key IS 'What tells names apart (name_sightings.key)';
COMMENT ON COLUMN gazetteer_proposals.n_articles IS 'Articles that name it so';
COMMENT ON COLUMN gazetteer_proposals.n_sources IS 'Sources that they come from';
COMMENT ON COLUMN gazetteer_proposals.n_times IS 'How often they name it';
COMMENT ON COLUMN gazetteer_proposals.cues IS 'What speaks for it (name_sightings.cue)';
COMMENT ON COLUMN gazetteer_proposals.example IS 'Sentence with the strongest cue';
COMMENT ON COLUMN gazetteer_proposals.example_article_id IS 'Article version that it stands in';
COMMENT ON COLUMN gazetteer_proposals.example_url IS 'Address of that article';
COMMENT ON COLUMN gazetteer_proposals.first_seen_at IS 'When the first of the articles was published, else fetched (UTC)';
COMMENT ON COLUMN gazetteer_proposals.last_seen_at IS 'When the last one was';
