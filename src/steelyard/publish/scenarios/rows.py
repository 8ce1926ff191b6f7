"""The tables of the page as plain data: payoffs and regrets, rules, ranges, how sure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from steelyard.i18n import _
from steelyard.publish.numbers import number, percent
from steelyard.publish.scenarios.judged import Judged

__all__ = ["facts", "matrix", "ranges", "rules", "sureness"]

_SHADES = 5
"""How many shades regret has; the number stands in each cell as well."""
_RULES = ("expected", "laplace", "worst", "best_case", "expected_regret", "greatest_regret")
_SURE = ("first_expected", "first_worst", "first_greatest_regret", "never_best_probability")


def facts(found: Judged) -> Iterator[dict[str, Any]]:
    """Yield who is first by the three rules that most people ask for."""
    for rule, label in (
        ("expected", _("Best expected payoff")),
        ("worst", _("Best in its worst case (maximin)")),
        ("greatest_regret", _("Least regret at its greatest (minimax regret)")),
    ):
        first = found.strategies.filter(pl.col(f"rank_{rule}") == 1)
        if not first.is_empty():
            yield {
                "label": label,
                "value": _(", ").join(found.unit(key) for key in first["unit"].to_list()),
                "note": number(first[rule][0], found.places),
            }


def matrix(found: Judged) -> list[dict[str, Any]]:
    """Return a row per unit with payoff and regret in each scenario."""
    most = found.payoffs["regret"].max()
    highest = float(most) if isinstance(most, int | float) else 0.0
    return [
        _named(found, key)
        | {"cells": [_cell(found, key, scenario, highest) for scenario in found.scenarios]}
        for key in found.order
    ]


def _named(found: Judged, key: str) -> dict[str, Any]:
    return {"key": key, "title": found.unit(key), "address": found.address(key)}


def _cell(found: Judged, key: str, scenario: str, highest: float) -> dict[str, Any]:
    row = found.cell[key, scenario]
    regret = row["regret"]
    return {
        "scenario": scenario,
        "payoff": row["payoff"],
        "regret": regret,
        "best": bool(row["best"]),
        "shade": _shade(regret, highest),
        "payoff_shown": number(row["payoff"], found.places),
        "regret_shown": number(regret, found.places),
    }


def _shade(regret: float | None, highest: float) -> int:
    if regret is None or highest <= 0:
        return 0
    return min(_SHADES, round(_SHADES * regret / highest))


def rules(found: Judged) -> list[dict[str, Any]]:
    """Return a row per unit with its figure and rank by each rule."""
    return [
        _named(found, key)
        | {
            "scenarios": found.row[key]["scenarios"],
            "best_in": found.row[key]["best_in"],
            "figures": [
                {
                    "rule": rule,
                    "value": found.row[key][rule],
                    "shown": number(found.row[key][rule], found.places),
                    "rank": found.row[key][f"rank_{rule}"],
                }
                for rule in _RULES
            ],
        }
        for key in found.order
    ]


def ranges(found: Judged) -> list[dict[str, Any]]:
    """Return a row per unit with the probabilities of each scenario at which it is best."""
    return [
        _named(found, key) | {"cells": [_range(found, key, one) for one in found.scenarios]}
        for key in found.order
        if any(found.cell[key, one]["best_from"] is not None for one in found.scenarios)
    ]


def _range(found: Judged, key: str, scenario: str) -> dict[str, Any]:
    row = found.cell[key, scenario]
    low, high = row["best_from"], row["best_to"]
    shown = None if low is None else f"{percent(low)}–{percent(high)}"
    return {"scenario": scenario, "from": low, "to": high, "shown": shown}


def sureness(found: Judged) -> list[dict[str, Any]]:
    """Return a row per unit with how likely it is first; none where that was not assessed."""
    if found.sure is None:
        return []
    told = {row["unit"]: row for row in found.sure.iter_rows(named=True)}
    return [
        _named(found, key)
        | {name: told[key][name] for name in _SURE}
        | {
            "expected": _between(found, told[key]["expected_p05"], told[key]["expected_p95"]),
            "regret": _between(
                found, told[key]["greatest_regret_p05"], told[key]["greatest_regret_p95"]
            ),
        }
        for key in found.order
    ]


def _between(found: Judged, low: float | None, high: float | None) -> str | None:
    if low is None or high is None:
        return None
    return f"{number(low, found.places)} … {number(high, found.places)}"
