-- Which articles may be found, and does the search index say of them what stands here? Current, not withdrawn, with words.
-- `mark` changes with anything that the index holds about an article; its text is spoken for by its digest.
CREATE OR REPLACE TEMP TABLE searchable AS
WITH names AS (
    SELECT m.article_id, sum(hash(m.text, m.label, m.entity_id, e.name) // 65536) AS mark
    FROM mentions AS m
    LEFT JOIN entities AS e ON e.id = m.entity_id
    GROUP BY m.article_id
),
claims AS (
    SELECT c.article_id,
           sum(hash(c.id, c.start, c."end", c.sent_start, c.sentence, c.amount_text, c.amount_min, c.amount_max, c.bound,
                    c.currency, c.unit, c.kind, c.change_role, c.payer, c.payer_id, e.name, c.worker, c.project,
                    c.attribution_name, c.modality, c.review_status) // 65536) AS mark
    FROM pay_claims AS c
    LEFT JOIN entities AS e ON e.id = c.payer_id
    GROUP BY c.article_id
),
found AS (
    SELECT a.id AS article_id, a.headline, a.text_digest, a.canonical_url AS url, a.source_id,
           coalesce(s.name, a.site_name, a.source_id,
                    nullif(regexp_extract(a.canonical_url, '^https?://([^/?#]+)', 1), ''), 'a saved page') AS outlet,
           a.published, lower(a.language) AS language, r.rights, s.excerpt_words,
           coalesce(s.is_invented, FALSE) AS is_invented, m.story_id, g.group_id, g.is_counted,
           n.mark AS names_mark, c.mark AS claims_mark
    FROM articles AS a
    JOIN article_standing AS g ON g.article_id = a.id
    JOIN article_rights AS r ON r.article_id = a.id
    LEFT JOIN sources AS s ON s.id = a.source_id
    LEFT JOIN story_articles AS m ON m.article_id = a.id
    LEFT JOIN names AS n ON n.article_id = a.id
    LEFT JOIN claims AS c ON c.article_id = a.id
    WHERE a.is_current AND NOT a.is_withdrawn AND (a.text <> '' OR a.headline <> '')
)
SELECT article_id, url, source_id, outlet, strftime(published, '%Y-%m-%dT%H:%M:%S') AS published, language, rights,
       excerpt_words, is_invented, story_id, group_id, is_counted, (hash(found) >> 1)::BIGINT AS mark
FROM found;
