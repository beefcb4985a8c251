-- When was each of these records refused last? Stages, keys, reasons and times come as four lists.
UPDATE rejections
SET rejected_at = again.at
FROM (
    SELECT stage, key, reason, max(at) AS at
    FROM (SELECT unnest(?::VARCHAR[]) AS stage, unnest(?::VARCHAR[]) AS key, unnest(?::VARCHAR[]) AS reason,
                 unnest(?::TIMESTAMP[]) AS at)
    GROUP BY stage, key, reason
) AS again
WHERE rejections.stage = again.stage AND rejections.key = again.key AND rejections.reason = again.reason
  AND (rejections.rejected_at IS NULL OR rejections.rejected_at < again.at);
