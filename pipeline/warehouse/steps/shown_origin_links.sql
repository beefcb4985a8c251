-- Where do the words of articles that may be shown come from, told without naming those that may not?
CREATE OR REPLACE TEMP VIEW origin_links AS
SELECT * REPLACE (CASE WHEN origin_article_id NOT IN (SELECT id FROM unshown) THEN origin_article_id END AS origin_article_id)
FROM whole_origin_links
WHERE article_id NOT IN (SELECT id FROM unshown);
