-- Which kind of work do the words for a worker name?
-- The one place that decides it. The first class whose words occur wins: "AI engineers who rate answers" are
-- engineers. Words that say nothing of the kind of work ("contractors", "staff", a name) give other.
CREATE OR REPLACE MACRO role_class(worker) AS
CASE
    WHEN worker IS NULL THEN 'other'
    WHEN regexp_matches(lower(worker), '\b(voice|actors?|actress\w*|performers?|singers?|musicians?|comedians?|models?|extras?|writers?|screenwriters?|novelists?|poets?|authors?|journalists?|copywriters?|editors?|artists?|illustrators?|narrators?|translators?|linguists?)\b')
        THEN 'performer or writer'
    WHEN regexp_matches(lower(worker), '\b(engineers?|developers?|programmers?|coders?|researchers?|data scientists?|ml \w+|architects?)\b')
        THEN 'engineer'
    WHEN regexp_matches(lower(worker), '\b(experts?|specialists?|phds?|doctors?|physicians?|nurses?|radiologists?|lawyers?|attorneys?|paralegals?|bankers?|accountants?|consultants?|professors?|scientists?|physicists?|chemists?|biologists?|mathematicians?|economists?|analysts?|teachers?|graduates?|stem)\b')
        THEN 'expert trainer'
    -- "Generalist graders" and "generalists" are one kind of work.
    WHEN regexp_matches(lower(worker), '\bgeneralists?\b') THEN 'annotator or generalist'
    WHEN regexp_matches(lower(worker), '\b(moderat\w+|raters?|rating|reviewers?|evaluators?|graders?|checkers?|quality \w+|red.team\w*)\b')
        THEN 'moderator or rater'
    WHEN regexp_matches(lower(worker), '\b(annotat\w+|label\w+|taggers?|tagging|taskers?|trainers?|tutors?|generalists?|(data|crowd|click|micro|gig|ghost|platform|task) ?workers?|crowdworkers?|clickworkers?|microworkers?|turkers?|transcri\w+|taskforce|data entry|data collect\w+)\b')
        THEN 'annotator or generalist'
    ELSE 'other'
END;
COMMENT ON MACRO role_class IS 'Kind of work that the words for a worker name: annotator or generalist, expert trainer, moderator or rater, engineer, performer or writer, other';
