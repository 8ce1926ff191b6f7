"""Methods side by side in the terminal: of the first units after a run, of one when explained."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from steelyard.cli.screen import number, say, show_rows
from steelyard.evaluation.descriptions import describe, heading, unit_in_words
from steelyard.evaluation.estimates import MEDIAN, table_of
from steelyard.evaluation.estimates_told import (
    apart,
    driven,
    estimate_title,
    label,
    measured,
    ratio,
    summary_in_words,
)
from steelyard.evaluation.measured import titled
from steelyard.i18n import Message, _, message

if TYPE_CHECKING:
    from steelyard.evaluation.estimates_read import ByMethod, Valued
    from steelyard.evaluation.evaluation import Evaluation
    from steelyard.scheme.scheme import Scheme

__all__ = ["show_estimates", "show_valued"]

_MOST = 10
_NAMED = 3
"""How many methods have room for their names above columns."""
_LARGE = 1000


def show_estimates(evaluation: Evaluation, top: int) -> None:
    """Print the methods of the first units, how many disagree, and what drives it."""
    scheme, frames = evaluation.scheme, {one.path: one.frame for one in evaluation.attached}
    for name, declared in scheme.estimates.items():
        frame = frames[f"data/{table_of(name)}.csv"]
        shown = _ranked(evaluation, frame).head(min(top, _MOST))
        named = _unit_heads(evaluation)
        methods, legend = _method_heads(scheme, declared.of)
        show_rows(
            [_("Rank"), *named, *methods, _("Median"), _("Factor"), _("Driven by")],
            [_row(scheme, name, row) for row in _rounded(shown, declared.of).to_dicts()],
            _titled(scheme, name),
            [True, *(False for _head in named), *(True for _head in methods), True, False, False],
        )
        for sentence in (*legend, _marks(scheme, name), *summary_in_words(scheme, name, frame)):
            say(str(sentence))


def _marks(scheme: Scheme, name: str) -> Message:
    """Return what the columns of the ratio say."""
    return message(
        "Factor: the highest over the lowest; *: above {factor}, or a value that is not above 0. "
        "Driven by: the input whose typical value would leave the least of it.",
        factor=ratio(scheme.estimates[name].disagree),
    )


def _method_heads(scheme: Scheme, methods: Sequence[str]) -> tuple[list[str], list[Message]]:
    """Return the headings of methods: their names, or of many numbers with a legend."""
    if len(methods) <= _NAMED:
        return [str(label(scheme, method)) for method in methods], []
    heads = [f"({at})" for at in range(1, len(methods) + 1)]
    named = [
        titled(f"{head} {label(scheme, method)}")
        for head, method in zip(heads, methods, strict=True)
    ]
    return heads, [message("Methods: {methods}.", methods="; ".join(map(str, named)))]


def _titled(scheme: Scheme, name: str) -> str:
    """Return the title of an estimate with the unit that its methods share."""
    title = str(estimate_title(scheme, name))
    unit = describe(scheme, scheme.estimates[name].of[0])[1]
    return f"{title} ({unit_in_words(unit)})" if unit else title


def _rounded(frame: pl.DataFrame, methods: Sequence[str]) -> pl.DataFrame:
    """Return the frame without decimals that large figures do not need."""
    columns = [*methods, MEDIAN]
    large = (frame.select(columns).fill_null(0.0).to_numpy() >= _LARGE).any()
    return frame.with_columns(pl.col(columns).round(0)) if large else frame


def _unit_heads(evaluation: Evaluation) -> list[str]:
    units = evaluation.scheme.units
    return [heading(evaluation.scheme, one) for one in (units.key, units.period) if one is not None]


def _ranked(evaluation: Evaluation, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of units in the order of the ranking, with their rank and name."""
    units = evaluation.scheme.units
    keys = {units.key: "unit"} | ({} if units.period is None else {units.period: "period"})
    named = [] if units.title is None else [pl.col(units.title).alias("#title")]
    ranking = evaluation.ranking.select(
        *(pl.col(one).alias(other) for one, other in keys.items()),
        pl.col("rank").alias("#rank"),
        *named,
    )
    return ranking.join(frame, on=list(keys.values()), maintain_order="left")


def _row(scheme: Scheme, name: str, row: dict[str, object]) -> list[object]:
    period = [] if "period" not in row else [str(row["period"])]
    driver = row["driver"]
    return [
        row["#rank"],
        str(row.get("#title") or row["unit"]),
        *period,
        *(row[method] for method in scheme.estimates[name].of),
        row[MEDIAN],
        _factor(row),
        "" if driver is None else str(label(scheme, str(driver))),
    ]


def _float(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _factor(row: dict[str, object]) -> str:
    """Return the ratio, marked where the methods disagree."""
    if row["not_positive"] is not None:
        return "≤ 0 *"
    text = ratio(_float(row["ratio"]))
    return f"{text} *" if row["disagree"] else text


def show_valued(scheme: Scheme, valued: tuple[Valued, ...]) -> None:
    """Print what each method gives for one unit, how sure that is, and what parts them."""
    for one in valued:
        show_rows(
            [_("Method"), _("Value"), _("Value, 5–95%"), _("Rank"), _("Rank, 5–95%")],
            [_method(scheme, method) for method in one.methods],
            _titled(scheme, one.name),
            [False, True, False, True, False],
        )
        say(str(apart(scheme, one.name, one.row)))
        if one.probability is not None:
            text = message(
                "The methods disagree in {share} of the replications; the factor lies between "
                "{low} and {high} in nine of ten.",
                share=f"{100 * one.probability:.0f}%",
                low=ratio(one.ratio_low),
                high=ratio(one.ratio_high),
            )
            say(str(text))
        cause = driven(scheme, one.name, one.row)
        if cause is not None:
            say(str(cause))
        if one.inputs:
            show_rows(
                [
                    _("Input"),
                    _("Own value"),
                    _("Typical value"),
                    _("Factor with the typical value"),
                ],
                [
                    (
                        str(label(scheme, drive.input)),
                        str(measured(scheme, drive.input, drive.value)),
                        str(measured(scheme, drive.input, drive.typical)),
                        ratio(drive.ratio),
                    )
                    for drive in one.inputs
                ],
            )


def _method(scheme: Scheme, one: ByMethod) -> tuple[object, ...]:
    return (
        str(label(scheme, one.method)),
        one.value,
        _span(one.low, one.high),
        one.rank,
        _span(one.rank_low, one.rank_high),
    )


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    between = " – " if low < 0 else "–"
    return number(low) if low == high else f"{number(low)}{between}{number(high)}"
