-- For how long does the text say that a piece of work takes?
-- In: the words of the sentence behind the amount: " for each clip of 15 minutes", ", which takes about two hours".
-- Only words right behind the amount count, and only one figure: "15 to 20 minutes", "at least an hour" or "under ten
-- minutes" make no rate, and a time elsewhere in the sentence may be that of something else.
CREATE OR REPLACE MACRO hours_in_words(words) AS
list_transform(
    [regexp_extract(
        regexp_replace(lower(words), '\b(about|around|roughly|some|nearly|approximately|an estimated) ', '', 'g'),
        '^(?: \([^)]{1,40}\))?,? '
        || '(?:(?:(?:for|per) )?(?:(?:a|an|each|every|one)(?: [\w-]+){1,3}?,? )?'
        || '(?:of|lasting|taking|(?:that|which) (?:takes|took|lasts|lasted)) '
        || '|(?:for|in|per) (?:(?:a|an|each|every) )?|(?:a|an|each|every) )'
        || '([0-9]+(?:\.[0-9]+)?|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen'
        || '|twenty-five|twenty|thirty|forty-five|forty|fifty|sixty|ninety)[ -](minutes?|hours?)\b',
        ['figure', 'unit'])],
    lambda found: coalesce(TRY_CAST(found.figure AS DOUBLE),
                           map_extract(MAP {'an': 1, 'one': 1, 'two': 2, 'three': 3, 'four': 4, 'five': 5, 'six': 6,
                                            'seven': 7, 'eight': 8, 'nine': 9, 'ten': 10, 'eleven': 11, 'twelve': 12,
                                            'fifteen': 15, 'twenty': 20, 'twenty-five': 25, 'thirty': 30, 'forty': 40,
                                            'forty-five': 45, 'fifty': 50, 'sixty': 60, 'ninety': 90}, found.figure)[1])
                  / CASE WHEN found.unit LIKE 'hour%' THEN 1 ELSE 60 END
)[1];
COMMENT ON MACRO hours_in_words IS 'Hours that the words right behind an amount say the work takes; null when they give none, or more than one figure';
