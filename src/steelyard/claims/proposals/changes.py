"""Changes: growth in per cent and differences, from the older figure and the newer.

Words that bind: "from A to B", "B, up P% from A", 較 A 增長 P, 由 A 增至 B, "D more than A".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from steelyard.claims.proposals.cues import has, words
from steelyard.claims.proposals.passage import Figure, Passage, alike
from steelyard.claims.proposals.roles import sinks
from steelyard.claims.proposals.terms import Term
from steelyard.claims.proposals.ties import Tie, tie

__all__ = ["changes", "older_by_year"]

_ROOM = 140
_RATES = {"day", "mean"}
_ONE = Term.number(1)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DULL = re.compile(
    rf"{words('compared', 'earlier', 'added', 'up', 'down')}|[年月日的]", re.IGNORECASE
)
_NEAR = 30
_PAIR = re.compile(r"[\u4e00-\u9fff]{2}")
_CAPITAL = re.compile(r"\b(?!(?:In|The|Its|It|At|For|And|Of|On|A|By|From)\b)[A-Z][a-z]+")
_COMPARED = re.compile(rf"{words('compared')}[^,，;；]{{0,20}}\Z", re.IGNORECASE)
_SOME = re.compile(r"\s*(?:\w+ )?(?:that|which|who|whose|with)\b", re.IGNORECASE)
_OR = re.compile(r"[^\d]{0,30}(?:[(（]|\bor)\s*\Z", re.IGNORECASE)
_BALANCE = re.compile(rf"{words('balance')}[^,，;；]{{0,12}}\Z", re.IGNORECASE)
_EXPORTS = re.compile(rf"(?<![进進]){words('exports')}[^,，;；]{{0,40}}\Z", re.IGNORECASE)
_IMPORTS = re.compile(rf"{words('imports')}[^,，;；]{{0,40}}\Z", re.IGNORECASE)
_TO = re.compile(rf"{words('until', 'reached')}\s*\Z", re.IGNORECASE)


def changes(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of growths and differences to the figures before and after."""
    for figure in passage.figures:
        kind = figure.role
        if figure.share and (kind == "growth" or _after_change(passage, figure)):
            yield from _growth(passage, figure)
        elif _BALANCE.search(figure.subject):
            yield from _balance(passage, figure)
        elif kind == "difference":
            yield from _difference(passage, figure)


def _after_change(passage: Passage, figure: Figure) -> bool:
    """Return whether a share follows "from A to B, or" and so can only be the change."""
    new = passage.last(figure)
    old = passage.last(new) if new else None
    if new is None or old is None or not _OR.match(passage.between(new, figure)):
        return False
    pair = {old.was, new.was} == {"bound", ""}
    return pair and alike(old, new) and has(old.before, "up", "down")


def _growth(passage: Passage, growth: Figure) -> Iterator[Tie]:
    down = sinks(growth)
    for new, old, bound in _pairs(passage, growth):
        if old.value == 0:
            continue
        ratio = new.term / old.term
        term = _ONE - ratio if down else ratio - _ONE
        found = tie("growth", growth, term, (new, old), bound=bound and _of_all(new, old))
        if found:
            yield found


def _difference(passage: Passage, difference: Figure) -> Iterator[Tie]:
    down = sinks(difference)
    if has(difference.clause, "apart"):
        yield from _apart(passage, difference)
        return
    for new, old, bound in _pairs(passage, difference):
        points = difference.thing == "point"
        if difference in {new, old} or not (points or alike(new, difference)):
            continue
        term = old.term - new.term if down else new.term - old.term
        alone = bound and _of_all(new, old) and _one_subject(new, old)
        found = tie("difference", difference, term, (new, old), bound=alone)
        if found:
            yield found


def _apart(passage: Passage, difference: Figure) -> Iterator[Tie]:
    """Tie how far two amounts are apart to the only two of its sentence."""
    near = [one for one in passage.near(difference) if one.amount]
    if len(near) == 2 and near[1].index < difference.index:
        larger, smaller = sorted(near, key=lambda one: (-one.value, one.index))
        if alike(larger, smaller) and alike(larger, difference):
            term = larger.term - smaller.term
            found = tie("difference", difference, term, (larger, smaller), bound=True)
            if found:
                yield found


def _of_all(new: Figure, old: Figure) -> bool:
    """Return whether two counts are both of all there are, or both of some of them."""
    if new.money or not (new.counted and old.counted):
        return True
    some = bool(_SOME.match(new.rest)) or has(new.lead[-_NEAR:], "of_which")
    others = bool(_SOME.match(old.rest)) or has(old.lead[-_NEAR:], "of_which")
    # "three of them more than last year's two": what is only compared is of the same some.
    return some == others or not (old.role == "total" or old.thing) or new.index + 1 == old.index


def _one_subject(new: Figure, old: Figure) -> bool:
    """Return whether two amounts are not said of two that have names of their own.

    What "than" or 比 binds to a difference is compared with it whoever has it.
    """
    if _COMPARED.search(old.clause):
        return True
    first, second = _names(new), _names(old)
    return not first or not second or bool(first & second)


def _names(figure: Figure) -> frozenset[str]:
    """Return what may be names in the clause of a figure: words with capitals, Chinese pairs."""
    words_of = _DULL.sub(" ", figure.subject)
    pairs = (words_of[at : at + 2] for at in range(len(words_of) - 1))
    han = {pair for pair in pairs if _PAIR.fullmatch(pair)}
    return frozenset(han) | frozenset(_CAPITAL.findall(words_of))


