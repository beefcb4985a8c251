"""Sentences of summaries, true and corrupted, of four invented articles: what the gate was built against."""

from pipeline.publish.gate import Cited, Stored

STRIKE = (
    "Annotators at Labelworks voted 812 to 94 on Tuesday to stop work from 1 December, the Data Workers Guild said.",
    "Base pay for general annotation fell from $30 to $24 an hour over the past year, according to offer letters seen by The Harbor Ledger.",
    "Labelworks denied that it had cut the pay of medical experts, who still earn up to $120 an hour.",
    "“Contractors remain free to decline projects,” said Maria Okafor, the company's head of operations.",
    "She said the firm may open a second office in Nairobi next year.",
    "The guild filed its complaint after Labelworks suspended 40 annotators in Manila.",
    "Taskwell, a rival, pays reviewers $18 an hour and translators $22 an hour.",
    "At least 12% of the workforce has left since March, the guild estimates.",
)
COURT = (
    "Taskwell sued the former contractor Daniel Mbeki in March over leaked guidelines.",
    "Judge Elena Ruiz did not dismiss the claims of 2,400 raters that they were employees.",
    "The raters allege that Taskwell withheld £3.2 million in wages between 2021 and 2023.",
    "“I was paid for six minutes of a twenty-minute task,” Mbeki told the court in Leeds.",
    "A ruling is expected in January, before the appeal of Moro is heard.",
    "The company must pay interim costs of £45,000 because it missed a filing deadline.",
    "Raters in Leeds were paid £11.50 an hour, less than the £12.21 minimum wage.",
)
NAIROBI = (
    "Moderators in Nairobi signed a two-year agreement with Sable Stream that sets a floor of KSh 650 an hour.",
    "Before the deal, moderators earned KSh 480 an hour and team leads KSh 700.",
    "The Union of Content Workers wanted KSh 800 but accepted the offer on Friday.",
    "Sable Stream plans to hire 150 moderators in Kampala, its director Amos Kiptoo said.",
    "“Nobody should watch this for the price of a lunch,” said Wanjiru Otieno, a moderator.",
    "Counselling will not be paid before the second year.",
    "The firm increased the number of breaks from two to four per shift.",
)
INDIA = (
    "Annotators in Pune get ₹2 per image, about half of what the firm paid in 2024.",
    "PixelKart raised the monthly salary of team leads to ₹38,000 in October.",
    "Workers report that the platform blocked accounts after they asked for back pay.",
    "The firm's lawyer, Neha Kulkarni, refused to comment on the blocked accounts.",
    "A survey of 310 workers by the Labour Research Forum found that 64 percent worked more than nine hours a day.",
    "“We will never publish their names,” the forum said of the workers it interviewed.",
    "Images are checked twice, first by a student and then by a doctor.",
)
ARTICLES = {
    "strike": ("https://harbor.example/strike", "Annotators vote to strike", "The Harbor Ledger", STRIKE),
    "court": ("https://courts.example/taskwell", "Raters' case goes on", "Courtside", COURT),
    "nairobi": ("https://standard.example/deal", "Moderators sign first agreement", "Eastern Wire", NAIROBI),
    "india": ("https://pune.example/images", "Two rupees an image", "Pune Post", INDIA),
}
CLAIMS = {
    "strike": (
        ("30", "USD", "hour", "Labelworks"),
        ("24", "USD", "hour", "Labelworks"),
        ("120", "USD", "hour", "Labelworks"),
        ("18", "USD", "hour", "Taskwell"),
        ("22", "USD", "hour", "Taskwell"),
    ),
    "court": (("11.5", "GBP", "hour", "Taskwell"),),
    "nairobi": (
        ("650", "KES", "hour", "Sable Stream"),
        ("480", "KES", "hour", "Sable Stream"),
        ("700", "KES", "hour", "Sable Stream"),
    ),
    "india": (("2", "INR", "task", "PixelKart"), ("38000", "INR", "month", "PixelKart")),
}

