-- For whom does a person speak, in the words that stand beside the name: "Irina Vasko, a spokeswoman for Ghyllo"?
-- Only the words right behind the name up to the next comma, or a title right before it, count. Null without such words.
CREATE OR REPLACE MACRO voice_beside(name, sentence) AS
list_transform(
    [{'before': left(lower(sentence), greatest(position(lower(name) IN lower(sentence)) - 1, 0)),
      'behind': substring(lower(sentence), position(lower(name) IN lower(sentence)) + length(name), 100)}],
    lambda words: CASE
        WHEN position(lower(name) IN lower(sentence)) = 0 THEN NULL
        ELSE coalesce(
            voice_in_words(regexp_extract(words.behind, '^, ((?:an?|the|its|one|chief|head|managing) [^,.;]{3,60})', 1)),
            voice_in_words(regexp_extract(right(words.before, 80),
                '((?:[\w''’-]+ ){0,4}(?:spokes\w+|executive|officer|director|manager|founder|president|head of [\w ]{3,20}|professor|economist|judge|commissioner|organi[sz]er)),? (?:(?:mr|ms|mrs|dr)\.? )?$', 1)))
    END
)[1];
COMMENT ON MACRO voice_beside IS 'Party for which a person speaks, by the words beside the name in a sentence; null when there are none';
