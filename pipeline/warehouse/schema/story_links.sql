-- Which articles tell of another story of the same affair?
CREATE TABLE IF NOT EXISTS story_links (
    article_id VARCHAR NOT NULL,
    other_id VARCHAR NOT NULL,
    closeness DOUBLE NOT NULL,
    named DOUBLE NOT NULL
);
COMMENT ON TABLE story_links IS 'Links between stories as they were found: an article of one, and the other story; threads are made of those that share a tagged name';
COMMENT ON COLUMN story_links.article_id IS 'Article that is close to the other story; its own story is in story_articles';
COMMENT ON COLUMN story_links.other_id IS 'The other story, under the id of that day; stories.merged_into has where it leads';
COMMENT ON COLUMN story_links.closeness IS '0 to 1: cosine of the article''s vector and the other story''s nearest articles';
COMMENT ON COLUMN story_links.named IS '0 to 1: share of the names that lead the article which lead the other story, too, rare ones counting more';
