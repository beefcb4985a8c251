-- Does a story belong to a thread? $story: its id. A row if so; few do, and the whole answer costs more.
SELECT thread_id FROM snap.story_threads WHERE story_id = $story;
