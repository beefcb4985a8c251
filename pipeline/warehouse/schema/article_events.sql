-- Which events do the articles tell of: strikes, lawsuits, layoffs, votes, agreements, laws, platforms, projects?
CREATE TABLE IF NOT EXISTS article_events (
    id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    date_first DATE,
    date_last DATE,
    date_words VARCHAR,
    actors STRUCT(words VARCHAR, entity_id VARCHAR)[] NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    sent_start INTEGER NOT NULL,
    sent_end INTEGER NOT NULL,
    sentence VARCHAR NOT NULL,
    rule_id VARCHAR NOT NULL,
    extractor_version VARCHAR NOT NULL
);
COMMENT ON TABLE article_events IS 'An event that an article tells of, once per article, type, actors and time, with the words that state it';
COMMENT ON COLUMN article_events.id IS 'e + 16 hexadecimal digits: hash of article, type and span';
COMMENT ON COLUMN article_events.article_id IS 'Article version that tells of it';
COMMENT ON COLUMN article_events.type IS 'strike, lawsuit, layoff, union_vote, agreement, law, platform_launch, platform_shutdown, project_start or project_end';
COMMENT ON COLUMN article_events.status IS 'happened; planned (lies ahead); threatened; hypothetical (an idea, a condition, a question); denied (also averted or called off); past (recalled, more than half a year back)';
COMMENT ON COLUMN article_events.date_first IS 'First day on which it may have happened or begun; null when the article does not say';
COMMENT ON COLUMN article_events.date_last IS 'Last such day; the same as date_first when the day is known';
COMMENT ON COLUMN article_events.date_words IS 'The words that say when, such as last Friday';
COMMENT ON COLUMN article_events.actors IS 'Who takes part: the words of the article, and the entity where the gazetteer knows it; people never have one';
COMMENT ON COLUMN article_events.start IS 'First character of the words that state it, in articles.text';
COMMENT ON COLUMN article_events."end" IS 'Character after the last one of these words';
COMMENT ON COLUMN article_events.sent_start IS 'First character of their sentence';
COMMENT ON COLUMN article_events.sent_end IS 'Character after the last one of their sentence';
COMMENT ON COLUMN article_events.sentence IS 'That sentence';
COMMENT ON COLUMN article_events.rule_id IS 'Entry of data/events that found it, as strike.walk_out';
COMMENT ON COLUMN article_events.extractor_version IS 'Version of the reader of events';
