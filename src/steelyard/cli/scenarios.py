"""The judgement across scenarios in the terminal and as JSON: a row per unit, then sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from steelyard.cli.screen import say, show_frame
from steelyard.evaluation.descriptions import describe, heading, unit_in_words
from steelyard.evaluation.labels import labels_of
from steelyard.evaluation.scenarios import HEADINGS, TABLES
from steelyard.evaluation.scenarios.words import (
    Names,
    dominated_in_words,
    first_in_words,
    never_best_in_words,
    never_first_in_words,
    sure_in_words,
    tipping_in_words,
    varied_in_words,
)
from steelyard.i18n import Message, _, message
from steelyard.robustness.headings import heading_of

if TYPE_CHECKING:
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.robustness.analysis import Analysis

__all__ = ["scenarios_as_json", "show_scenarios"]

_SHOWN = ("expected", "worst", "greatest_regret", "best_in")
_MONEY = ("expected", "worst", "greatest_regret")
_MOST_SENTENCES = 8


def show_scenarios(evaluation: Evaluation, analysis: Analysis | None, top: int) -> None:
    """Print each unit by the rules in the order of the ranking, and what is to be said of it."""
    found, declared = _tables(evaluation), evaluation.scheme.scenarios
    if not found or declared is None:
        return
    units = evaluation.scheme.units
    key = units.title or units.key
    order = evaluation.ranking.select(
        pl.col(units.key).cast(pl.String).alias("unit"), pl.col(key).cast(pl.String).alias("name")
    )
    joined = order.join(found["strategies"], on="unit", how="left", maintain_order="left")
    heads = {"name": heading(evaluation.scheme, key)}
    heads |= {name: str(HEADINGS[name]) for name in _SHOWN}
    unit = describe(evaluation.scheme, declared.payoff)[1]
    if unit is not None:
        said = unit_in_words(unit)
        heads |= {name: f"{heads[name]} ({said})" for name in _MONEY}
    columns = ["name", *_SHOWN]
    sure = None if analysis is None or analysis.scenarios is None else analysis.scenarios.frame
    if sure is not None:
        likely = order.join(sure, on="unit", how="left", maintain_order="left")["first_expected"]
        if likely.null_count() < len(likely):
            told = [None if one is None else f"{one:.1%}" for one in likely.to_list()]
            joined = joined.with_columns(pl.Series("first_expected", told, dtype=pl.String))
            columns.append("first_expected")
            heads["first_expected"] = heading_of("first_expected")
    title = _("Across the scenarios")
    if declared.title is not None:
        title = str(message("Across the scenarios: {title}", title=declared.title.render()))
    show_frame(joined.select(columns), heads, title, top, ["name"])
    for sentence in _sentences(evaluation, analysis):
        say(str(sentence))


def scenarios_as_json(evaluation: Evaluation, analysis: Analysis | None) -> dict[str, Any] | None:
    """Return the tables of scenarios and what is to be said of them; None without scenarios."""
    found = _tables(evaluation)
    if not found:
        return None
    if analysis is not None and analysis.scenarios is not None:
        found["scenario_uncertainty"] = analysis.scenarios.frame
    return {
        "summary": [str(sentence) for sentence in _sentences(evaluation, analysis)],
        **{name: frame.to_dicts() for name, frame in found.items()},
    }


def _tables(evaluation: Evaluation) -> dict[str, pl.DataFrame]:
    """Return the tables of scenarios that the evaluation has, by name."""
    return {one.name: one.frame for one in evaluation.attached if one.name in TABLES}


def _sentences(evaluation: Evaluation, analysis: Analysis | None) -> Iterator[Message]:
    found, names = _tables(evaluation), _names(evaluation)
    strategies = found["strategies"]
    yield from first_in_words(strategies, names)
    yield from tipping_in_words(strategies, found["scenarios"], names)
    yield from never_first_in_words(strategies, names)
    mixtures = found.get("mixtures", pl.DataFrame(schema={"unit": pl.String}))
    told = [
        *never_best_in_words(strategies, mixtures, names),
        *dominated_in_words(strategies, names),
    ]
    for unit, sentence in told[:_MOST_SENTENCES]:
        yield message("{unit}: {sentence}", unit=names.unit(unit), sentence=sentence)
    if len(told) > _MOST_SENTENCES:
        yield message("… and {count} more units.", count=len(told) - _MOST_SENTENCES)
    yield from _sure(evaluation, analysis, names)


def _sure(evaluation: Evaluation, analysis: Analysis | None, names: Names) -> Iterator[Message]:
    """Say how sure it is who is first, or why that is not known."""
    declared = evaluation.scheme.scenarios
    if analysis is None or declared is None:
        return
    if analysis.scenarios is None:
        if declared.concentration is None and declared.error is None:
            yield message(
                "How sure this is was not assessed: the scheme states neither how sure the "
                "probabilities are (concentration) nor the payoffs (error)."
            )
        else:
            yield message("How sure this is was not assessed: there is nothing to draw.")
        return
    yield message(
        "Varied: {varied}.",
        varied=varied_in_words(analysis.scenarios.varied, declared.model_dump()),
    )
    yield from sure_in_words(analysis.scenarios.frame, names)


def _names(evaluation: Evaluation) -> Names:
    """Return what units and scenarios are called in the current language."""
    units, declared = evaluation.scheme.units, evaluation.scheme.scenarios
    titles: dict[str, object] = {}
    if units.title is not None:
        frame = evaluation.kept_frame.select(pl.col(units.key, units.title).cast(pl.String))
        titles = {key: title for key, title in frame.iter_rows() if title is not None}
    labels = labels_of(evaluation.scheme, evaluation.kept.tables)
    column = "" if declared is None else declared.scenario
    scenarios = {key: text.render() for key, text in labels.get(column, {}).items()}
    own = {key: text.render() for key, text in labels.get(units.key, {}).items()}
    return Names(own | titles, scenarios)
