-- Which stories turned out to be one?
CREATE TABLE IF NOT EXISTS story_merges (
    old VARCHAR NOT NULL,
    "into" VARCHAR NOT NULL
);
COMMENT ON TABLE story_merges IS 'The merges as they were found or decided; stories.merged_into has the end of each chain';
COMMENT ON COLUMN story_merges.old IS 'Story that was given up';
COMMENT ON COLUMN story_merges."into" IS 'Story that took its articles (the older id)';
