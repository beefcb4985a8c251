-- What did we miss this week, or hold only at second hand?
-- laborwire ask what-did-we-miss
-- $since (date, default 7 days ago): pages, stories and articles that were missed before this day are left out
-- Sources, countries and languages are told as of the latest night; n counts all pages of the kind, older ones too.
SELECT g.gap, g.subject, g.n, g.since, g.why, g.detail
FROM coverage_gaps AS g
WHERE g.since IS NULL
   OR g.since >= $since
   OR starts_with(g.gap, 'source ')
   OR EXISTS (
       SELECT 1
       FROM rejections AS r
       WHERE g.gap = 'pages not read: ' || r.reason
         AND r.source_id IS NOT DISTINCT FROM g.source_id
         AND r.rejected_at >= $since)
ORDER BY g.gap, g.n DESC, g.subject;
