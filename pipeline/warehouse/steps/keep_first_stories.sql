-- In which story did articles begin that were loaded before that was noted? In the one in which they stand.
UPDATE story_articles SET first_story_id = story_id WHERE first_story_id IS NULL;
