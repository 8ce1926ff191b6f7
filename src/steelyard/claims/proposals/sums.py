"""Sums: parts that are enumerated add up to the total before or after them.

Words that bind: "A 38, B 8 and C 7, together 53", 合計, 共; "53: 38 in A, 8 in B and 7 in C";
weights that are enumerated add up to all, and so do shares with that of the rest. A total before
its parts binds only if it is said that the parts are all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steelyard.claims.proposals.cues import cue, has, words
from steelyard.claims.proposals.passage import Figure, Passage, alike
from steelyard.claims.proposals.runs import Run, runs
from steelyard.claims.proposals.terms import Term
from steelyard.claims.proposals.ties import Tie, tie
from steelyard.claims.text.numerals import chinese, english

__all__ = ["sums"]

_MOST_PARTS = 60
_NEAR = 24
_HALVES = ("first_half", "second_half")
_QUARTERS = ("first_quarter", "second_quarter", "third_quarter", "fourth_quarter")
_STOP = re.compile(r"[。!?！？\n]|\.\s")
_HOW_MANY = re.compile(
    r"(?P<han>[两兩二三四五六七八九十]{1,2})[^\W\d_a-z]{0,4}\Z"
    r"|\b(?P<english>two|three|four|five|six|seven|eight|nine|ten)\b[^\d,;]{0,12}\Z",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"[^。;；]{0,60}[:：][^。;；]{0,20}\Z")
_REST = re.compile(
    r"(?:the (?:rest|remainder|others)[^,;%]{0,12}|remaining|(?:其[餘余]|剩[餘余]|[餘余]下)"
    r"[^的,，;；]{0,8})\s*\Z",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"(?:其他|其它|\bothers?)(?:[佔占為为]|\s)*\Z", re.IGNORECASE)
_TOGETHER = re.compile(words("together"), re.IGNORECASE)


def sums(passage: Passage) -> Iterator[Tie]:
    """Yield the ties of totals to the parts that are enumerated beside them."""
    for run in runs(passage):
        yield from _after(passage, run)
        yield from _year(run)
        yield from _before(passage, run)
        yield from _named(passage, run)
    yield from _weights(passage)
    yield from _remaining(passage)


def _after(passage: Passage, run: Run) -> Iterator[Tie]:
    """Tie the total that follows an enumeration in its sentence."""
    last = run.items[-1]
    for total in passage.following(last):
        if total.sentence != last.sentence:
            return
        if not total.amount or total.role not in {"total", "plain"} or not alike(total, last):
            continue
        gap = passage.between(last, total)
        if has(gap, "rest"):
            return
        spoken = _TOGETHER.search(gap) is not None or _TOGETHER.match(total.rest.lstrip())
        if total.role != "total" and not spoken:
            continue
        yield from _parts(run.items, total, bound=bool(spoken or len(gap) <= 30))
        return


def _year(run: Run) -> Iterator[Tie]:
    """Tie the figure of a year to those of its halves or quarters before it."""
    *parts, total = run.items
    if _is_year(parts) and has(total.clause, "all_year"):
        found = _tie(total, tuple(parts), bound=True)
        if found:
            yield found


def _is_year(items: Sequence[Figure]) -> bool:
    """Return whether figures are those of the halves or the quarters of a year, in order."""
    for parts in (_HALVES, _QUARTERS):
        if len(items) == len(parts):
            said = (f"{item.subject[-_NEAR:]} {item.rest}" for item in items)
            if all(has(words_of, part) for words_of, part in zip(said, parts, strict=True)):
                return True
    return False


def _parts(items: Sequence[Figure], total: Figure, *, bound: bool) -> Iterator[Tie]:
    """Yield the ties to the last parts of an enumeration: as many as the words say, or all."""
    said = _said(total)
    lengths = [said] if said and 2 <= said <= len(items) else range(len(items), 1, -1)
    for length in list(lengths)[:_MOST_PARTS]:
        parts = tuple(items[-length:])
        whole = length == len(items) or length == said
        found = _tie(total, parts, bound=bound and whole)
        if found:
            yield found


def _said(total: Figure) -> int | None:
    """Return how many parts the words name: 三者合計, "the three together"."""
    together = cue("total").search(total.subject)
    found = _HOW_MANY.search(total.subject[: together.start()][-20:]) if together else None
    if found is None:
        return None
    number = chinese(found["han"]) if found["han"] else english(found["english"])
    return None if number is None else number.mantissa * 10**number.exponent


def _tie(total: Figure, parts: tuple[Figure, ...], *, bound: bool) -> Tie | None:
    if len(parts) > _MOST_PARTS:
        return None
    term = Term.sum([part.term for part in parts])
    return tie("sum", total, term, parts, bound=bound)


def _before(passage: Passage, run: Run) -> Iterator[Tie]:
    """Tie the total that stands before an enumeration."""
    first = run.items[0]
    for total in (first, *passage.previous(first)):
        parts = run.items[1:] if total is first else run.items
        if first.sentence - total.sentence > 1 or total.paragraph != first.paragraph:
            return
        if len(parts) < 2 or not total.amount or not alike(total, parts[0]):
            continue
        if total.value <= max(part.value for part in parts):
            continue
        gap = passage.between(total, parts[0])
        last = parts[-1]
        closed = total.sentence == first.sentence and bool(_CLOSING.match(gap))
        closed = closed and not has(gap, "open") and not has(last.tail[:8], "open")
        closed = closed and _close(total, parts)
        # "The two cities have 46, of them 38 in A and 8 in B": as many parts as are named.
        closed = closed or (_is_year(parts) and has(total.clause, "all_year"))
        closed = closed or (total.sentence == first.sentence and _said(total) == len(parts))
        found = _tie(total, parts, bound=closed)
        if found:
            yield found


def _close(total: Figure, parts: Sequence[Figure]) -> bool:
    """Return whether parts are surely of the total's kind, or add up to nearly as much."""
    if total.money or any(part.thing and part.thing == total.thing for part in parts):
        return True
    whole = sum(part.value for part in parts)
    return 3 * total.value <= 4 * whole <= 5 * total.value


