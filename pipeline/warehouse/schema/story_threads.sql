-- Which stories are parts of one long affair?
CREATE TABLE IF NOT EXISTS story_threads (
    story_id VARCHAR NOT NULL,
    thread_id VARCHAR NOT NULL
);
COMMENT ON TABLE story_threads IS 'Stories that hang together without being one, as a suit and its ruling; worked out anew from story_links with each load';
COMMENT ON COLUMN story_threads.story_id IS 'Story that stands; one without a thread has no row';
COMMENT ON COLUMN story_threads.thread_id IS 'Id of the thread''s earliest story';
