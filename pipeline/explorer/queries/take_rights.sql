-- What may be shown of an older snapshot now? By the rights of sources and the opt-outs of pages in the newest one.
-- Its own health is kept before: it is counted from captures.
CREATE TEMP TABLE source_health AS FROM source_health;
CREATE TEMP VIEW captures AS FROM newest.main.captures;
CREATE TEMP VIEW sources AS
SELECT o.* REPLACE (coalesce(n.rights, o.rights) AS rights,
                    CASE WHEN n.id IS NULL THEN o.excerpt_words ELSE n.excerpt_words END AS excerpt_words,
                    coalesce(n.rights_if_opted_out, o.rights_if_opted_out) AS rights_if_opted_out)
FROM snap.main.sources AS o
LEFT JOIN newest.main.sources AS n ON n.id = o.id;
