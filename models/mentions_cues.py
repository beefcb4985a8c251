"""Words beside a name that tell an organisation from an ordinary word: lists only, all folded to lower case.

They were written down from how news English speaks of companies and of the people who work for them, not from one
publication; `models.mentions_ambiguity` weighs them.
"""

import re

_KINDS = (
    r"platform|company|start-?up|union|marketplace|firm|subsidiary|brand|site|app|service|outsourcer|vendor|business|"
    r"association|network|unit|division|arm|maker|lab|"
    r"non-?profit|charity|organi[sz]ation|agency"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BELONGS_TO_ORGANISATION = _words(
    """
    organizers organisers contractor contractors worker workers tasker taskers annotator annotators trainer
    trainers rater raters tutor tutors moderator moderators freelancer freelancers expert experts reviewer
    reviewers participant participants employee employees staff staffer staffers recruiter recruiters manager
    managers user users ceo cto coo cfo chief founder founders cofounder co-founder co-founders president
    executive executives boss spokesperson spokeswoman spokesman lawyer lawyers attorney attorneys board
    management leadership platform platforms website site app portal dashboard marketplace account accounts
    community forum subreddit discord slack policy policies terms payroll pay payment payments payouts rate
    rates wage wages salary salaries project projects task tasks gig gigs job jobs onboarding interview
    interviews assessment assessments contract contracts office offices headquarters layoffs workforce
    subsidiary parent owner client clients customer customers investor investors valuation revenue support union
    unions crowd email emails member members posting postings listing listings
    """
)
SPEAKS_FOR_ORGANISATION = _words(
    "spokesperson spokeswoman spokesman ceo cto coo cofounder co-founder contractors taskers annotators"
)
"""After these no context is needed: nothing but an organisation has them."""
ORGANISATION_DOES = _words(
    """
    said says told tells paid pays pay hired hires fired fires announced announces launched launches declined
    declines denied denies offers offered promised promises cut cuts slashed lowered lowers raised raises
    stopped stops owes owed settled settles agreed agrees recruits recruited deactivated suspended removed
    banned emailed sent sends responded replied confirmed acquired bought sold laid lets asked asks requires
    required advertises advertised lists listed claims claimed charges charged uses used employs employed
    contracts contracted classifies classified misclassified misclassifies withheld posted matches matched
    connects connected runs operates competes competed rejected rejects onboarded onboards wrote writes argues
    argued disputes disputed maintains acknowledged admitted introduced changed refused refuses did didn't
    doesn't does hasn't hadn't won't wouldn't owns owned shut closed dropped ended paused froze blocked gave
    gives took started began signed won sought seeks expects plans planned faces faced sued doubled told calls
    called describes described markets marketed hosts dismissed terminated kicked locked ghosted kept keeps
    pulled rolled switched moved wants wanted insists insisted relies supplies supplied provides provided earned
    generated raked builds built grew reached works worked buys bought checks shares shared opens opened helps
    helped picks picked confirmed apologized apologised reported reports updated sets
    """
)
WEAK_AFTER = _words("is was has had will would can could may might also are were and or then now never still where who")
ORGANISATION_BEFORE = _words(
    """
    platform platforms company companies startup start-up startups firms vendor vendors rival rivals competitor
    competitors subsidiary parent owner giant marketplace app site website brand sued suing sue sues accuse
    accused accuses accusing joined joining join left quit quitting called named including former ex fellow
    subcontractor outsourcer union unions research-platform crowdsourcing acquired bought
    """
)
PREPOSITIONS = _words(
    "at for from on by via with through against to including like than and or of bei für von chez para"
)
# "people who work at", "was paid $9 an hour by", "a lawsuit against", "signed up for": up to three words may intervene.
WORKS_FOR = re.compile(
    r"\b(?:work(?:s|ed|ing|ers?)?|jobs?|tasks?|gigs?|contract(?:s|ed|ing|ors?)?|people|trainers?|annotators?|taskers?|"
    r"raters?|tutors?|moderators?|freelancers?|experts?|employees?|managers?|spokes(?:person|man|woman)|executives?|"
    r"ceo|founders?|staff(?:ers)?|hired|employed|paid|owned|run|operated|recruited|fired|deactivated|banned|suspended|"
    r"sign(?:ed|s|ing)? up|log(?:ged|s|ging)? (?:in|on|into|onto)|money|ma[dk]es?|making|earn(?:s|ed|ing|ings)?|"
    r"hours?|projects?|pay(?:s|ments?|checks?|outs?)?|onboarded|freelanc(?:e|es|ed|ing)|moonlight(?:s|ed|ing)?|"
    r"train(?:s|ed|ing)?|label(?:s|ed|ing)?|annotat(?:e|es|ed|ing)|lawsuits?|complaints?|class action|suits?|"
    r"messages?|emails?|"
    r"offers?|studies|surveys?)"
    r"(?: [\w$€£.,]+){0,3} (?:for|at|by|with|on|from|via|through|against|to|into|onto) "
    r"(?:the |companies like |platforms like )?$"
)
NOT_BEFORE_NAME = _words(
    """
    a an this these those any every each no some another one such my your his her our their big small large huge
    massive recent sudden sharp very so too more most less
    """
)
HYPHEN_AFTER = _words(
    """
    owned based run backed affiliated operated employed issued related branded hired contracted trained funded
    founded managed sourced vetted approved provided
    """
)
HYPHEN_BEFORE = _words("ex non anti former pro post pre")
MAY_FOLLOW_NAME = _words(
    """
    ceo cto coo cfo chief founder co-founder cofounder president inc inc. corp corp. llc ltd vice head general
    chairman monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december i i've i'm india kenya philippines us uk hr qm qms
    """
)
"""Words with a capital that may stand beside a name without being part of it."""
AFTER_SENTENCE_START = _words(
    """
    my your his her our their this these those each every some many most all one two three several another no
    any first at for on in with from by via to when while if as but and or although though because since after
    before until like unlike both former current how why what is does did can will has the its so then now yet
    working joining inside meanwhile startup rival rivals competitors companies platforms that where who only
    even not
    """
)
"""Words that open a sentence directly before a name; any other capital there is taken for part of the name."""

ADVERBS = _words("also never then now still later has had have reportedly soon recently abruptly suddenly once already")
"""Words that may stand between a name and what it does."""
IS_A_COMPANY = re.compile(
    rf" (?:is|was|are|were|became) (?:an?|the|one of|part of) (?:[\w-]+ ){{0,4}}(?:{_KINDS})"
    r"|(?: (?:is|was|has been|had been|being|were))? (?:bought|sold|founded|acquired|sued|accused|launched|shut|valued|"
    r"owned|fined|backed|criticised|criticized|investigated|ordered|based|headquartered|forced|run|led)(?: \w+)? "
    r"(?:by|in|for|at|of|down|over|to|from)\b"
    r"| (?:is|was|are|has been) (?:now |still |currently |also |not )?"
    r"(?:hiring|paying|offering|recruiting|looking for|seeking|"
    r"cutting|laying|facing|asking|requiring|advertising|testing|suing|expanding|launching|shutting|ending|closing|"
    r"refusing|withholding|tracking|onboarding|raising|lowering|reviewing|deactivating|banning|moving|training)\b"
    r"| and (?:its|their) (?:parent|subsidiary|subsidiaries|contractors|workers|founders?|owners?|clients?|rivals?|"
    r"competitors|peers|lawyers|executives|investors|chief)\b"
    rf"|[,:]? (?:an?|the|which|whose|owned|run|founded|based|formerly|part of|known) "
    rf"(?:[\w'’-]+ ){{0,5}}?(?:{_KINDS}|by|as)\b"
)
"""What follows a name that is said to be a company: "is a platform", "was bought by", ", a start-up"."""
COMMEMORATES = re.compile(
    r"\b(?:plaque|statue|portrait|biograph(?:y|er)|bust|memorial|monument|bank ?note|stamp|film|play|opera|poem|essay|"
    r"tribute|homage|novel|life|grave|birthday|centenary|mother|father|daughter|son|sister|brother|widow|teacher)s?"
    r" (?:for|of|to|on|about) (?:the )?$"
)
"""What people get and firms do not: "a plaque for", "the mother of"."""
AGE_AFTER = re.compile(
    r", (?:aged )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    r"eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?),"
)
LONG_AGO = re.compile(r"\b(?:1[5-9]\d\d|(?:18|19)\d0s)\b")
"""No firm of these names is older than this century, and a year in its sentence is seldom older than the firm."""
WORD_ITSELF = _words("word term words name title phrase noun adjective verb nickname surname")
"""Before these spellings the sentence speaks of the word: "the term Outlier"."""
IS_EXPLAINED = re.compile(r",? (?:which |that )?(?:in \w+ )?(?:means|meant|meaning|translates|is \w+ for)\b")
ACTS_ON_PEOPLE = _words("me us him her them people workers contractors annotators raters trainers taskers tutors")
"""Objects of what a firm does to people: "locked me out", "paid us"."""
