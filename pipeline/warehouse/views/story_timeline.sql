-- What was reported about an event, by whom, in which order, and what was new in each report?
-- One row per article of a story, newest versions only; the first report comes first, copies are marked.
CREATE OR REPLACE VIEW story_timeline AS
WITH members AS (
    SELECT m.story_id, a.id AS article_id, a.canonical_url, a.published, a.modified, a.headline, a.source_id, a.url,
           a.is_withdrawn, s.relation, s.representative_id, s.is_counted, m.similarity,
           row_number() OVER (PARTITION BY m.story_id ORDER BY a.published NULLS LAST, a.id) AS position
    FROM story_articles AS m
    JOIN articles AS a ON a.id = m.article_id
    JOIN article_standing AS s ON s.article_id = a.id
    WHERE a.is_current
),
claims AS (
    SELECT article_id, count(*) AS n_claims FROM pay_claims WHERE review_status <> 'rejected' GROUP BY article_id
),
first_claims AS (
    SELECT m.story_id, m.position, list(c.id ORDER BY c.start, c.id) AS claim_ids
    FROM members AS m
    JOIN pay_claims AS c ON c.article_id = m.article_id
    WHERE c.review_status <> 'rejected' AND NOT m.is_withdrawn
    GROUP BY m.story_id, m.position, c.amount_min, c.amount_max, c.currency, c.unit, coalesce(c.payer_id, c.payer)
    QUALIFY row_number() OVER (PARTITION BY m.story_id, c.amount_min, c.amount_max, c.currency, c.unit,
                                            coalesce(c.payer_id, c.payer)
                               ORDER BY m.position) = 1
),
new_claims AS (
    SELECT story_id, position, list(claim_ids[1] ORDER BY claim_ids[1]) AS claim_ids
    FROM first_claims
    GROUP BY story_id, position
),
first_named AS (
    SELECT m.story_id, n.entity_id, min(m.position) AS position
    FROM members AS m
    JOIN mentions AS n ON n.article_id = m.article_id
    WHERE n.entity_id IS NOT NULL AND NOT m.is_withdrawn
    GROUP BY m.story_id, n.entity_id
),
new_entities AS (
    SELECT f.story_id, f.position, list(e.name ORDER BY e.name) AS names
    FROM first_named AS f
    JOIN entities AS e ON e.id = f.entity_id
    GROUP BY f.story_id, f.position
),
-- A title that changed is no correction of a figure; a text that was taken down had figures nobody may compare.
figures AS (
    SELECT a.id AS article_id, a.canonical_url, a.is_current, coalesce(a.modified, a.published) AS stated,
           list_sort(list(DISTINCT concat_ws(' ', c.amount_min, c.amount_max, c.bound, c.currency, c.unit,
                                             coalesce(c.payer_id, c.payer), c.modality))
                     FILTER (c.id IS NOT NULL)) AS said
    FROM articles AS a
    LEFT JOIN pay_claims AS c ON c.article_id = a.id
    WHERE a.text <> ''
    GROUP BY ALL
),
corrections AS (
    SELECT new.article_id, max_by(old.article_id, (old.stated, old.article_id)) AS corrected_from
    FROM figures AS new
    JOIN figures AS old ON old.canonical_url = new.canonical_url AND NOT old.is_current
    WHERE new.is_current AND coalesce(old.said, []) <> coalesce(new.said, [])
    GROUP BY new.article_id
)
SELECT m.story_id, m.position,
       m.article_id, m.published, m.headline, m.source_id, coalesce(src.name, m.source_id) AS source, m.url,
       m.relation, CASE WHEN NOT m.is_counted THEN m.representative_id END AS counted_as,
       m.is_withdrawn, coalesce(c.n_claims, 0) AS n_claims, m.similarity,
       CASE
           WHEN m.is_withdrawn THEN 'withdrawn'
           WHEN m.article_id <> m.representative_id THEN 'copy'
           WHEN row_number() OVER (PARTITION BY m.story_id
                                   ORDER BY m.is_withdrawn OR m.article_id <> m.representative_id, m.position) = 1
               THEN 'first report'
           ELSE 'follow-up'
       END AS part,
       coalesce(nc.claim_ids, []) AS new_claims,
       coalesce(ne.names, []) AS new_entities,
       k.corrected_from,
       CASE WHEN k.corrected_from IS NOT NULL THEN m.modified END AS corrected_at
FROM members AS m
LEFT JOIN claims AS c ON c.article_id = m.article_id
LEFT JOIN new_claims AS nc ON nc.story_id = m.story_id AND nc.position = m.position
LEFT JOIN new_entities AS ne ON ne.story_id = m.story_id AND ne.position = m.position
LEFT JOIN corrections AS k ON k.article_id = m.article_id
LEFT JOIN sources AS src ON src.id = m.source_id;
COMMENT ON VIEW story_timeline IS 'The articles of each story in the order of their publication, and what each brought that the story had not had';
COMMENT ON COLUMN story_timeline.story_id IS 'Story';
COMMENT ON COLUMN story_timeline.position IS '1 for the earliest article';
COMMENT ON COLUMN story_timeline.article_id IS 'Article, in its newest version';
COMMENT ON COLUMN story_timeline.published IS 'When it was published (UTC)';
COMMENT ON COLUMN story_timeline.headline IS 'Headline';
COMMENT ON COLUMN story_timeline.source_id IS 'Source that published it';
COMMENT ON COLUMN story_timeline.source IS 'Name of the source';
COMMENT ON COLUMN story_timeline.url IS 'Address of the article';
COMMENT ON COLUMN story_timeline.relation IS 'original, exact, copy, excerpt, update, rewrite or translation';
COMMENT ON COLUMN story_timeline.counted_as IS 'For a copy: the article that is counted in its place';
COMMENT ON COLUMN story_timeline.is_withdrawn IS 'True when it was withdrawn or taken down';
COMMENT ON COLUMN story_timeline.n_claims IS 'Pay claims in it that no person rejected';
COMMENT ON COLUMN story_timeline.similarity IS '0 to 1, to the story when it joined';
COMMENT ON COLUMN story_timeline.part IS 'first report, follow-up, copy (of an article that counts in its place) or withdrawn';
COMMENT ON COLUMN story_timeline.new_claims IS 'Pay claims whose figure, unit and payer no earlier article of the story had (pay_claims.id)';
COMMENT ON COLUMN story_timeline.new_entities IS 'Names of the entities that no earlier article of the story had';
COMMENT ON COLUMN story_timeline.corrected_from IS 'The latest earlier version whose pay claims were others; null when no version had others';
COMMENT ON COLUMN story_timeline.corrected_at IS 'When the page says that it was changed, for a corrected article (UTC); null when it does not say';
