"""What a figure seems to be from the words beside it: a share, a growth, a mean, an older figure.

The word nearest to a figure decides: in "rose 15% to" the 15% is a growth, in "or 15% of" a share.
What the figure then has to do with others is left to the modules of the relations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from steelyard.claims.proposals.cues import cue, ends_with, starts_with, words

if TYPE_CHECKING:
    from steelyard.claims.proposals.passage import Figure

__all__ = ["Role", "Was", "role_of", "sinks", "was_of"]

Role = Literal[
    "share", "growth", "mean", "total", "rate", "difference", "day", "reference", "plain"
]
Was = Literal["bound", "maybe", ""]

_KINDS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("share", ("share",)),
    ("growth", ("up", "down")),
    ("mean", ("mean",)),
    ("total", ("total",)),
    ("day", ("daily",)),
)
_WAYS = ("up", "down")
_NEAR = 40
# "The ten have sales of": a small number that only points back to a larger statement.
_LARGEST_REFERENCE = 30

_OF = re.compile(r"\s*(?:\w+ )?of (?:the|its|their|all|this|that|these|those|his|our|[A-Z\d])")
_CHANGED = re.compile(
    rf"(?!\s*of\b)\s*(?:[^\W\d]+ ){{0,3}}{words('up', 'down')}(?![\u4e00-\u9fff])", re.IGNORECASE
)
# "6 euros a bottle", but not "6 euros a year".
_A_THING = re.compile(rf"\s*an? (?!(?:{words('period')})\b)[a-z]+", re.IGNORECASE)
_COMPARATIVE = re.compile(rf"\s*{words('comparative')}", re.IGNORECASE)
_BRACKET = re.compile(r"[^\W\d]*\s*[(（]\s*\Z")
_RATE = re.compile(rf"{words('rate')}[^,，;；]{{0,14}}\Z", re.IGNORECASE)
_REFERENCE = re.compile(rf"{words('reference')}\s*\Z", re.IGNORECASE)
_BY = re.compile(
    rf"{words('up', 'down')}[^,;]{{0,20}}\bby\s*\Z|{words('change_of')}\s*\Z", re.IGNORECASE
)
_ADDED = re.compile(rf"{words('added')}[^\W\d]{{0,3}}\Z")
_NEW_THINGS = re.compile(r"[新净淨]增[^\W\d]{0,4}\Z")
_UNTIL = re.compile(rf"{words('until')}\s*\Z", re.IGNORECASE)
_REACHED = re.compile(rf"{words('until', 'reached')}\s*\Z", re.IGNORECASE)
# 占比 is a share, 比例 a proportion: neither compares.
_COMPARED = re.compile(
    rf"(?<![占佔])(?:{words('compared')})(?![例重率业業])[^,，;；]{{0,40}}\Z", re.IGNORECASE
)
_LONGEST_COMPARED_HAN = 15
_EARLIER = re.compile(
    rf"{words('earlier')}(?P<same>同期)?[^\W\d]{{0,8}}?(?P<was>[为為是有仅僅只]?)\Z", re.IGNORECASE
)
_EARLIER_AFTER = re.compile(rf"\s*(?:[^\W\d]+ ){{0,3}}{words('earlier_after')}", re.IGNORECASE)


def role_of(figure: Figure) -> Role:
    """Return what the words beside a figure make of it."""
    if starts_with(figure.rest, "per_day", room=1) or ends_with(figure.clause, "daily", room=12):
        return "day"
    if figure.share:
        return _role_of_share(figure)
    if _is_difference(figure):
        return "difference"
    small = figure.count and figure.value <= _LARGEST_REFERENCE
    if small and _REFERENCE.search(figure.clause):
        return "reference"
    if starts_with(figure.rest, "together", room=1):
        return "total"
    after = starts_with(figure.rest, "mean", room=4) or (
        figure.money and _A_THING.match(figure.rest)
    )
    if after and not starts_with(figure.rest, "per_month", room=1):
        return "mean"
    nearest = _nearest(figure.clause)
    return nearest if nearest in {"mean", "total"} else "plain"


def _role_of_share(figure: Figure) -> Role:
    if _CHANGED.match(figure.rest):
        return "growth"
    nearest = _nearest(figure.subject, ("share", "growth"))
    if nearest == "share":
        return "share"
    if _RATE.search(figure.clause):
        return "rate"
    if nearest == "growth":
        # "rose to 80%" says how much it is, "rose by 80%" by how much it rose.
        return "rate" if _UNTIL.search(figure.clause) else "growth"
    alone = not (figure.clause.strip() or figure.rest.strip())
    if alone or _OF.match(figure.rest) or _BRACKET.search(figure.lead):
        return "share"
    return _nearest(figure.clause)


def _nearest(clause: str, kinds: tuple[Role, ...] = ()) -> Role:
    """Return the kind of the cue that ends nearest to the end of a clause."""
    best: tuple[int, int, Role] = (-1, 0, "plain")
    for kind, cues in _KINDS:
        if kinds and kind not in kinds:
            continue
        for found in cue(*cues).finditer(clause[-_NEAR:]):
            best = max(best, (found.end(), len(found[0]), kind))
    return best[2]


def _is_difference(figure: Figure) -> bool:
    """Return whether a figure says by how much one is more or less than another."""
    clause = figure.clause[-_NEAR:]
    if figure.quantity.ordinal:
        return False
    if _BY.search(clause) or (clause.isascii() and _COMPARATIVE.match(figure.rest)):
        return True
    added = _ADDED.search(clause) or _NEW_THINGS.search(clause)
    return added is not None and not _REACHED.search(clause)


def sinks(figure: Figure) -> bool:
    """Return whether the words make a growth or a difference one downwards."""
    for near in (figure.clause[-_NEAR:], figure.rest[:_NEAR], figure.before):
        ends = [max((m.end() for m in cue(way).finditer(near)), default=-1) for way in _WAYS]
        if max(ends) >= 0:
            return ends[1] > ends[0]
    return False


def was_of(figure: Figure) -> Was:
    """Return whether a figure is an older one that another is held against.

    ``bound``: it follows "from", "than", 由, 較, 比; ``maybe``: it only speaks of the year before.
    """
    clause = figure.clause[-60:]
    compared = _COMPARED.search(clause)
    if compared and (compared[0].isascii() or len(compared[0]) <= _LONGEST_COMPARED_HAN):
        return "bound"
    earlier = _EARLIER.search(clause)
    if earlier:
        return "bound" if earlier["same"] or earlier["was"] else "maybe"
    return "bound" if _EARLIER_AFTER.match(figure.rest) else ""
