"""A tie: one figure that should come of others, how sure the words are of it, and whether it does.

Finding ties is left to the modules of the relations, deciding between them to ``choosing``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from steelyard.claims.proposals.passage import Figure
from steelyard.claims.proposals.terms import Term, agree, narrow

__all__ = ["Tie", "tie"]

# An agreement that only nearness speaks for counts if neither side is wider than this: else half of
# what stands around would agree.
_WIDEST = Fraction(1, 20)
_FARTHEST = 3
_MAGNITUDES = (10, 100, 1_000, 10_000, 10**6, 10**8, 10**9)


@dataclass(frozen=True)
class Tie:
    """A relation that figures of an article seem to keep.

    Parameters
    ----------
    relation
        Which, by its name in ``relations.csv``.
    result
        The figure that should come of it.
    inputs
        The figures that it should come of.
    formula, query, names
        How: the one of them that the claim will have.
    bound
        Whether words bind all of its figures, and not only nearness.
    agrees
        Whether the result can be what comes of the inputs.
    distance
        How many figures lie between the first and the last: nearer ties are more likely meant.
    printed
        Whether the claim prints the result, or only says that its formula, a comparison, is true.
    """

    relation: str
    result: Figure
    inputs: tuple[Figure, ...]
    agrees: bool
    bound: bool
    formula: str | None = None
    query: str | None = None
    names: tuple[str, ...] | None = None
    distance: int = 0
    printed: bool = True


def tie(
    relation: str, result: Figure, term: Term, inputs: tuple[Figure, ...], *, bound: bool
) -> Tie | None:
    """Return the tie of a computed term to the figure that should be it.

    None where the words do not bind it and it does not agree, or agrees by being vague.
    """
    agrees = agree(result.printed, term)
    if not agrees and not _plausible(relation, result, term):
        return None
    if not bound:
        clear = narrow(term.interval, _WIDEST) and narrow(result.interval, _WIDEST)
        if not (agrees and clear):
            return None
    places = [figure.index for figure in (result, *inputs)]
    distance = max(places) - min(places)
    return Tie(relation, result, inputs, agrees, bound, term.formula, distance=distance)


def _plausible(relation: str, result: Figure, term: Term) -> bool:
    """Return whether a figure can be a wrong print of what was computed, and not another thing.

    Wrong figures are off by some, or by their magnitude (million for billion); what is off by
    more is a sign that the words were misread.
    """
    said, found = result.value, _middle(term)
    if found is None:
        return True
    if relation == "growth":
        said, found = said + 1, found + 1
        return found > 0 and said / 2 <= found <= said * 2
    if said <= 0 or found <= 0:
        return False
    ratio = max(said, found) / min(said, found)
    return ratio <= _FARTHEST or any(abs(ratio / power - 1) <= _WIDEST for power in _MAGNITUDES)


def _middle(term: Term) -> Fraction | None:
    low, high = term.interval.low, term.interval.high
    return None if low is None or high is None else (low + high) / 2