def _balance(passage: Passage, balance: Figure) -> Iterator[Tie]:
    """Tie a surplus or deficit of trade to exports and imports."""
    around = [
        one
        for one in passage.previous(balance)
        if one.amount and alike(one, balance) and one.paragraph == balance.paragraph
    ]
    now = [one for one in around if one.was != "bound" and one.role != "difference"]
    exports = [one for one in now if _EXPORTS.search(one.subject)]
    imports = [one for one in now if _IMPORTS.search(one.subject)]
    if len(exports) == 1 and len(imports) == 1 and exports != imports:
        sold, bought = exports[0], imports[0]
        term = sold.term - bought.term if sold.value > bought.value else bought.term - sold.term
        found = tie("difference", balance, term, (sold, bought), bound=True)
        if found:
            yield found


def _pairs(passage: Passage, change: Figure) -> Iterator[tuple[Figure, Figure, bool]]:
    """Yield what a change may be between: newer, older, and whether words bind both."""
    known = _comparable(passage, change)
    olds = [one for one in known if one.was == "bound"]
    if not any(one.sentence == change.sentence for one in olds):
        olds += [one for one in known if _was_before(passage, one, change)]
        olds += older_by_year(passage, known, change)
    inside = [one for one in olds if _inside(passage, one, change)]
    for old in known:
        if not (old.was or old in olds):
            continue
        news = [
            one
            for one in known
            if one is not old and one not in olds and alike(one, old) and _same_rate(one, old)
        ]
        best = _nearest(news, old, change)
        for new in news:
            beside = new is best and _inside(passage, new, change) and _inside(passage, new, old)
            carried = not beside and _carried(passage, news, new, old, change)
            yield new, old, inside == [old] and (beside or carried)


def _comparable(passage: Passage, change: Figure) -> list[Figure]:
    """Return the figures around a change that it may be the change of."""
    points = change.thing == "point"
    return [
        one
        for one in _around(passage, change)
        if (one.share if points else one.amount) and one.role not in {"difference", "rate"}
    ]


def older_by_year(passage: Passage, known: list[Figure], change: Figure) -> list[Figure]:
    """Return the older of two figures of the sentence that each have a year of their own."""
    dated = [
        (year, one)
        for one in known
        if one.sentence == change.sentence and (year := _year(passage, one)) is not None
    ]
    if len(dated) != 2 or dated[0][0] == dated[1][0] or not alike(dated[0][1], dated[1][1]):
        return []
    return [min(dated, key=lambda pair: pair[0])[1]]


def _year(passage: Passage, figure: Figure) -> int | None:
    """Return the year that stands in the clause of a figure."""
    start, end = figure.quantity.start, figure.quantity.end
    # What follows the comma of 30万辆，2025年 is of the next figure.
    rest = re.split(r"[,，]", figure.rest, maxsplit=1)[0]
    years = passage.years_within(start - len(figure.clause), end + len(rest))
    return years[0].value if len(years) == 1 else None


def _was_before(passage: Passage, old: Figure, change: Figure) -> bool:
    """Return whether a figure is what the next one fell or rose from, of the same words."""
    new = passage.next(old)
    if new is None or new.index >= change.index or not alike(old, new):
        return False
    if old.sentence != change.sentence or not _TO.search(new.clause):
        return False
    letters = set(_HAN.findall(old.clause)) & set(new.clause)
    return len(letters) > 1 and has(new.clause, "up", "down")


def _around(passage: Passage, change: Figure) -> Iterator[Figure]:
    for figure in (*passage.previous(change), *passage.following(change)):
        if abs(figure.sentence - change.sentence) <= 1 and figure.paragraph == change.paragraph:
            yield figure


def _inside(passage: Passage, one: Figure, other: Figure) -> bool:
    """Return whether two figures stand in one sentence and not far from each other."""
    if one.sentence != other.sentence or abs(one.index - other.index) > 3:
        return False
    first, second = sorted((one, other), key=lambda figure: figure.index)
    gap = passage.between(first, second)
    return len(gap) <= _ROOM and not re.search(r"[;；]", gap)


def _carried(
    passage: Passage, news: list[Figure], new: Figure, old: Figure, change: Figure
) -> bool:
    """Return whether the newer figure is the only one shortly before of which the words speak."""
    first = min(old.index, change.index)
    if any(one.index < first and _inside(passage, one, change) for one in news):
        return False
    spoken = set(_HAN.findall(_DULL.sub("", f"{old.clause}{change.clause}{change.rest}")))
    kin = [
        one
        for one in news
        if one.index < first and len(spoken & set(_HAN.findall(one.subject + one.rest))) > 1
    ]
    return kin == [new]


def _same_rate(one: Figure, other: Figure) -> bool:
    """Return whether two figures are both amounts a day, both means, or neither."""
    if abs(one.index - other.index) == 1 and _TO.search(one.clause):
        return True
    return (one.role in _RATES) == (other.role in _RATES)


def _nearest(news: list[Figure], old: Figure, change: Figure) -> Figure | None:
    """Return the newer figure that the words mean: before both, or after "to" and 至."""
    news = [one for one in news if one.sentence == old.sentence]
    if not news:
        return None
    first = min(old.index, change.index)
    to = [one for one in news if _TO.search(one.clause) and abs(one.index - old.index) <= 2]
    if to:
        return min(to, key=lambda one: abs(one.index - old.index))
    before = [one for one in news if one.index < first]
    return max(before, key=lambda one: one.index) if before else None
