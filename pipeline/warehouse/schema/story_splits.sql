-- Which articles did a person part from their story?
CREATE TABLE IF NOT EXISTS story_splits (
    article_id VARCHAR NOT NULL,
    old VARCHAR NOT NULL,
    "new" VARCHAR NOT NULL
);
COMMENT ON TABLE story_splits IS 'Splits of stories that stand; one row per article that left';
COMMENT ON COLUMN story_splits.article_id IS 'Article that left';
COMMENT ON COLUMN story_splits.old IS 'Story it left: it keeps its id, and the article it is named after';
COMMENT ON COLUMN story_splits."new" IS 'Story that the leaving articles formed; redirects are not followed';
