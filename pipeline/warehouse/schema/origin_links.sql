-- From which article, or from whose report, was each article made, how surely, and why do we think so?
CREATE TABLE IF NOT EXISTS origin_links (
    article_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    origin_article_id VARCHAR,
    outlet VARCHAR,
    outlet_key VARCHAR,
    source_id VARCHAR,
    relation VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    reasons STRUCT(kind VARCHAR, "value" VARCHAR)[] NOT NULL
);
COMMENT ON TABLE origin_links IS 'What each article may have been made from; only what is certain counts anywhere';
COMMENT ON COLUMN origin_links.article_id IS 'Article version';
COMMENT ON COLUMN origin_links.number IS '1 for the surest link of the article';
COMMENT ON COLUMN origin_links.origin_article_id IS 'Archived article that it was made from; null when an outlet is all that is known';
COMMENT ON COLUMN origin_links.outlet IS 'Outlet that is credited, whose article is not in the archive';
COMMENT ON COLUMN origin_links.outlet_key IS 'Its key (attributions.outlet_key)';
COMMENT ON COLUMN origin_links.source_id IS 'Registered source that it is';
COMMENT ON COLUMN origin_links.relation IS 'rewrite, translation, same_title (both are of one report) or credit (the outlet is named as its source)';
COMMENT ON COLUMN origin_links.certainty IS 'certain (an editor would print it) or possible (never counted)';
COMMENT ON COLUMN origin_links.similarity IS '0 to 1: how much of the article is the other one''s; 0 for a credit';
COMMENT ON COLUMN origin_links.reasons IS 'What speaks for it: credits, shared figures, people, quotes and sentences, order, meaning';
