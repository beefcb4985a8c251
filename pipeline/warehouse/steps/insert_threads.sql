-- Which story belongs to which thread? Two lists.
INSERT INTO story_threads (story_id, thread_id)
SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[]);