def _named(passage: Passage, run: Run) -> Iterator[Tie]:
    """Tie "X and Y together have 81" to the figures of X and Y in the sentence before."""
    last = run.items[-1]
    for total in passage.following(last):
        if total.sentence - last.sentence > 1 or total.paragraph != last.paragraph:
            return
        if total.sentence == last.sentence or not total.amount or not alike(total, last):
            continue
        if not (_TOGETHER.search(total.clause) or has(total.clause, "they")):
            continue
        words = total.before
        named = tuple(
            item
            for item, label in zip(run.items, run.labels, strict=True)
            if len(label) > 1 and label in words
        )
        if not named and (_said(total) == len(run.items) or _they(passage, run, total)):
            named = run.items
        if len(named) > 1:
            found = _tie(total, named, bound=True)
            if found:
                yield found


def _they(passage: Passage, run: Run, total: Figure) -> bool:
    """Return whether "together they" speaks of an enumeration that is all of its sentence."""
    around = [one for one in passage.near(run.items[0]) if one.amount]
    return len(around) + 1 == len(run.items) and has(total.clause, "they")


def _remaining(passage: Passage) -> Iterator[Tie]:
    """Tie the share of the rest to what the other shares of its sentence leave of 100%."""
    for figure in passage.figures:
        if not _is_rest(figure):
            continue
        before = [one for one in passage.near(figure) if one.index < figure.index]
        shares = tuple(one for one in before if one.share)
        plain = all(one.printed.percent and one.role in {"share", "plain"} for one in shares)
        if (
            len(shares) < _fewest_before(figure)
            or not plain
            or shares != tuple(before[-len(shares) :])
        ):
            continue
        stretch = passage.text[figure.quantity.sentence.start : figure.quantity.start]
        if not has(stretch, "of_which", "mean"):
            term = Term.number(1) - Term.sum([share.term for share in shares])
            found = tie("rest", figure, term, shares, bound=True)
            if found:
                yield found


def _fewest_before(rest: Figure) -> int:
    """Return how many shares must stand before one of the rest; "others" needs more of them."""
    return 1 if has(rest.clause, "rest") and not _OTHERS.search(rest.clause) else 2


def _is_rest(figure: Figure) -> bool:
    return (
        figure.printed.percent
        and figure.share
        and bool(_REST.search(figure.clause) or _OTHERS.search(figure.clause))
    )


def _weights(passage: Passage) -> Iterator[Tie]:
    """Tie weights that are enumerated to all, which is 100%."""
    shares: list[Figure] = []
    for figure in (*passage.figures, None):
        if figure is not None and figure.share and shares and _beside(passage, shares[-1], figure):
            shares.append(figure)
            continue
        if len(shares) > 1 and _is_weights(shares[0]):
            yield _all(tuple(shares))
        shares = [figure] if figure is not None and figure.share else []


def _beside(passage: Passage, one: Figure, other: Figure) -> bool:
    gap = passage.between(one, other)
    return re.fullmatch(r"\s*(?:[、,，]|and|, and|和|及|與|与)\s*", gap) is not None


def _is_weights(first: Figure) -> bool:
    near = first.clause[-24:]
    return has(near, "weights") and has(near, "respectively")


def _all(shares: tuple[Figure, ...]) -> Tie:
    term = Term.sum([share.term for share in shares])
    agrees = 1 in term.interval
    formula = f"{term.formula} == 1"
    return Tie("weights", shares[-1], shares, agrees, True, formula, printed=False)
