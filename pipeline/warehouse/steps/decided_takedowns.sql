-- Which articles did people drop or take down? By canonical URL, or by the id of any version; the latest word counts.
DELETE FROM takedowns WHERE cause IN ('decision', 'dropped');
INSERT INTO takedowns (canonical_url, cause, decision_id, why)
WITH named AS (
    SELECT coalesce(a.canonical_url, d.subject) AS canonical_url, d.id, d.verb, d."when", d.why
    FROM decisions AS d
    LEFT JOIN articles AS a ON a.id = d.subject
    WHERE d.verb IN ('keep', 'drop', 'take_down')
),
latest AS (
    SELECT canonical_url, max_by(verb, ("when", id)) AS verb, max_by(id, ("when", id)) AS id, max_by(why, ("when", id)) AS why
    FROM named
    GROUP BY canonical_url
)
SELECT canonical_url, CASE verb WHEN 'drop' THEN 'dropped' ELSE 'decision' END, id, why
FROM latest
WHERE verb IN ('drop', 'take_down')
ORDER BY canonical_url;
