"""The brief of a unit as plain data: what its page says, in the length of one or two pages.

It is made of the content of the unit's page and computes nothing, so that paper and page say the
same. What would not fit is left to the page, and the brief says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.i18n import _, message
from steelyard.publish.layout.page import Masthead
from steelyard.publish.numbers import MISSING, number, rank
from steelyard.publish.paper.lists import short
from steelyard.publish.paper.trees import row_of, rows_within
from steelyard.publish.paper.wording import of_brief

__all__ = ["LENGTHS", "Length", "brief"]

Content = Mapping[str, Any]
_MOST_CRITERIA = 4
"""How many criteria stand beside the peers."""
_MOST_RANKS = 60
"""The longest list of which all ranks are on the scale of the picture."""


@dataclass(frozen=True)
class Length:
    """How much of everything is told.

    Parameters
    ----------
    rows
        Rows of the tree.
    lines
        Entries of each list: steps, breaches, findings.
    longest
        Characters of a name or sentence.
    """

    rows: int
    lines: int
    longest: int


LENGTHS = (
    Length(70, 8, 400),
    Length(56, 5, 240),
    Length(40, 4, 160),
    Length(24, 2, 120),
    Length(8, 1, 60),
)
"""What is tried, in this order, until it fits."""


def brief(title: str, content: Content, masthead: Masthead, length: Length) -> Mapping[str, Any]:
    """Return the brief of a unit in the current language.

    Parameters
    ----------
    title
        What the unit is called.
    content
        The content of its page.
    masthead
        The frame of the pages.
    length
        How much of everything is told.
    """
    rows, whole = rows_within(content["tree"], length.rows)
    marks = [f"{one['mark']}: {one['meaning']}" for one in content["legend"]]
    told = {
        "title": title,
        "author": "Steelyard",
        "publication": masthead.title,
        "notice": masthead.notice,
        "groups": list(_groups(content)),
        "facts": list(_facts(content)),
        "ranks": _ranks(content["sure"]),
        "sentences": list(_sentences(content)),
        "estimates": [_estimate(one) for one in content["estimates"]],
        "criteria": _criteria(content),
        "strengths": [_named(one, content) for one in content["strengths"]],
        "weaknesses": [_named(one, content) for one in content["weaknesses"]],
        "next": _next(content, length),
        "steps": _steps(content, length),
        "breaches": _breaches(content, length),
        "findings": _findings(content, length),
        "peers": _peers(content),
        "periods": _periods(content),
        "tree": [row_of(row) for row in rows],
        "notes": [*([] if whole else [_rest()]), *marks],
        "sources": [_cited(one) for one in content["sources"]],
        "points": content["points"],
        "stated": content["stated"],
        "said": {
            **of_brief(),
            "unit": content["singular"][:1].upper() + content["singular"][1:],
            "measure": content["place"]["measure"],
        },
    }
    return {name: _shortened(value, length.longest) for name, value in told.items()}


def _shortened(value: Any, longest: int) -> Any:
    match value:
        case str():
            return short(value, longest)
        case Mapping():
            return {name: _shortened(one, longest) for name, one in value.items()}
        case Sequence():
            return [_shortened(one, longest) for one in value]
    return value


def _rest() -> str:
    return _("The tree goes deeper; all of it is on the page of the site.")


def _cited(one: Content) -> str:
    note = f" {one['note']}" if one["note"] else ""
    return f"[{one['number']}] {one['text']} ({one['certainty']}){note}"


def _groups(content: Content) -> Iterator[list[str]]:
    if content["place"]["list"]:
        yield ["", content["place"]["list"]]
    apart = content["place"]["list"].split(" · ")
    for one in content["place"]["groups"]:
        if one["label"] is not None and one["label"] not in apart:
            own = "" if one["rank"] is None else f" ({_('Rank')} {rank(one['rank'])})"
            yield [one["title"], one["label"] + own]


def _facts(content: Content) -> Iterator[Mapping[str, str]]:
    """Yield what is said in large figures."""
    place, interval = content["place"], content["sure"]["interval"]
    of = (
        _("in a longer list")
        if place["of_longer"]
        else str(message("of {count}", count=number(place["of"], 0)))
    )
    yield {"label": _("Rank"), "value": rank(place["rank"]), "note": of}
    if place["score"] is not None:
        value = number(place["score"], place["score_decimals"])
        median = str(
            message("median {median}", median=number(place["median"], place["score_decimals"]))
        )
        yield {"label": place["measure"], "value": value, "note": median}
    if place["grade"] is not None:
        yield {"label": _("Grade"), "value": place["grade"], "note": ""}
    if interval is not None:
        low, high = rank(interval["low"]), rank(interval["high"])
        value = low if low == high else f"{low}–{high}"
        yield {"label": _("Rank, 5–95%"), "value": value, "note": ""}


def _ranks(sure: Content) -> Mapping[str, Any] | None:
    """Return the picture of how likely each rank is; None where there is none."""
    bars = sure.get("distribution")
    if not bars or sure["peak"] <= 0 or sure["of"] < 2:
        return None
    first, last = _scale(bars[0][0], bars[-1][1], sure["of"])
    wide = last - first + 1
    return {
        "bars": [
            [(low - first) / wide, (high - low + 1) / wide, tall] for low, high, tall in _tall(bars)
        ],
        "first": rank(first),
        "last": rank(last),
    }


def _scale(best: float, worst: float, of: int) -> tuple[float, float]:
    """Return the ranks from which to which the picture runs: all, or on a long list those near."""
    if of <= _MOST_RANKS:
        return 1.0, float(of)
    beside = max(_MOST_RANKS / 4, (worst - best) / 2)
    return max(1.0, best - round(beside)), min(float(of), worst + round(beside))


def _tall(bars: Sequence[Sequence[float]]) -> list[tuple[float, float, float]]:
    """Return the bars with their heights from 0 to 1, each the probability of one of its ranks."""
    dense = [share / (high - low + 1) for low, high, share in bars]
    most = max(dense)
    return [(bar[0], bar[1], one / most) for bar, one in zip(bars, dense, strict=True)]


def _sentences(content: Content) -> Iterator[str]:
    if content["place"]["rank"] is None or content["place"]["length"] is not None:
        yield content["place"]["sentence"]
    if content["admission"] is not None and content["place"]["rank"] is None:
        yield from content["admission"]["sentences"]
    yield from content["sure"]["sentences"]
    before = content["before"]
    if before is not None and before["rank"] is not None:
        yield str(
            message(
                "In {edition} its rank was {rank}: {moved}.",
                edition=before["edition"],
                rank=rank(before["rank"]),
                moved=before["sentence"] or MISSING,
            )
        )
        parts = [f"{one['title']} {_signed(one['change'])}" for one in before["parts"]]
        if parts:
            yield _("By cause: {parts}.").format(parts=_("; ").join(parts))


def _signed(change: float) -> str:
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{rank(abs(change))}"


def _estimate(one: Content) -> Mapping[str, Any]:
    """Return a quantity by each method: values, intervals, ranks, and what parts them."""
    title = str(message("By each method: {estimate}", estimate=one["title"]))
    return {
        "title": f"{title} ({one['unit']})" if one["unit"] else title,
        "sentences": one["sentences"],
        "rows": [
            {
                "title": row["title"],
                "value": number(row["value"], one["decimals"]),
                "interval": _span(row["interval"], lambda x: number(x, one["decimals"])),
                "rank": rank(row["rank"]),
                "ranks": _span(row["rank_interval"], rank),
            }
            for row in one["methods"]
        ],
    }


def _span(interval: Sequence[float] | None, said: Callable[[float], str]) -> str:
    if interval is None:
        return MISSING
    low, high = (said(end) for end in interval)
    return low if low == high else f"{low} – {high}"


def _criteria(content: Content) -> list[Mapping[str, Any]]:
    """Return the criteria of the first level, where there are any with parts."""
    rows = [row for row in content["tree"] if row["level"] == 1]
    if all(row["indicator"] for row in rows):
        return []
    return [row_of(row) for row in rows]


def _named(one: Content, content: Content) -> Mapping[str, str]:
    value = one["value"] if one["value"] is not None else one["imputed"]
    figure = number(value, one["value_decimals"])
    of = f" / {number(content['place']['of'], 0)}"
    unit = one["unit"] or ""
    return {"title": one["title"], "figure": figure, "unit": unit, "rank": rank(one["rank"]) + of}


def _next(content: Content, length: Length) -> Mapping[str, Any] | None:
    told = content["next"]
    if told is None:
        return None
    ways = [f"{way['title']}: {way['sentence']}" for way in told["ways"]]
    return {"sentence": told["sentence"], "ways": ways, "notes": told["notes"][: length.lines]}


def _steps(content: Content, length: Length) -> list[Mapping[str, str]]:
    """Return what more points would take."""
    return [
        {"title": one["title"], "said": one["sentence"]}
        for one in content["card"]["steps"][: length.lines]
    ]


def _breaches(content: Content, length: Length) -> Mapping[str, Any]:
    """Return the rows that break a rule or were set aside, the gravest first."""
    card = content["card"]
    rows = [*card["breaches"], *card["set_aside"]]
    more = len(rows) - length.lines + card["more_breaches"] + card["more_set_aside"]
    return {
        "rows": [
            {
                "label": one["label"] or _("set aside"),
                "grave": one["severity"] == "breach",
                "rule": one["rule"],
                "said": " · ".join(part for part in (one["row"], one["amount"]) if part),
                "source": one["source"] or "",
            }
            for one in rows[: length.lines]
        ],
        "more": _more(more),
    }


def _findings(content: Content, length: Length) -> Mapping[str, Any]:
    card = content["card"]
    rules = [one["rule"] for one in (*card["breaches"], *card["set_aside"])]
    told = [one["text"] for one in content["findings"]]
    # What breaks a rule stands among the rules.
    texts = [text for text in told if not any(rule in text for rule in rules)]
    more = len(texts) - length.lines + content["more_findings"]
    return {"texts": texts[: length.lines], "more": _more(more)}


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return str(message("{count} more are on the page of the site.", count=number(count, 0)))


def _peers(content: Content) -> Mapping[str, Any] | None:
    peers = content["peers"]
    if peers is None:
        return None
    own, criteria = content["key"], peers["criteria"][:_MOST_CRITERIA]
    rows = sorted(peers["rows"], key=lambda row: (row["rank"] is None, row["rank"] or 0))
    return {
        "chosen": peers["chosen"],
        "scored": any(row["score"] is not None for row in rows),
        "criteria": [short(one["title"], 40) for one in criteria],
        "rows": [
            {
                "scores": [
                    number(score, one["decimals"])
                    for score, one in zip(row["scores"], criteria, strict=False)
                ],
                "rank": rank(row["rank"]),
                "title": short(row["title"], 60),
                "score": number(row["score"], peers["score_decimals"]),
                "own": row["key"] == own,
            }
            for row in rows
        ],
    }


def _periods(content: Content) -> list[Mapping[str, str]]:
    periods = content["periods"]
    if periods is None:
        return []
    return [
        {
            "period": str(one["period"]),
            "rank": f"{rank(one['rank'])} / {number(one['of'], 0)}",
            "score": number(one["score"], periods["score_decimals"]),
        }
        for one in periods["rows"][:10]
    ]
