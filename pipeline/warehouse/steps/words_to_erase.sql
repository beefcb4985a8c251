-- Does anything that people took down still have words here?
SELECT count(*)
FROM articles AS a
WHERE a.canonical_url IN (SELECT canonical_url FROM takedowns WHERE cause = 'decision')
  AND (a.text <> '' OR a.headline <> '' OR len(a.authors) > 0
       OR a.id IN (SELECT article_id FROM pay_claims UNION ALL SELECT article_id FROM mentions
                   UNION ALL SELECT article_id FROM not_pay
                   UNION ALL SELECT article_id FROM article_events
                   UNION ALL SELECT article_id FROM name_sightings
                   UNION ALL SELECT article_id FROM attributions
                   UNION ALL SELECT article_id FROM origin_links
                   UNION ALL SELECT article_id FROM pay_claims_superseded
                   UNION ALL SELECT article_id FROM mentions_superseded
                   UNION ALL SELECT article_id FROM corrections_owed));
