-- What did we miss, or hold only at second hand?
SELECT g.gap, g.subject, g.n, g.since, g.detail
FROM coverage_gaps AS g
ORDER BY g.gap, g.n DESC, g.subject;
