-- Which events were reported, and which of them turned out to be one?
CREATE TABLE IF NOT EXISTS stories (
    id VARCHAR NOT NULL,
    merged_into VARCHAR
);
COMMENT ON TABLE stories IS 'A cluster of articles about one event; ids are permanent, so a merged story stays as a redirect';
COMMENT ON COLUMN stories.id IS 's + 16 hexadecimal digits: hash of the id of its first article';
COMMENT ON COLUMN stories.merged_into IS 'Story that it was merged into; null for a story that stands';
