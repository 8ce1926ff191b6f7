"""What an audit says: a verdict for each claim, claims that exclude each other, the least mending.

Reaching the verdicts is left to ``steelyard.claims.audit``, showing them to the report and page.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from steelyard.claims.file.grammar import Claim, Claims
from steelyard.claims.found import Span
from steelyard.claims.interval import Interval
from steelyard.claims.printed import Printed
from steelyard.findings import Finding
from steelyard.i18n import Message

__all__ = ["Audit", "Checked", "Disagreement", "Repair", "Verdict"]

Verdict = Literal["holds", "truncated", "possible", "contradicted", "unchecked"]


@dataclass(frozen=True)
class Checked:
    """A claim and its verdict.

    Parameters
    ----------
    name
        The claim's name in the file.
    claim
        What was declared.
    printed
        The figure as read; None where the claim has none (a comparison, a figure only computed).
    verdict
        ``holds``: what was computed, rounded as printed, is the figure; ``truncated``: it is if
        cut off instead of rounded; ``possible``: not from the inputs as printed, but from some
        that round to them, the figure then rounded or cut off; ``contradicted``: from none;
        ``unchecked``: nobody can tell, see ``missing``. A claim that has nothing but others of
        its quantity ``holds`` if one of the two figures allows all that the other does.
    said
        The values that the words allow; None for a comparison.
    found
        The values that data, formula or other claims allow; None where unchecked. For a
        comparison: 1 where it must be true, 0 where it cannot, [0, 1] where it may.
    nominal
        What comes out with the inputs as printed.
    off
        By how much ``said`` misses ``found``, 0 where they meet.
    missing
        What is missing to check it.
    computation
        How ``found`` was computed, with figures put in: ``22,764 ÷ 142,720 = 15.95%``.
    against
        The claims that it was held against: those of its formula, or others of its quantity.
    span
        Where its words stand in its source's text.
    """

    name: str
    claim: Claim
    printed: Printed | None
    verdict: Verdict
    said: Interval | None = None
    found: Interval | None = None
    nominal: Fraction | None = None
    off: Fraction | None = None
    missing: Message | None = None
    computation: str = ""
    against: tuple[str, ...] = ()
    span: Span | None = None


@dataclass(frozen=True)
class Disagreement:
    """Claims about one quantity, in one scope, that exclude each other."""

    quantity: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Repair:
    """Claims that cannot all be right, and the least sets that must be wrong.

    Parameters
    ----------
    involved
        The claims that the contradiction runs through.
    choices
        Each a least set of claims without which the rest can be true; more than one where the
        figures do not tell which.
    complete
        Whether the sets are surely the least, and all; False if the search was cut short.
    """

    involved: tuple[str, ...]
    choices: tuple[tuple[str, ...], ...]
    complete: bool = True


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Parameters
    ----------
    claims
        The file that was audited.
    checked
        The claims in the order of the file, without those that a person rejected.
    disagreements
        Claims about one quantity that exclude each other.
    repairs
        The least sets of claims that must be wrong, one for each contradiction that stands
        by itself.
    texts
        The text of each source that has one, by the source's name.
    findings
        What a reader should know besides.
    """

    claims: Claims
    checked: tuple[Checked, ...]
    disagreements: tuple[Disagreement, ...] = ()
    repairs: tuple[Repair, ...] = ()
    texts: dict[str, str] | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def contradicted(self) -> bool:
        """Whether a claim that a person stands behind is contradicted."""
        return any(
            one.verdict == "contradicted" and one.claim.status == "confirmed"
            for one in self.checked
        )
