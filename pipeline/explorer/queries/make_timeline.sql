-- The view story_timeline as it stands in this snapshot, kept since it reads the whole warehouse.
CREATE TABLE pages.main.timeline AS
FROM story_timeline
ORDER BY story_id, position;
