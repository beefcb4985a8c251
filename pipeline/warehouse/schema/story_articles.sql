-- Which articles belong to which story?
CREATE TABLE IF NOT EXISTS story_articles (
    article_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    first_story_id VARCHAR DEFAULT NULL
);
COMMENT ON TABLE story_articles IS 'Membership of articles in stories; one row per article version, redirects already followed';
COMMENT ON COLUMN story_articles.article_id IS 'Article version';
COMMENT ON COLUMN story_articles.story_id IS 'Story it belongs to; never a merged one';
COMMENT ON COLUMN story_articles.similarity IS '0 to 1, to the story when the article joined; 1 for the first member';
COMMENT ON COLUMN story_articles.first_story_id IS 'Story in which the clustering put it; another one than story_id after a merge or a person''s decision';