TRUE = (
    ("strike", (0,), STRIKE[0]),
    ("strike", (1,), STRIKE[1]),
    ("strike", (1,), "Base pay for general annotation fell from $30 to $24 an hour over the past year."),
    ("strike", (1,), "According to offer letters, base pay for general annotation fell from $30 to $24/hr."),
    ("strike", (2,), "Labelworks denied cutting the pay of medical experts."),
    ("strike", (2,), "Medical experts still earn up to $120 an hour."),
    ("strike", (3,), "Contractors “remain free to decline projects,” Maria Okafor of Labelworks said."),
    ("strike", (3,), "Maria Okafor told reporters: “Contractors remain free to decline projects.”"),
    ("strike", (3, 4), "Okafor said the firm may open a second office in Nairobi next year."),
    ("strike", (5,), "The guild filed its complaint after 40 annotators in Manila were suspended by Labelworks."),
    ("strike", (6,), "Taskwell pays translators $22 an hour and reviewers $18 an hour."),
    ("strike", (6,), "Reviewers at Taskwell are paid 18 dollars per hour."),
    ("strike", (7,), "The guild estimates that at least 12 percent of the workforce has left since March."),
    (
        "strike",
        (0,),
        "The Data Workers Guild said annotators at Labelworks voted 812 to 94 to stop work from 1 December.",
    ),
    ("court", (0,), "Former contractor Daniel Mbeki was sued by Taskwell in March over leaked guidelines."),
    ("court", (1,), "Judge Elena Ruiz did not dismiss the raters' claims."),
    ("court", (1,), "The judge did not dismiss the claims of 2,400 raters that they were employees."),
    ("court", (2,), "The raters allege that Taskwell withheld £3.2m in wages."),
    ("court", (2,), "Taskwell is alleged to have withheld £3.2 million in wages between 2021 and 2023."),
    ("court", (3,), COURT[3]),
    ("court", (3,), "Mbeki said he was paid for “six minutes of a twenty-minute task”."),
    ("court", (4,), "A ruling is expected in January."),
    ("court", (5,), "Because it missed a filing deadline, the company must pay interim costs of £45,000."),
    ("court", (6,), "Raters in Leeds were paid £11.50 per hour, less than the minimum wage of £12.21."),
    (
        "court",
        (0, 1),
        "Taskwell sued Daniel Mbeki in March, and Judge Elena Ruiz did not dismiss the claims of 2,400 raters.",
    ),
    ("nairobi", (0,), "The two-year agreement with Sable Stream sets a floor of KSh 650 an hour."),
    ("nairobi", (0,), "Moderators in Nairobi signed a two-year agreement that sets a floor of 650 shillings per hour."),
    ("nairobi", (1,), "Moderators earned KSh 480 an hour before the deal."),
    ("nairobi", (2,), "The union accepted the offer on Friday but wanted KSh 800."),
    ("nairobi", (3,), "Sable Stream plans to hire 150 moderators in Kampala."),
    ("nairobi", (4,), "“Nobody should watch this for the price of a lunch,” Wanjiru Otieno said."),
    ("nairobi", (5,), NAIROBI[5]),
    ("nairobi", (6,), "The number of breaks was increased from 2 to 4 per shift."),
    ("india", (0,), "Annotators in Pune get ₹2 an image."),
    (
        "india",
        (1,),
        "The monthly salary of team leads was raised to ₹38,000 in October by [PixelKart](https://pune.example/images).",
    ),
    ("india", (2,), "The platform blocked accounts after workers asked for back pay, they report."),
    ("india", (3,), "Neha Kulkarni, the firm's lawyer, refused to comment."),
    ("india", (4,), "In a survey of 310 workers, 64% worked more than nine hours a day."),
    ("india", (5,), "The forum said: “We will never publish their names.”"),
    ("india", (6,), "Images are checked first by a student and then by a doctor."),
)

