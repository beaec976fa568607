"""The patterns of dates, clock times and lengths in words; every repeat is bounded."""

from __future__ import annotations

import re
from functools import cache

from reportqa.extract.cues import table
from reportqa.extract.lexicon import alternation
from reportqa.extract.times_atoms import DATA

PARTS = "morning|afternoon|evening|night"


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """The patterns by name, compiled once."""
    data = table(DATA)
    months, weekdays = alternation(data["months"]), alternation(data["weekdays"])
    numbers = alternation(data["numbers"])
    compound = r"(?:twenty|thirty|forty|fifty)[\s-](?:one|two|three|four|five|six|seven|eight|nine)"
    number = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?|{compound}|{numbers})"
    year = r"(?P<y>(?:19|20)\d\d(?!\d|:\d|\s?hrs?\b|\s?hours?\b|h\b|\s?[ap]\.?m\b)|['’]\d\d(?!\d))"
    unit = (
        r"(?P<u>sec(?:ond)?s?|min(?:ute)?s?|hrs?|hours?|days?|nights?|weeks?|wks?|months?|mos|years?|yrs?)\b"
    )
    minute = rf"(?:\d{{1,2}}|twenty[\s-]five|twenty|twenty-?\s?\w{{3,5}}|{numbers})"
    hour = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    ones = "one|two|three|four|five|six|seven|eight|nine"
    teens = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    tens = (
        rf"(?:(?:twenty|thirty|forty|fourty|fifty)(?:[\s-](?:{ones}))?|{teens}|(?:oh|o|zero)[\s-](?:{ones})|hundred"
        r"|double\s(?:oh|zero))"
    )
    mer = r"(?:\s?(?P<mer>[ap]\.\s?m\b\.?|[ap]\s?m\b))"
    part = rf"(?:\s+(?P<part>in\s+the\s+(?:early\s+)?(?:{PARTS})|at\s+night)\b)"
    flags = re.IGNORECASE
    return {
        "day_month": re.compile(
            rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\.(?=\s))?(?:\s+day)?(?:\s+of)?(?:\s{{1,2}}|-|/|)"
            rf"(?P<mon>{months})(?![a-z])\.?(?:(?:,\s?|\s|-|/|\s+of\s+|)(?:{year}|(?P<y2>\d\d)(?![\d:/-]|\s?hrs|\s?[ap]\.?m\b)))?",
            flags,
        ),
        "month_day": re.compile(
            rf"\b(?P<mon>{months})(?:\.?,?\s{{1,2}}|\.?[-/]|)(?:the\s)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:/]|\s?[ap]\.?m\b|\.\d)"
            rf"(?:(?:,\s{{0,2}}|\s|-|\s+of\s+){year})?",
            flags,
        ),
        "more_days": re.compile(
            r"(?:\s?[-–]\s?|\s(?:to|thru|through)\s|\s(?:and|&)\s(?=\d{1,2}[snrt]))(?P<span>(?P<d>[12]?\d|3[01])(?:st|nd|rd|th)?"
            rf"(?:,?\s{year})?)(?![\d:/\w-]|\s?[ap]\.?m\b|\.\d)",
            flags,
        ),
        "weekday": re.compile(
            rf"\b(?:(?P<rel>last|this|next|this\s+past|this\s+coming|the\s+following)\s+)?(?P<wd>{weekdays})\b(?:(?P<dot>\.)(?=\s*[a-z\d,]))?(?:\s+(?P<part>{PARTS}))?"
            rf"(?:,?\s+the\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)\b)?",
            flags,
        ),
        "dayword": re.compile(
            rf"\b(?:(?P<w>today|tonight|tonite|day\s+before\s+yesterday|yesterday|yest|tomorrow|tmrw)(?:\s+(?P<p1>{PARTS}))?"
            rf"|(?P<rel>last|this|that|the\s+same|same|the\s+next|the\s+following|the\s+previous|the\s+prior)\s+(?P<p2>{PARTS}|day|date)"
            rf"|the\s+(?P<p3>{PARTS}|day)\s+(?P<rel2>before))\b",
            flags,
        ),
        "ordinal": re.compile(
            r"\b(?:(?:on|for|by|since|until|before|after|of|from|at)\s+(?P<span>(?:the\s+)?(?P<d>[12]?\d|3[01])(?:st|nd|rd|th)"
            r"(?=\s*(?:$|[.,;!?)]|at\b|and\b|around\b|to\b|for\b|with\b|when\b|by\b|through\b|@)))"
            r"|(?P<span2>(?:the\s+)?(?P<d2>[12]?\d|3[01])(?:st|nd|rd|th)\s+(?:of\s+)?(?P<rel>this|next|last)\s+month)\b"
            r"|(?:on|for|by|until|since)\s+(?P<span5>the\s+(?P<d5>[12]\d|3[01]))(?=\s*(?:$|[.,;!?]))"
            r"|on\s+(?P<span3>(?P<d3>[12]\d|3[01]))(?=(?:,|\s+at)\s+\d{1,2}(?::\d\d|\s?[ap]m\b))"
            r"|(?<=[ap]m\s)on\s+(?P<span4>(?P<d4>[12]\d|3[01]))(?=\s*(?:$|[.,;!?])))",
            flags,
        ),
        "past": re.compile(
            rf"\b(?P<q>(?:a\s+)?half|(?:an?\s+|three\s+)?quarters?|{minute}(?:\s?min(?:ute)?s?)?)\s+(?P<rel>past|to|till|til|of|after|before)\s+"
            rf"(?P<h>{hour}|midnight|noon|midday)\b(?:\s?o\s?['’]?clock\b)?{mer}?{part}?",
            flags,
        ),
        "half": re.compile(
            r"\bhalf\s(?P<h>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?!\s+(?:of|hour|day|way|empty|full|open|dozen|inch|mile))",
            flags,
        ),
        "spoken": re.compile(
            rf"\b(?:(?P<z>zero|oh|o)[\s-](?P<h1>zero|one|two|three|four|five|six|seven|eight|nine)"
            rf"|(?P<h2>(?:twenty[\s-](?:one|two|three|four))|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|one|two|three|four|five|six|seven|eight|nine))"
            rf"(?:[\s-](?P<m>{tens}))?(?P<hrs>\s+(?:hundred\s+)?(?:hours?|hrs?)\b)?(?:\s(?P<oc>o\s?['’]?\s?clock)\b)?{mer}?{part}?",
            flags,
        ),
        "named": re.compile(
            r"\b(?:12\s)?(?P<n>noon|midday|noontime|midnight)\b(?!\s+(?:express|mass|blue|black|snack|shift|tour|crew|run))",
            flags,
        ),
        "length": re.compile(
            rf"(?<![\w.$/-])(?P<n>half\s+an?|(?:a|one)\s+half|an?\s+half|{number}|an|a\s+couple(?:\s+of)?|couple(?:\s+of)?|a)(?:\s{{0,2}}(?:-|–|to)\s{{0,2}}(?P<n2>\d{{1,3}}))?(?:\s+and\s+(?P<more>a\s+half))?(?:\s{{0,2}}|-){unit}\.?"
            rf"(?:(?:\s+and)?\s+(?P<half>a\s+half)|(?:,|\s+and)?\s+(?P<n3>\d{{1,3}})\s?(?P<u3>sec(?:ond)?s?|min(?:ute)?s?|hrs?|hours?|days?|months?|weeks?|years?)\b(?:(?:,|\s+and)?\s+(?P<n4>\d{{1,3}})\s?(?P<u4>sec(?:ond)?s?|min(?:ute)?s?|hrs?|hours?|days?)\b)?)?"
            r"(?P<rel>\s+(?:(?P<later>later|afterwards?|thereafter|(?:after|from)\s+(?:that|this|then|now)|after(?=\s*(?:[.,;]|$|\sthat\b|\she\b|\sshe\b|\sthey\b|\si\b)))|(?P<sooner>earlier|ago|prior|previously|beforehand|before\s+(?:that|this|then)|before(?=\s*(?:[.,;]|$)))|(?P<bound>before|after|prior\s+to)(?=\s+(?:at\s+)?\d{1,2}:?\d\d))\b)?",
            flags,
        ),
    }
