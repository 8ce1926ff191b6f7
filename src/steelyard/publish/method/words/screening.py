"""Which units and indicators take part: the rules of the screen step in words."""

from __future__ import annotations

from collections.abc import Iterator

from steelyard.i18n import Message, _, message
from steelyard.publish.method.amounts import share
from steelyard.publish.method.told import Told
from steelyard.scheme.screen import Screen, ScreenIndicators, ScreenUnits

__all__ = ["screened"]


def screened(spec: Screen) -> Told:
    """Return how screening is told: a sentence for each rule.

    Examples
    --------
    >>> told = screened(Screen(units=ScreenUnits(available=0.6)))
    >>> print(told.notes[0])
    A unit with figures for less than 60% of the indicators is left out.
    """
    notes = (*_indicators(spec.indicators), *_units(spec.units))
    if not notes:
        return Told(message("No unit and no indicator is left out for want of figures."))
    return Told(message("Indicators are judged first, then units by those that stay."), None, notes)


def _indicators(spec: ScreenIndicators) -> Iterator[Message]:
    if spec.available is not None:
        yield message(
            "An indicator with figures for less than {share} of the units is left out.",
            share=share(spec.available),
        )
    if spec.most_common is not None:
        yield message(
            "An indicator is left out if its most frequent figure makes up {share} of its figures "
            "or more.",
            share=share(spec.most_common),
        )


def _units(spec: ScreenUnits) -> Iterator[Message]:
    if spec.available is not None:
        yield message(
            "A unit with figures for less than {share} of the indicators is left out.",
            share=share(spec.available),
        )
    if spec.nonzero is not None:
        yield message(
            "A unit of whose figures less than {share} differ from zero is left out.",
            share=share(spec.nonzero),
        )
    if spec.keep:
        yield message(
            "These stay in, however few figures they have: {units}.", units=_list(spec.keep)
        )
    if spec.drop:
        yield message(
            "These are left out, however many they have: {units}.", units=_list(spec.drop)
        )


def _list(keys: tuple[str, ...]) -> str:
    return _(", ").join(keys)