CORRUPTED = (
    ("digit", "strike", (1,), "Base pay for general annotation fell from $30 to $26 an hour over the past year."),
    ("digit", "court", (2,), "The raters allege that Taskwell withheld £3.4 million in wages between 2021 and 2023."),
    ("digit", "nairobi", (3,), "Sable Stream plans to hire 115 moderators in Kampala, its director Amos Kiptoo said."),
    (
        "digit",
        "india",
        (4,),
        "A survey of 310 workers by the Labour Research Forum found that 64 percent worked more than eight hours a day.",
    ),
    ("currency", "strike", (6,), "Taskwell, a rival, pays reviewers £18 an hour."),
    ("currency", "court", (5,), "The company must pay interim costs of €45,000 because it missed a filing deadline."),
    ("currency", "nairobi", (0,), "The two-year agreement with Sable Stream sets a floor of $650 an hour."),
    ("currency", "india", (1,), "PixelKart raised the monthly salary of team leads to $38,000 in October."),
    ("unit", "strike", (2,), "Medical experts still earn up to $120 a day."),
    ("unit", "court", (2,), "The raters allege that Taskwell withheld £3.2 billion in wages between 2021 and 2023."),
    ("unit", "india", (0,), "Annotators in Pune get ₹2 per hour."),
    ("unit", "strike", (7,), "At least 12 points of the workforce has left since March, the guild estimates."),
    ("owner", "strike", (6,), "Taskwell, a rival, pays reviewers $22 an hour and translators $18 an hour."),
    ("owner", "strike", (6,), "Labelworks pays translators $22 an hour."),
    ("owner", "nairobi", (1,), "Before the deal, team leads earned KSh 480 an hour."),
    ("owner", "court", (6,), "Raters in Manchester were paid £11.50 an hour."),
    ("direction", "strike", (1,), "Base pay for general annotation rose from $30 to $24 an hour over the past year."),
    ("direction", "strike", (1,), "Base pay for general annotation fell from $24 to $30 an hour over the past year."),
    ("direction", "india", (1,), "PixelKart cut the monthly salary of team leads to ₹38,000 in October."),
    ("direction", "court", (6,), "Raters in Leeds were paid £11.50 an hour, more than the £12.21 minimum wage."),
    ("negation", "strike", (2,), "Labelworks confirmed that it had cut the pay of medical experts."),
    ("negation", "strike", (4,), "She said the firm will open a second office in Nairobi next year."),
    ("negation", "court", (1,), "Judge Elena Ruiz dismissed the claims of 2,400 raters that they were employees."),
    ("negation", "nairobi", (3,), "Sable Stream has hired 150 moderators in Kampala, its director Amos Kiptoo said."),
    (
        "quotation",
        "strike",
        (3,),
        "“Contractors remain free to refuse projects,” said Maria Okafor, the company's head of operations.",
    ),
    (
        "quotation",
        "court",
        (3,),
        "“I was not paid for six minutes of a twenty-minute task,” Mbeki told the court in Leeds.",
    ),
    ("quotation", "nairobi", (5,), "Counselling “will not be paid” before the second year."),
    ("quotation", "india", (5,), "“We will publish their names,” the forum said of the workers it interviewed."),
    (
        "name",
        "strike",
        (3,),
        "“Contractors remain free to decline projects,” said Maria Okoro, the company's head of operations.",
    ),
    ("name", "court", (0,), "Moro sued the former contractor Daniel Mbeki in March over leaked guidelines."),
    ("name", "nairobi", (3,), "Sable Stream plans to hire 150 moderators in Kigali, its director Amos Kiptoo said."),
    (
        "name",
        "india",
        (4,),
        "A survey of 310 workers by the Labour Rights Forum found that 64 percent worked more than nine hours a day.",
    ),
    (
        "link",
        "strike",
        (0,),
        "Annotators at [Labelworks](https://harbor.example/strikes) voted 812 to 94 to stop work from 1 December.",
    ),
    ("link", "court", (4,), "A [ruling](http://courts.example/taskwell) is expected in January."),
    (
        "link",
        "nairobi",
        (0,),
        "Moderators in Nairobi signed a two-year agreement (https://standard-example.example/deal).",
    ),
    ("link", "india", (0,), "Annotators in Pune get [₹2 per image](javascript:alert(1))."),
    ("order", "court", (0,), "The former contractor Daniel Mbeki sued Taskwell in March over leaked guidelines."),
    ("order", "strike", (5,), "Labelworks suspended 40 annotators in Manila after the guild filed its complaint."),
    ("order", "court", (4,), "A ruling is expected in January, after the appeal of Moro is heard."),
    ("order", "india", (6,), "Images are checked twice, first by a doctor and then by a student."),
)


def cited(article: str, places: tuple[int, ...]) -> tuple[Cited, ...]:
    """The article with the sentences that are cited."""
    url, title, outlet, sentences = ARTICLES[article]
    chosen = tuple(sentences[place] for place in places)
    return (Cited(url=url, title=title, outlet=outlet, text=" ".join(sentences), sentences=chosen),)


def stored(article: str) -> tuple[Stored, ...]:
    """The pay claims of an article."""
    from decimal import Decimal

    return tuple(
        Stored(amount_min=Decimal(amount), amount_max=Decimal(amount), currency=currency, unit=unit, platform=platform)
        for amount, currency, unit, platform in CLAIMS[article]
    )
