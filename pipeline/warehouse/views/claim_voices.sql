-- Whose words is each figure: workers', unions', the platform's, its clients', a court's, a regulator's, researchers'?
-- One row per claim. Names come before words: a speaker who is the payer, or stands in the gazetteer, is what the
-- gazetteer says. A document that names no party, such as a payslip, stays a document. What a person rejected is marked
-- so, and introduces nobody.
CREATE OR REPLACE VIEW claim_voices AS
WITH names AS (
    SELECT name, list(DISTINCT id) AS ids, list(DISTINCT type) AS types
    FROM (SELECT id, type, lower(name) AS name FROM entities
          UNION ALL
          SELECT id, type, lower(unnest(aliases)) FROM entities) AS every_name
    GROUP BY name
),
unions AS (
    SELECT DISTINCT article_id, lower(text) AS name
    FROM mentions
    WHERE label = 'UNION'
),
introduced AS (
    -- A speaker is introduced once, and speaks on.
    SELECT article_id, attribution_name, min(voice_beside(attribution_name, sentence)) AS voice
    FROM pay_claims
    WHERE review_status <> 'rejected' AND attribution_type = 'speaker' AND regexp_matches(attribution_name, '^[A-Z]') AND contains(sentence, attribution_name)
    GROUP BY article_id, attribution_name
),
paid AS (
    -- "Mr Kilonzi" is Peter Kilonzi, whose pay the article tells.
    SELECT article_id, list(DISTINCT lower(regexp_extract(worker, '[\w-]+$'))) AS surnames
    FROM pay_claims
    WHERE review_status <> 'rejected' AND regexp_matches(worker, '^[A-Z]')
    GROUP BY article_id
)
SELECT c.id,
       CASE
           WHEN c.attribution_type = 'reporter' THEN 'reporter'
           WHEN lower(c.attribution_name) = lower(c.payer)
                OR list_contains(list_transform(c.payer_alt, lambda other: lower(other)), lower(c.attribution_name))
                OR list_contains(n.ids, c.payer_id) THEN 'platform'
           WHEN u.name IS NOT NULL OR list_has_any(n.types, ['union', 'worker_org']) THEN 'union'
           WHEN list_contains(n.types, 'client') THEN 'client'
           WHEN list_has_any(n.types, ['platform', 'employer', 'bpo']) THEN 'platform'
           WHEN list_contains(n.types, 'regulator') THEN 'regulator'
           WHEN list_contains(n.types, 'research_org') THEN 'researcher'
           WHEN lower(c.attribution_name) = lower(c.worker) THEN 'worker'
           -- "They told me" is as often the platform; who is quoted without a name is as a rule who does the work.
           WHEN c.quote AND lower(c.attribution_name) IN ('he', 'she', 'they') THEN 'worker'
           WHEN c.attribution_type = 'speaker'
               THEN coalesce(voice_in_words(c.attribution_name),
                             i.voice,
                             CASE WHEN list_contains(p.surnames, lower(regexp_extract(c.attribution_name, '[\w-]+$'))) THEN 'worker' END,
                             'other speaker')
           -- A document is its maker's word only where it says so: "the staff rota" is not the workers'.
           WHEN voice_in_words(c.attribution_name) IN ('union', 'court', 'regulator', 'researcher')
               THEN voice_in_words(c.attribution_name)
           ELSE 'document'
       END AS voice,
       c.review_status
FROM pay_claims AS c
LEFT JOIN names AS n ON n.name = lower(c.attribution_name)
LEFT JOIN unions AS u ON u.article_id = c.article_id AND u.name = lower(c.attribution_name)
LEFT JOIN introduced AS i ON i.article_id = c.article_id AND i.attribution_name = c.attribution_name
LEFT JOIN paid AS p ON p.article_id = c.article_id;
COMMENT ON VIEW claim_voices IS 'Who says each pay claim: worker, union, platform, client, court, regulator, researcher, other speaker, document or reporter';
COMMENT ON COLUMN claim_voices.id IS 'Claim (pay_claims.id)';
COMMENT ON COLUMN claim_voices.voice IS 'worker, union, platform (who pays, or speaks for it), client, court, regulator, researcher, other speaker (named, but no party that we know), document or reporter';
COMMENT ON COLUMN claim_voices.review_status IS 'What a person said about it: unreviewed, accepted, corrected or rejected';
