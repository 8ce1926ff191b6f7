"""Audits made by hand, for tests of what shows them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steelyard.claims.file.grammar import Claim, Claims, Source
from steelyard.claims.found import Span
from steelyard.claims.interval import Interval
from steelyard.claims.outcome import Audit, Checked, Disagreement, Repair
from steelyard.claims.printed import Printed
from steelyard.i18n import message
from steelyard.scheme.base import Text

YI = 10**8


def share(text: str, **more: Any) -> Printed:
    """Return a percentage with its decimals."""
    return figure(text, "0.01", percent=True, **more)


def figure(text: str, worth: str | int = 1, **more: Any) -> Printed:
    """Return the figure of a text with one number in it, which counts ``worth``."""
    digits = "".join(sign for sign in text if sign.isdigit() or sign == ".")
    places = len(digits.partition(".")[2])
    scale = Fraction(worth)
    return Printed(text, Fraction(digits) * scale, scale / 10**places, **more)


def checked(name: str, printed: Printed | None = None, **more: Any) -> Checked:
    """Return a claim and its verdict; what is no field of either is of the claim."""
    of_verdict = {
        key: more.pop(key)
        for key in ("verdict", "found", "nominal", "missing", "computation", "against", "span")
        if key in more
    }
    claim = Claim(printed=printed.text if printed else None, **more)
    said = None if printed is None else printed.interval(Fraction(1, 20))
    found = of_verdict.get("found")
    off = None if said is None or found is None else said.distance(found)
    return Checked(
        name, claim, printed, of_verdict.pop("verdict", "holds"), said=said, off=off, **of_verdict
    )


def between(low: str | int, high: str | int) -> Interval:
    """Return an interval with both its ends."""
    return Interval(Fraction(low), Fraction(high))


TEXT = """\
The list counts 500 brands from 33 countries, worth over 14 trillion USD; \
the mean is 285.44 億 USD.
China has 78 brands, 15.6% of the list, worth 22,764 億 USD in all or 15.9% of the value, \
292 億 each.
Shenzhen is second in the country with its 7 brands, after Beijing; Shanghai has 8.

"15 cities" have one each, and 16 names follow. \
The first page speaks of 525 companies, the last of 581.
Among traditional manufacturers there are 20 brands, 25.6% of the 78.
"""


def _at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def brands() -> Audit:
    """Return an audit with a claim of every verdict and every kind."""
    source = "piece"
    count = figure("500 brands", exact=True, unit="brands")
    rows = (
        checked(
            "brands",
            count,
            title="Brands on the list",
            source=source,
            words="500 brands from 33 countries",
            span=_at("500 brands from 33 countries"),
            query="SELECT count(*) FROM list",
            found=Interval.point(500),
            nominal=Fraction(500),
            computation="SELECT count(*) FROM list = 500",
        ),
        checked(
            "total",
            figure("over 14 trillion USD", 10**12, comparator="over", currency="USD"),
            title="Value of all brands",
            source=source,
            words="worth over 14 trillion USD",
            span=_at("worth over 14 trillion USD"),
            formula="brands * mean",
            found=between(500 * 285435 * 10**5, 500 * 285445 * 10**5),
            nominal=Fraction(500 * 28544 * 10**6),
            computation="500 × 285.44 億 = 142,720 億",
            against=("brands", "mean"),
        ),
        checked(
            "mean",
            figure("285.44 億 USD", YI, currency="USD"),
            verdict="unchecked",
            title="Mean value of a brand",
            source=source,
            words="the mean is 285.44 億 USD",
            span=_at("the mean is 285.44 億 USD"),
            missing=message("Nothing else says how much it is."),
        ),
        checked(
            "share",
            share("15.9%"),
            verdict="contradicted",
            title="China's share of the value",
            source=source,
            words="worth 22,764 億 USD in all or 15.9% of the value",
            span=_at("worth 22,764 億 USD in all or 15.9% of the value"),
            formula="china / total",
            found=between("0.15991", "0.1607"),
            nominal=Fraction("0.1603"),
            computation="22,764 億 ÷ 142,000 億 = 16.03%",
            against=("china", "total"),
        ),
        checked(
            "china",
            figure("22,764 億 USD", YI, currency="USD"),
            verdict="possible",
            title="Value of China's brands",
            source=source,
            words="worth 22,764 億 USD in all",
            span=_at("worth 22,764 億 USD in all"),
            formula="78 * each",
            found=between(78 * 2915 * 10**7, 78 * 2925 * 10**7),
            nominal=Fraction(78 * 292 * YI),
            computation="78 × 292 億 = 22,776 億",
            against=("each",),
        ),
        checked(
            "each",
            figure("292 億", YI),
            verdict="truncated",
            title="Mean value of China's brands",
            source=source,
            words="292 億 each",
            span=_at("292 億 each"),
            formula="china / 78",
            found=Interval.point(Fraction(2927 * 10**7)),
            nominal=Fraction(2927 * 10**7),
            computation="22,831 億 ÷ 78 = 292.7 億",
        ),
        checked(
            "second",
            figure("2nd", exact=True),
            verdict="contradicted",
            title="Shenzhen's place",
            source=source,
            words="Shenzhen is second in the country with its 7 brands",
            span=_at("Shenzhen is second in the country with its 7 brands"),
            query="SELECT 1 + count(*) FROM cities WHERE brands > 7",
            found=Interval.point(3),
            nominal=Fraction(3),
            computation="SELECT 1 + count(*) FROM cities WHERE brands > 7 = 3",
        ),
        checked(
            "more",
            verdict="contradicted",
            title="Shenzhen has more than Shanghai",
            formula="shenzhen > shanghai",
            found=Interval.point(0),
            computation="7 > 8",
            status="proposed",
            certainty=0.87,
        ),
        checked(
            "companies",
            figure("525", exact=True),
            verdict="contradicted",
            quantity="chinese-companies",
            source=source,
            words="525 companies",
            span=_at("525 companies"),
            found=Interval.point(581),
            against=("companies_below",),
        ),
        checked(
            "companies_below",
            figure("581", exact=True),
            verdict="contradicted",
            quantity="chinese-companies",
            source=source,
            words="the last of 581",
            span=_at("the last of 581"),
            found=Interval.point(525),
            against=("companies",),
            status="proposed",
            certainty=0.6,
        ),
    )
    declared = Claims(
        title="World Brand 500, as printed",
        about="Figures of one piece.",
        sources={
            "piece": {"title": "A piece of January 2026", "text": "piece.txt"},
            "list": {"title": "The list itself", "url": "https://example.org/list"},
        },
        claims={one.name: one.claim for one in rows},
    )
    return Audit(
        declared,
        rows,
        (Disagreement("chinese-companies", ("companies", "companies_below")),),
        (
            Repair(("companies", "companies_below"), (("companies",), ("companies_below",))),
            Repair(("share", "china", "total"), (("share",),)),
        ),
        {"piece": TEXT},
    )


def audit_of(*rows: Checked, text: str | None = None) -> Audit:
    """Return the audit of a few claims; with ``text``, of one source."""
    piece = Source.model_validate({"title": "The piece", "text": "piece.txt"})
    sources = {} if text is None else {"piece": piece}
    claims = {one.name: one.claim for one in rows}
    declared = Claims.model_construct(title=Text("A few"), sources=sources, claims=claims)
    return Audit(declared, rows, texts=None if text is None else {"piece": text})
