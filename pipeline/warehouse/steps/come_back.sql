-- Which articles had been withdrawn and stand at their address again?
DELETE FROM takedowns
WHERE cause = 'publisher'
  AND canonical_url IN (SELECT unnest(?::VARCHAR[]));
