"""What the tables of scenarios say in sentences: who is first, what would change it, who never is.

The sentences are made from an edition's own tables, so that terminal and pages say what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from steelyard.i18n import Message, message

__all__ = [
    "Names",
    "dominated_in_words",
    "first_in_words",
    "never_best_in_words",
    "never_first_in_words",
    "sure_in_words",
    "tipping_in_words",
    "varied_in_words",
]

_FIRST: Mapping[str, Message] = {
    "expected": message("Best expected payoff: {units}."),
    "worst": message("Best in its worst case (maximin): {units}."),
    "greatest_regret": message("Least regret at its greatest (minimax regret): {units}."),
}
_LIKELIEST: Mapping[str, Message] = {
    "expected": message(
        "Likeliest to have the best expected payoff: {units}, in {share} of the replications."
    ),
    "worst": message(
        "Likeliest to be best in its worst case: {units}, in {share} of the replications."
    ),
    "greatest_regret": message(
        "Likeliest to have the least regret at its greatest: {units}, in {share} of the "
        "replications."
    ),
}
_MOST_NAMED = 10
_LEAST_SHARE = 0.005
"""A smaller part of a mixture is left out of the sentence, not of the table."""


@dataclass(frozen=True)
class Names:
    """What units and scenarios are called; their keys where nothing else is known.

    Parameters
    ----------
    units, scenarios
        By key.
    """

    units: Mapping[str, object] = field(default_factory=dict)
    scenarios: Mapping[str, object] = field(default_factory=dict)

    def unit(self, key: str) -> object:
        """Return what a unit is called."""
        return self.units.get(key, key)

    def scenario(self, key: str) -> object:
        """Return what a scenario is called."""
        return self.scenarios.get(key, key)


@dataclass(frozen=True)
class _Listed(Message):
    """Messages in a row, the last after “and”."""

    parts: tuple[Message, ...] = ()

    def render(self, tag: str | None = None) -> str:
        *rest, last = (part.render(tag) for part in self.parts)
        if not rest:
            return last
        return message(", ").render(tag).join(rest) + message(" and ").render(tag) + last


def _listed(parts: Sequence[Message]) -> Message:
    return _Listed("", {}, tuple(parts))


def _quoted(names: Sequence[object]) -> Message:
    return _listed([message("“{name}”", name=name) for name in names])


def first_in_words(strategies: pl.DataFrame, names: Names) -> Iterator[Message]:
    """Say who is first by expected payoff, by the worst and by the greatest regret.

    Parameters
    ----------
    strategies
        The table ``strategies``.
    names
        What units are called.
    """
    firsts = {
        rule: strategies.filter(pl.col(f"rank_{rule}") == 1)["unit"].to_list() for rule in _FIRST
    }
    known = {rule: units for rule, units in firsts.items() if units}
    if not known:
        yield message("No unit can be judged across the scenarios.")
        return
    if len(known) == len(_FIRST) and len({tuple(units) for units in known.values()}) == 1:
        yield message(
            "First by expected payoff, in the worst case and by greatest regret alike: {units}.",
            units=_quoted([names.unit(key) for key in known["expected"]]),
        )
        return
    for rule, units in known.items():
        told = {"units": _quoted([names.unit(key) for key in units])}
        yield Message(_FIRST[rule].template, told)


def tipping_in_words(
    strategies: pl.DataFrame, scenarios: pl.DataFrame, names: Names
) -> Iterator[Message]:
    """Say which least change of one probability changes who has the best expected payoff.

    Parameters
    ----------
    strategies, scenarios
        The tables of these names.
    names
        What units and scenarios are called.
    """
    first = strategies.filter(pl.col("rank_expected") == 1)["unit"].to_list()
    if len(first) != 1 or strategies["rank_expected"].count() < 2:
        return
    own = scenarios.filter(unit=first[0]).drop_nulls("best_from")
    ends = [
        (abs(end - row["probability"]), row, end)
        for row in own.iter_rows(named=True)
        for end in (row["best_from"], row["best_to"])
        if 0 < end < 1
    ]
    if not ends:
        if not own.is_empty():
            yield message(
                "“{unit}” has the best expected payoff whatever the probability of any one "
                "scenario, the others in proportion.",
                unit=names.unit(first[0]),
            )
        return
    # Ends as far away, but for the last bit, are told of the first scenario.
    _least, row, end = min(ends, key=lambda one: round(one[0], 9))
    yield message(
        "“{unit}” has the best expected payoff until the probability of “{scenario}” is {end} "
        "instead of {probability}, the others in proportion; no other single probability makes a "
        "difference with a smaller change.",
        unit=names.unit(first[0]),
        scenario=names.scenario(row["scenario"]),
        end=f"{end:.1%}",
        probability=f"{row['probability']:.1%}",
    )


def never_first_in_words(strategies: pl.DataFrame, names: Names) -> Iterator[Message]:
    """Tell apart in which of three senses units are never best.

    Parameters
    ----------
    strategies
        The table ``strategies``.
    names
        What units are called.
    """
    if strategies["best_in"].count() < 2:
        return
    for text, chosen in (
        (message("Best in no scenario: {units}."), pl.col("best_in") == 0),
        (
            message("Not better than one other unit in any scenario, worse in some: {units}."),
            pl.col("dominated_by").is_not_null(),
        ),
        (
            message("Best under no probabilities, whatever they are: {units}."),
            pl.col("never_best"),
        ),
    ):
        keys = strategies.filter(chosen)["unit"].to_list()
        named = [names.unit(key) for key in keys[:_MOST_NAMED]]
        units = _quoted(named) if keys else message("none")
        if len(keys) > _MOST_NAMED:
            units = message("{units} and {count} more", units=units, count=len(keys) - len(named))
        yield Message(text.template, {"units": units})


def never_best_in_words(
    strategies: pl.DataFrame, mixtures: pl.DataFrame, names: Names
) -> Iterator[tuple[str, Message]]:
    """Yield for each unit that is best under no probabilities its key, and what beats it.

    Parameters
    ----------
    strategies, mixtures
        The tables of these names.
    names
        What units are called.
    """
    parts = {key[0]: rows for key, rows in mixtures.group_by("unit", maintain_order=True)}
    for row in strategies.filter(pl.col("never_best")).iter_rows(named=True):
        if row["dominance"] == "strict":
            yield (
                row["unit"],
                message(
                    "Best under no probabilities: “{other}” is better in every scenario.",
                    other=names.unit(row["dominated_by"]),
                ),
            )
            continue
        mixed = parts[row["unit"]].filter(pl.col("share") >= _LEAST_SHARE)
        told = [
            message(
                "{share} of “{name}”", share=f"{part['share']:.0%}", name=names.unit(part["other"])
            )
            for part in mixed.sort("share", descending=True, maintain_order=True).iter_rows(
                named=True
            )
        ]
        yield (
            row["unit"],
            message(
                "Best under no probabilities: a mixture of {parts} is better in every scenario.",
                parts=_listed(told),
            ),
        )


def dominated_in_words(strategies: pl.DataFrame, names: Names) -> Iterator[tuple[str, Message]]:
    """Yield the units that are never better than one other, and tie with it at best."""
    weak = strategies.filter(
        (pl.col("dominance") == "weak") & ~pl.col("never_best").fill_null(False)
    )
    for row in weak.iter_rows(named=True):
        yield (
            row["unit"],
            message(
                "“{other}” is at least as good in every scenario, and better in some.",
                other=names.unit(row["dominated_by"]),
            ),
        )


def varied_in_words(varied: Sequence[str], declared: Mapping[str, Any]) -> Message:
    """Return what was varied across the scenarios.

    Parameters
    ----------
    varied
        ``concentration``, ``error`` or both.
    declared
        The settings of these names.
    """
    told = {
        "concentration": message(
            "the probabilities of the scenarios (Dirichlet, concentration {value})",
            value=f"{declared['concentration'] or 0:g}",
        ),
        "error": message(
            "each payoff with a standard error of {value}",
            value=f"{100 * (declared['error'] or 0):g}%",
        ),
    }
    return _listed([told[name] for name in varied])


def sure_in_words(sure: pl.DataFrame, names: Names) -> Iterator[Message]:
    """Say how likely the likeliest unit is first by each of three rules.

    Parameters
    ----------
    sure
        The table ``scenario_uncertainty``.
    names
        What units are called.
    """
    for rule, text in _LIKELIEST.items():
        known = sure.drop_nulls(f"first_{rule}")
        if known.is_empty():
            continue
        most = known.sort(f"first_{rule}", descending=True, maintain_order=True).row(0, named=True)
        told = {
            "units": _quoted([names.unit(most["unit"])]),
            "share": f"{most[f'first_{rule}']:.1%}",
        }
        yield Message(text.template, told)
