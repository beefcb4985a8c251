-- Which figures of our own digests no longer stand as they were told, and what stands now?
-- One row per claim and digest that showed it: what that digest stated, and the latest word. Which of them a digest
-- tells depends on what others told before (pipeline.publish.shown).
-- What a person took down is in no row; of what its publisher withdrew the withdrawal is told.
WITH ordered AS (
    SELECT o.claim_id,
           o.article_id,
           o.week,
           o.shown_in,
           first_value(o.before) OVER (PARTITION BY o.claim_id, o.week ORDER BY o.owed_since, o.rowid) AS before,
           o.after,
           row_number() OVER (PARTITION BY o.claim_id, o.week ORDER BY o.owed_since DESC, o.rowid DESC) AS age
    FROM corrections_owed AS o
)
SELECT o.claim_id,
       o.article_id,
       o.week,
       o.shown_in,
       o.before,
       o.after,
       a.headline,
       a.canonical_url,
       coalesce(s.name, a.site_name, a.source_id, 'An outlet') AS outlet
FROM ordered AS o
JOIN articles AS a ON a.id = o.article_id
LEFT JOIN sources AS s ON s.id = a.source_id
WHERE o.age = 1
  AND NOT a.is_withdrawn
ORDER BY o.week, a.canonical_url, o.before, o.after, o.claim_id;
