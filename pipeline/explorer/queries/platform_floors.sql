-- Which pay on a platform lies below a legal minimum? $platform: its id.
SELECT id, worker, location, amount_text, verdict, as_of FROM floors WHERE payer_id = $platform
ORDER BY as_of DESC, id
LIMIT 50;
