-- Which version of an article stands now?
SELECT id, capture_id, source_id, url, canonical_url, headline, authors, published, modified,
       published_is_fallback, language, site_name, text, text_digest, is_accessible_for_free,
       extractor, relevance_score, relevance_reasons, agencies, is_cut_off, license,
       text_confidence
FROM articles
WHERE canonical_url = ? AND is_current;
