-- Which sources should a person look at now, those that give nothing at all first?
SELECT a.source_id, a.name, a.alarm, a.detail, a.since
FROM source_alarms AS a
ORDER BY a.urgency, a.since NULLS FIRST, a.source_id;
