"""What it would take a unit to pass the next, in words and figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from steelyard.i18n import Message, _, message
from steelyard.publish.numbers import number
from steelyard.publish.units.passing import Passing, Way
from steelyard.publish.units.shared import Telling, isolated
from steelyard.reports.words import shown, titled, with_unit

__all__ = ["next_up"]


def next_up(telling: Telling) -> dict[str, Any] | None:
    """Return what it would take to pass the unit just above; None for the first."""
    found = telling.unit.passing
    if found is None:
        return None
    return {
        "unit": telling.link(found.rival),
        "gap": found.gap,
        "sentence": str(_gap(telling, found)),
        "ways": [_way(telling, way) for way in found.ways],
        "enough": found.enough,
        "beyond": found.beyond,
        "notes": [str(note) for note in _notes(found)],
    }


def _gap(telling: Telling, found: Passing) -> Message:
    name = isolated(telling.name(found.rival))
    measure, gap = telling.outline.measure, _amount(found.gap, telling.home.decimals)
    match found.why:
        case "given":
            return message("{name} stands just above; ranks were given, not computed.", name=name)
        case "level":
            return message(
                "{name} stands just above with the same {measure}.", name=name, measure=measure
            )
        case "ascending":
            return message(
                "{name} stands just above: its {measure} is {gap} lower, and the lowest is first.",
                name=name,
                measure=measure,
                gap=gap,
            )
        case "figure" if not telling.shared.descending:
            return message(
                "{gap} less would draw level with {name} in what is ranked, {measure}.",
                gap=gap,
                name=name,
                measure=measure,
            )
        case "figure":
            return message(
                "{gap} more would draw level with {name} in what is ranked, {measure}.",
                gap=gap,
                name=name,
                measure=measure,
            )
        case _:
            return message(
                "{name} stands just above: its total is higher by {gap}.", name=name, gap=gap
            )


def _amount(gap: float | None, decimals: int) -> str:
    """Return a gap with as many decimals as scores, with more where it would be shown as 0."""
    small = gap is not None and gap < 10.0**-decimals
    return number(gap) if small else number(gap, decimals)


def _notes(found: Passing) -> Iterator[Message | str]:
    match found.why:
        case "veto":
            yield _(
                "A veto, a cap or a deduction decides the total; no single indicator can be told."
            )
        case "compared":
            yield _(
                "Units are compared pair by pair, so a change of one moves others too; what it "
                "would take cannot be told."
            )
        case "told":
            yield from _told(found)


def _told(found: Passing) -> Iterator[Message | str]:
    if found.ways:
        yield _(
            "Each of these alone would draw level, everything else as it is; the nearest come "
            "first, measured in standard deviations of the list."
        )
    more = found.enough - len(found.ways)
    if more:
        yield message("More indicators that would be enough alone: {count}.", count=number(more))
    if found.beyond:
        yield message(
            "Indicators that would not be enough even at the best of the list, or at the most that "
            "the scheme gives: {count}.",
            count=number(found.beyond),
        )
    yield _(
        "Bounds, means and weights that were learned from the data are held as they are; if the "
        "unit changed, they could move a little too."
    )


def _way(telling: Telling, way: Way) -> dict[str, Any]:
    node = telling.outline.nodes[way.node]
    leaf = node.leaf
    assert leaf is not None
    now, score = float(telling.unit.raw[leaf]), float(telling.unit.scores[way.node])
    return {
        "node": node.name,
        "title": node.title,
        "score": score,
        "needed_score": way.score,
        "value": now,
        "needed_value": way.figure,
        "comparator": way.comparator,
        "unit": node.unit,
        "sentence": str(_step(way, now, score, node.unit)),
    }


def _step(way: Way, now: float, score: float, unit: str | None) -> Message:
    if way.figure is None or way.comparator is None:
        return message(
            "a score of {needed} instead of {score}", needed=shown(way.score, 1), score=shown(score)
        )
    up = way.comparator in ("at_least", "more_than")
    # What must be reached is not rounded to where it is not, and what is now away from it.
    toward = 1 if up else -1
    texts = {
        "at_least": message("from {now} to at least {needed}"),
        "more_than": message("from {now} to more than {needed}"),
        "at_most": message("from {now} to at most {needed}"),
        "less_than": message("from {now} to less than {needed}"),
    }
    return Message(
        texts[way.comparator].template,
        {
            "now": _measured(shown(now, -toward), unit),
            "needed": _measured(shown(way.figure, toward), unit),
        },
    )


def _measured(text: str, unit: str | None) -> Message:
    return with_unit(text, unit) if unit else titled(text)
