-- When was each of these records refused last? Stages, keys, reasons and times come as four lists.
UPDATE rejections
SET rejected_at = again.refused_at
FROM (
    SELECT stage, key, reason, max(refused_at) AS refused_at
    FROM (SELECT unnest(?::VARCHAR[]) AS stage, unnest(?::VARCHAR[]) AS key, unnest(?::VARCHAR[]) AS reason,
                 unnest(?::TIMESTAMP[]) AS refused_at)
    GROUP BY stage, key, reason
) AS again
WHERE rejections.stage = again.stage AND rejections.key = again.key AND rejections.reason = again.reason
  AND (rejections.rejected_at IS NULL OR rejections.rejected_at < again.refused_at);
