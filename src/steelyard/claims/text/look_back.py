"""What stands before a number: sign, currency, comparator, and a word that says what it is.

It is read backwards from the number, so that a text is gone through once.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from steelyard.claims.printed import Comparator
from steelyard.claims.text.lexicon import lexicon
from steelyard.claims.text.vocabulary import LATIN, alternatives, spellings, table, words

__all__ = ["NOTHING", "Before", "look_back", "look_back_over_owner"]

_REACH = 28
_SPACE = "[ \u00a0\u3000]?+"


class Before(NamedTuple):
    """What stands before a number.

    Parameters
    ----------
    length, outer
        How many characters it takes, without and with the context.
    negative
        Whether there is a minus.
    currency
        The code of a currency; empty for a sign that several have; None for none.
    comparator, context
        What its words mean, as in their tables.
    only
        Characters of which one must begin the number, else there is nothing before it.
    signed
        Whether it begins with a dash.
    """

    length: int
    outer: int
    negative: bool
    currency: str | None
    comparator: Comparator | None
    context: str
    only: str
    signed: bool


NOTHING = Before(0, 0, False, None, None, "", "", False)


def look_back(text: str, start: int, floor: int, simplified: bool) -> Before:
    """Return what stands before a number.

    Parameters
    ----------
    text
        The text.
    start
        Where the number begins.
    floor
        Where the figure before it ends.
    simplified
        Whether the text is in Simplified Chinese.

    Examples
    --------
    >>> said = look_back("up from less than US$11", 21, 0, simplified=False)
    >>> said.comparator, said.currency, said.length
    ('under', 'USD', 13)
    """
    window = text[max(floor, start - _REACH) : start][::-1]
    found = _pattern().match(window)
    assert found is not None
    if not found.end():
        return NOTHING
    said = _said(found[0], simplified)
    if said.only and text[start] not in said.only:
        return NOTHING
    if said.signed and floor and start - said.length == floor:
        return NOTHING  # a dash right after a figure
    return said


def look_back_over_owner(text: str, start: int, floor: int) -> Before:
    """Return the comparator before the owner of a share: 約為荷蘭的一半, 不足全球的三分之一.

    Only for a share: 超過去年的180個 compares with last year's 180.

    >>> said = look_back_over_owner("約為荷蘭的一半", 5, 0)
    >>> said.comparator, said.length
    ('about', 5)
    """
    found = _owner().search(text[max(floor, start - _REACH) : start])
    if found is None:
        return NOTHING
    length = len(found[0])
    return NOTHING._replace(length=length, outer=length, comparator=lexicon().comparators[found[1]])


@cache
def _owner() -> re.Pattern[str]:
    rows = [row for row in table("comparators") if row["place"] == "before"]
    conditions = {
        row["word"]: "" for row in rows if not row["word"].isascii() and not row["only_before"]
    }
    barred = {row["word"]: row["not_after"] for row in rows if row["not_after"]}
    known = "|".join(
        (f"(?<![{barred[word]}])" if word in barred else "") + re.escape(word)
        for word in sorted(conditions, key=lambda word: (-len(word), word))
        if word[0] not in "達达高多~～∼≈＞＜≥≧≤≦"
    )
    return re.compile(
        rf"({known})(?:[為为是佔占]|等[於于]|相[當当][於于])?[\u3400-\u9fff{LATIN} ]{{1,12}}的$"
    )


@lru_cache(maxsize=4096)
def _said(turned: str, simplified: bool) -> Before:
    """Return what words mean that stand before a number, turned around."""
    found = _pattern().match(turned)
    assert found is not None
    near, currency, far, comparator, context = (
        None if part is None else part[::-1] for part in found.groups()
    )
    known = lexicon()
    kind = "" if context is None else known.contexts[context]
    ends = [found.end(name) for name in ("near", "currency", "far", "comparator")]
    if kind == "ordinal":
        ends.append(found.end("context"))
    code = None
    if currency is not None:
        code = known.currencies[currency] or ("CNY" if simplified else "")
    return Before(
        length=max(0, *ends),
        outer=found.end(),
        negative=(near or far or "+") not in ("+", "＋"),
        currency=code,
        comparator=None if comparator is None else known.comparators[comparator],
        context=kind,
        only="" if comparator is None else known.only_before.get(comparator, ""),
        signed=turned[-1] in "-−–－",
    )


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of what stands before a number, for the text turned around."""
    sign = r"[-+−–－＋]|負|负|sunim|SUNIM"
    currencies = {word: _border(word) for word in words("currencies", "place", "before", "both")}
    comparators: dict[str, str] = {}
    for row in table("comparators"):
        if row["place"] == "before":
            unless = f"(?![{row['not_after']}])" if row["not_after"] else ""
            comparators |= {form: _border(form) or unless for form in spellings(row["word"])}
    contexts = {form: _border(form) for row in table("contexts") for form in spellings(row["word"])}
    return re.compile(
        rf"(?:(?P<near>{sign})(?![0-9{LATIN}%）)]))?"
        rf"(?:{_SPACE}(?P<currency>{alternatives(currencies, backwards=True)}))?"
        rf"(?:[ ]?+(?P<far>{sign})(?![0-9{LATIN}%）)]))?"
        rf"(?:{_SPACE}(?P<comparator>{alternatives(comparators, backwards=True)}))?"
        rf"(?:{_SPACE}(?P<context>{alternatives(contexts, backwards=True)}))?"
    )


def _border(word: str) -> str:
    """Return what must not stand before a word: a letter before a Latin one."""
    return f"(?![{LATIN}])" if word[0].isascii() and word[0].isalpha() else ""
