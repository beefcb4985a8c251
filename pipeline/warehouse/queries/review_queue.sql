-- Which claims should a person look at first, and why?
-- $shown and $places: claims of the newest digests and alerts, and where they stand there; $decided: claims decided
-- about since this snapshot; $most: how many at most. One row per claim that nobody reviewed: what most readers see first, newest first.
WITH shown AS (
    SELECT unnest($shown::VARCHAR[]) AS id, unnest($places::VARCHAR[]) AS place
),
changing AS (
    SELECT unnest([from_id, to_id, delta_id]) AS id FROM pay_changes
),
judged AS (
    SELECT c.id, a.published,
           CASE
               WHEN s.place = 'alerts' THEN 'alert'
               WHEN s.place IS NOT NULL THEN 'digest: ' || s.place
               WHEN c.id IN (SELECT id FROM changing WHERE id IS NOT NULL) THEN 'pay change'
               WHEN len(k.why_not) = 0 THEN 'printable'
               WHEN len(k.why_not) = 1 AND k.why_not[1] LIKE 'confidence below%' THEN 'nearly printable'
               ELSE 'other'
           END AS consequence
    FROM pay_claims AS c
    JOIN articles AS a ON a.id = c.article_id
    JOIN claim_checks AS k ON k.id = c.id
    LEFT JOIN shown AS s ON s.id = c.id
    WHERE c.review_status = 'unreviewed'
      AND c.id NOT IN (SELECT unnest($decided::VARCHAR[]))
      AND (k.is_counted OR s.id IS NOT NULL)
)
SELECT id, consequence
FROM judged
ORDER BY list_position(['digest: lead', 'digest: changes', 'alert', 'digest: table', 'digest: chart', 'digest: story',
                        'pay change', 'printable', 'nearly printable', 'other'], consequence),
         published DESC NULLS LAST, id
LIMIT $most;
