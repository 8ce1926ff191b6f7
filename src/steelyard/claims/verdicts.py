"""From what was said and what was found to a verdict: a few lines that all checks share.

How values are found is left to ``audit``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from steelyard.claims.interval import Interval
from steelyard.claims.outcome import Verdict
from steelyard.claims.printed import Printed

__all__ = ["Said", "held_together", "judged", "judged_truth", "worst"]

_ORDER: Sequence[Verdict] = ("holds", "truncated", "possible", "contradicted")


@dataclass(frozen=True)
class Said:
    """What the words of a claim allow.

    Parameters
    ----------
    interval
        The values that round to the figure, or that its comparator allows.
    truncated
        The values that give the figure if the rest is cut off; None where that means nothing.
    nominal
        The figure itself; None where its words name no figure, as in "over 14 trillion".
    """

    interval: Interval
    truncated: Interval | None = None
    nominal: Fraction | None = None

    @classmethod
    def of(cls, printed: Printed, tolerance: Fraction) -> Said:
        """Return what a figure says."""
        named = printed.comparator in ("equal", "about")
        return cls(
            printed.interval(tolerance), printed.truncated(), printed.value if named else None
        )

    @property
    def widest(self) -> Interval:
        """The values that the figure allows, rounded or cut off."""
        return self.interval if self.truncated is None else self.interval.hull(self.truncated)


def judged(said: Said, nominal: Fraction | None, found: Interval) -> Verdict:
    """Return the verdict on a figure that something gives another value for.

    Parameters
    ----------
    said
        What the words allow.
    nominal
        What comes out with the inputs as printed; None if an input's words name no figure.
    found
        All that may come out.
    """
    if nominal in said.interval if nominal is not None else said.interval.contains(found):
        return "holds"
    if said.truncated is not None and (
        nominal in said.truncated if nominal is not None else said.truncated.contains(found)
    ):
        return "truncated"
    meets = found.meet(said.interval) is not None or (
        said.truncated is not None and found.meet(said.truncated) is not None
    )
    return "possible" if meets else "contradicted"


def judged_truth(nominal: bool | None, possible: Sequence[bool]) -> Verdict:
    """Return the verdict on a comparison.

    Parameters
    ----------
    nominal
        Whether it is true of the figures as printed; None if words name no figure.
    possible
        Whether it can be true, false, or either.
    """
    if nominal or tuple(possible) == (True,):
        return "holds"
    return "possible" if True in possible else "contradicted"


def held_together(said: Said, other: Said) -> Verdict:
    """Return the verdict on a figure that another figure of the same quantity is held against."""
    if said.interval.contains(other.interval) or other.interval.contains(said.interval):
        return "holds"
    verdict = judged(said, other.nominal, other.interval)
    if verdict == "contradicted" and other.truncated is not None:
        meets = said.interval.meet(other.truncated) is not None
        return "possible" if meets else verdict
    return verdict


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict that weighs most.

    >>> worst(["holds", "possible"])
    'possible'
    """
    return max(verdicts, key=_ORDER.index)
