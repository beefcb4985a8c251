-- Which party do the words for a speaker or document name?
-- The one place that decides it by words alone; claim_voices asks for names first. The first party whose words occur
-- wins: "a spokesman for the union" speaks for the union, "the ministry's spokeswoman" for the ministry. A survey that
-- the company made itself is the company's word. Words that name no party give null.
CREATE OR REPLACE MACRO voice_in_words(name) AS
CASE
    WHEN name IS NULL THEN NULL
    WHEN regexp_matches(lower(name), '\b(unions?|organi[sz]ers?|guild|works council|strikers?|shop stewards?|sangham?|(workers?|staff|drivers?|raters?|moderators?|translators?)[’'']*s?[’'']? (\w+ ){0,2}(association|forum|circle|network|collective|alliance|committee))\b')
        THEN 'union'
    WHEN regexp_matches(lower(name), '\b(courts?|judges?|magistrates?|justices?|tribunals?|jury|jurors|rulings?|judge?ments?|verdict|(law)?suits?|complaint|affidavit|indictment|pleadings?|court (filings?|papers|records?|documents?)|plaintiffs?)\b')
        THEN 'court'
    WHEN regexp_matches(lower(name), '\b(ministry|ministries|ministers?|regulators?|inspectorate|inspectors?|commission|commissioners?|ombudsman|government|labou?r (department|office|board)|department of \w+|wages? (board|council)|(national|federal|state) \w+ (board|authority|agency))\b')
        THEN 'regulator'
    WHEN regexp_matches(lower(name), '\b(stud(y|ies)|surveys?|research\w*|polls?|census|universit(y|ies)|institutes?|professors?|economists?|sociologists?|academics?|scholars?|scientists?|think.tanks?|white papers?|statistics)\b')
         AND NOT regexp_matches(lower(name), '\b(compan(y|ies)|platforms?|employers?|in-house|internal)\b')
        THEN 'researcher'
    WHEN regexp_matches(lower(name), '\b(clients?|customers?)\b')
        THEN 'client'
    -- An "email sent to workers" is read by them and written by whom it does not say; "lawyers for the tutors" are not they.
    WHEN regexp_matches(lower(name), '\b(e-?mails?|letters?|messages?|memos?|notices?|notes?|announcements?|posts?|texts?) (\w+ ){0,2}(to|for) (\w+ ){0,3}(workers?|employees?|staff|contractors?|freelancers?|tutors?|trainers?|raters?|annotat\w+|label\w+|moderators?|taskers?|graders?|transcribers?|drivers?|applicants?|experts?)\b')
      OR regexp_matches(lower(name), '\b(lawyers?|attorneys?|counsel|solicitors?|barristers?)\b')
        THEN NULL
    WHEN regexp_matches(lower(name), '\b(company|firm|agency|platform|spokes\w+|recruiters?|managers?|management|employers?|executives?|ceo|founders?|start-?up|boss(es)?|chief (executive|operating|financial|technology|academic)|managing director|vice.president|head of (operations|community|people|communications|policy|human resources))\b')
        THEN 'platform'
    WHEN regexp_matches(lower(name), '^(i|we)$|\b(workers?|employees?|staff|contractors?|freelancers?|tutors?|trainers?|raters?|annotat\w+|label\w+|moderators?|taskers?|graders?|transcribers?|drivers?)\b')
        THEN 'worker'
END;
COMMENT ON MACRO voice_in_words IS 'Party that the words for a speaker or document name: union, court, regulator, researcher, client, platform or worker; null when they name none';
