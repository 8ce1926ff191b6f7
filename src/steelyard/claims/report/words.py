"""Verdicts in words: what should stand there, by how much it misses, what is missing.

Which sentences belong together is left to ``steelyard.claims.report.report``; values are written
in the unit of the figure by ``steelyard.claims.scale``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal

from steelyard.claims.file.grammar import Claim
from steelyard.claims.interval import Interval
from steelyard.claims.outcome import Checked, Verdict
from steelyard.claims.scale import Ends, Scale
from steelyard.i18n import Message, language, message

__all__ = [
    "KINDS",
    "SYMBOLS",
    "Kind",
    "allowed",
    "is_comparison",
    "joined",
    "kind_of",
    "listed",
    "off",
    "proposed",
    "sentences",
    "set_apart",
    "should_be",
]

Kind = Verdict | Literal["computed"]
"""A verdict, or that a figure was not printed and only serves to check others."""
KINDS: Mapping[Kind, Message] = {
    "contradicted": message("contradicted"),
    "possible": message("possible within rounding"),
    "truncated": message("holds if truncated"),
    "unchecked": message("cannot be checked"),
    "holds": message("holds"),
    "computed": message("computed"),
}
"""What they are called, the one that matters most first."""
SYMBOLS: Mapping[Kind, str] = {
    "contradicted": "✗",
    "possible": "≈",
    "truncated": "⌊",
    "unchecked": "?",
    "holds": "✓",
    "computed": "=",
}
"""A sign for each, so that none is told by its colour alone."""
_COMPARES = re.compile("[<>=＜＞＝]")


def is_comparison(claim: Claim) -> bool:
    """Return whether a claim is that a comparison is true."""
    return claim.printed is None and _COMPARES.search(claim.formula or "") is not None


def kind_of(checked: Checked) -> Kind:
    """Return the verdict on a claim, or ``computed`` where nothing was printed."""
    claimed = checked.claim.printed is not None or is_comparison(checked.claim)
    return checked.verdict if claimed or checked.found is None else "computed"


def joined(said: Iterable[Message]) -> str:
    """Return sentences as one paragraph in the current language."""
    return (" " if language() == "en" else "").join(str(one) for one in said)


def listed(items: Iterable[str]) -> str:
    """Return items one after the other, set apart as the current language does."""
    return (", " if language() == "en" else "、").join(items)


def set_apart(groups: Iterable[str]) -> str:
    """Return lists of items one after the other, set apart more than the items of a list are."""
    return ("; " if language() == "en" else "；").join(groups)


def sentences(checked: Checked) -> tuple[Message, ...]:
    """Return what the verdict on a claim says.

    Parameters
    ----------
    checked
        The claim and its verdict.
    """
    kind = kind_of(checked)
    if kind == "computed":
        return (_only_computed(checked),)
    if kind == "unchecked":
        return tuple(_unchecked(checked))
    if is_comparison(checked.claim):
        return (_compared(checked),)
    match checked.verdict:
        case "contradicted":
            return tuple(one for one in (should_be(checked), off(checked)) if one is not None)
        case "possible":
            return (_possible(checked),)
        case "truncated":
            return (_truncated(checked),)
        case _:
            return (_holds(checked),)


def should_be(checked: Checked) -> Message | None:
    """Return what should stand where a contradicted figure stands; None where nothing is known."""
    found, scale = checked.found, Scale.of(checked.printed)
    if found is None or is_comparison(checked.claim):
        return None
    if _is_only_printed(checked.claim):
        return _elsewhere(found, scale)
    ends = scale.ends(found, checked.said)
    rounded = _one_rounding(scale, checked, found)
    if rounded is None:
        return _bounded(found, ends)
    if not ends.one:
        return message(
            "It should be {figure}; what is computed lies between {low} and {high}.",
            figure=rounded,
            low=ends.low,
            high=ends.high,
        )
    if rounded == ends.low:
        return message("It should be {figure}.", figure=rounded)
    return message("It should be {figure}; computed: {exact}.", figure=rounded, exact=ends.low)


def _bounded(found: Interval, ends: Ends) -> Message | None:
    """Return what should stand there where it is not one figure."""
    if ends.one:
        return message("It should be {figure}.", figure=ends.low)
    if ends.low is not None and ends.high is not None:
        return message("It should be between {low} and {high}.", low=ends.low, high=ends.high)
    if ends.low is not None:
        return (
            message("It should be at least {low}.", low=ends.low)
            if found.low_inside
            else message("It should be more than {low}.", low=ends.low)
        )
    if ends.high is not None:
        return (
            message("It should be at most {high}.", high=ends.high)
            if found.high_inside
            else message("It should be less than {high}.", high=ends.high)
        )
    return None


def off(checked: Checked) -> Message | None:
    """Return by how much a figure is too high or too low; None where it is not."""
    said, found = checked.said, checked.found
    if not checked.off or said is None or found is None:
        return None
    scale = Scale.of(checked.printed)
    high = found.high is not None and said.low is not None and said.low >= found.high
    surely = said.is_point and found.is_point
    by = scale.difference(checked.off, "nearest" if surely else "down")
    if scale.percent:
        if surely:
            return (
                message("The figure is {points} percentage points too high.", points=by)
                if high
                else message("The figure is {points} percentage points too low.", points=by)
            )
        return (
            message("The figure is at least {points} percentage points too high.", points=by)
            if high
            else message("The figure is at least {points} percentage points too low.", points=by)
        )
    if surely:
        return (
            message("The figure is {amount} too high.", amount=by)
            if high
            else message("The figure is {amount} too low.", amount=by)
        )
    return (
        message("The figure is at least {amount} too high.", amount=by)
        if high
        else message("The figure is at least {amount} too low.", amount=by)
    )


def allowed(interval: Interval, scale: Scale) -> Message | str | None:
    """Return the values of an interval in words; None if they are all numbers."""
    ends = scale.ends(interval)
    if ends.low is not None and ends.one:
        return ends.low
    if ends.low is not None and ends.high is not None:
        return message("{low} to {high}", low=ends.low, high=ends.high)
    if ends.low is not None:
        return (
            message("{low} or more", low=ends.low)
            if interval.low_inside
            else message("more than {low}", low=ends.low)
        )
    if ends.high is not None:
        return (
            message("{high} or less", high=ends.high)
            if interval.high_inside
            else message("less than {high}", high=ends.high)
        )
    return None


def proposed(claim: Claim) -> Message:
    """Return that a machine proposed a claim, and how sure it is of it."""
    if claim.certainty is None:
        return message("Proposed by a machine.")
    return message("Proposed by a machine, certainty {certainty:.0%}.", certainty=claim.certainty)


def _is_only_printed(claim: Claim) -> bool:
    """Return whether nothing gives the figure, so that it is held against others like it."""
    return claim.query is None and claim.formula is None and claim.names is None


def _elsewhere(found: Interval, scale: Scale) -> Message | None:
    span = allowed(found, scale)
    return None if span is None else message("What else is printed says {figure}.", figure=span)


def _only_computed(checked: Checked) -> Message:
    assert checked.found is not None
    scale = Scale()
    if checked.nominal is not None and scale.is_as_good_as(checked.found, checked.nominal):
        return message("Computed: {figure}.", figure=scale.figure(checked.nominal))
    span = allowed(checked.found, scale)
    return message("Computed: {figure}.", figure="–" if span is None else span)


def _unchecked(checked: Checked) -> Iterator[Message]:
    yield message("It cannot be checked.")
    if checked.missing is not None:
        yield checked.missing


def _compared(checked: Checked) -> Message:
    match checked.verdict:
        case "contradicted":
            return message("The comparison is not true.")
        case "possible":
            return message("The comparison may be true, within the rounding of the figures in it.")
        case _:
            return message("The comparison is true.")


def _possible(checked: Checked) -> Message:
    scale = Scale.of(checked.printed)
    span = None if checked.found is None else allowed(checked.found, scale)
    if checked.nominal is None or span is None:
        return message("It is possible within the rounding of the figures that it follows from.")
    return message(
        "It is possible within the rounding of the figures that it follows from: as printed they "
        "give {nominal}, rounded they can give {span}.",
        nominal=_computed(checked.nominal, scale),
        span=span,
    )


def _truncated(checked: Checked) -> Message:
    scale = Scale.of(checked.printed)
    value = _middle(checked)
    if value is None:
        return message("It holds if it was cut off instead of rounded.")
    return message(
        "It holds if it was cut off instead of rounded: computed {exact}, which rounds to "
        "{rounded}.",
        exact=_computed(value, scale),
        rounded=scale.rounded(value),
    )


def _holds(checked: Checked) -> Message:
    scale = Scale.of(checked.printed)
    if _is_only_printed(checked.claim) and checked.found is not None:
        return message(
            "It agrees with what else is printed: {figure}.", figure=allowed(checked.found, scale)
        )
    value = _middle(checked)
    span = (
        _computed(value, scale)
        if value is not None
        else None
        if checked.found is None
        else allowed(checked.found, scale)
    )
    if span is None:
        return message("It holds.")
    return message("It holds; computed: {figure}.", figure=span)


def _middle(checked: Checked) -> Fraction | None:
    """Return the value that was computed, where it is one."""
    if checked.nominal is not None:
        return checked.nominal
    found = checked.found
    return found.low if found is not None and found.is_point else None


def _computed(value: Fraction, scale: Scale) -> str:
    """Return a value with a decimal more than was printed, where it has one."""
    ends = scale.ends(Interval.point(value))
    assert ends.low is not None
    return ends.low


def _one_rounding(scale: Scale, checked: Checked, found: Interval) -> str | None:
    """Return the figure that all values round to; None where they are several, or it is loose."""
    printed = checked.printed
    if printed is None or printed.comparator != "equal" or found.low is None or found.high is None:
        return None
    if printed.exact and not found.is_point:
        return None
    low, high = scale.rounded(found.low), scale.rounded(found.high)
    if low != high or (printed.exact and found.low.denominator != 1):
        return None
    return low
