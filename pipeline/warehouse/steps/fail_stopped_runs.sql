-- Which runs ended without a word? There is one writer: whatever else is still "running" was killed.
UPDATE runs
SET state = 'failed', snapshot = NULL
WHERE state = 'running' AND id <> ?;
