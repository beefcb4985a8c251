-- Which articles did people take down? By canonical URL, or by the id of any version.
INSERT INTO takedowns (canonical_url, cause, decision_id, why)
SELECT DISTINCT coalesce(a.canonical_url, d.subject), 'decision', d.id, d.why
FROM decisions AS d
LEFT JOIN articles AS a ON a.id = d.subject
WHERE d.verb = 'take_down'
  AND NOT EXISTS (SELECT 1 FROM takedowns AS t WHERE t.decision_id = d.id
                  AND t.canonical_url = coalesce(a.canonical_url, d.subject));
