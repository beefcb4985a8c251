-- What is a platform, source or story called? $what says which, $value is its id.
SELECT name FROM snap.entities WHERE $what = 'platform' AND id = $value
UNION ALL
SELECT name FROM snap.sources WHERE $what = 'source' AND id = $value
UNION ALL
SELECT a.headline AS name FROM stories AS s JOIN articles AS a ON a.article_id = s.article_id
WHERE $what = 'story' AND s.story_id = $value;
