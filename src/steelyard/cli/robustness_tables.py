"""The analysis of an edition in the terminal: sentences first, then tables."""

from __future__ import annotations

import polars as pl

from steelyard.cli.screen import say, show_frame
from steelyard.evaluation.descriptions import heading
from steelyard.i18n import _, message
from steelyard.robustness.headings import heading_of
from steelyard.robustness.report import Report

__all__ = ["show_tables"]

_FEW = 8
# Names of columns that a table of units cannot have: its own are words without spaces.
_NAME, _NEXT, _MOSTLY, _WHOLE = "the name", "the next", "the 5–95%", "the whole"
_FIRST, _TOTAL = "first 90%", "total 90%"


def show_tables(report: Report, top: int) -> None:
    """Print what the analysis found, the most important first."""
    say(report.scheme.title.render())
    for sentence in report.sentences():
        say(str(sentence))
    _units(report, top)
    _scenarios(report, top)
    _sensitivity(report, top)
    _importance(report, top)
    _removal(report)
    _flags(report)


def _units(report: Report, top: int) -> None:
    frame = report.tables.get("uncertainty")
    if frame is None:
        return
    units = report.scheme.units
    ranked = [units.period] if units.period else []
    descending = [True for _period in ranked] + [False]
    frame = frame.sort(
        [*ranked, "rank"], descending=descending, nulls_last=True, maintain_order=True
    )
    neighbours = report.tables["neighbours"].select(
        pl.col("above").alias(units.key), *ranked, pl.col("probability").alias(_NEXT)
    )
    frame = frame.join(neighbours, on=[units.key, *ranked], how="left", maintain_order="left")
    k = next((name for name in ("top_10", "top_5", "top_3") if name in frame.columns), None)
    shown = frame.with_columns(
        _range("rank_p05", "rank_p95").alias(_MOSTLY), _range("rank_min", "rank_max").alias(_WHOLE)
    ).select("rank", *ranked, units.key, "rank_median", _MOSTLY, _WHOLE, *_known(k), _NEXT, "group")
    heads = {
        _MOSTLY: _("5–95%"),
        _WHOLE: _("From–to"),
        _NEXT: _("Really above the next"),
        "group": _("Group"),
    }
    _show(report, shown, heads, _("How sure each rank is"), top)


def _scenarios(report: Report, top: int) -> None:
    frame = report.tables.get("scenario_uncertainty")
    if frame is None:
        return
    likely = [name for name in frame.columns if name.startswith(("first_", "never_best"))]
    # By expected regret the order is that by expected payoff.
    known = [
        name
        for name in likely
        if frame[name].null_count() < frame.height and name != "first_expected_regret"
    ]
    titles = report.units()
    shown = frame.select("unit", *known).with_columns(pl.col("unit").replace(titles))
    heads = {name: heading_of(name) for name in shown.columns}
    heads["unit"] = heading(report.scheme, report.scheme.units.title or report.scheme.units.key)
    show_frame(shown, heads, _("How sure the order across the scenarios is"), top, ["unit"])


def _known(name: str | None) -> list[str]:
    return [] if name is None else [name]


def _range(low: str, high: str) -> pl.Expr:
    first, last = (pl.col(name).cast(pl.Int64).cast(pl.String) for name in (low, high))
    return pl.when(first == last).then(first).otherwise(first + "–" + last)


def _show(report: Report, frame: pl.DataFrame, own: dict[str, str], title: str, rows: int) -> None:
    """Print a table of units, with their titles beside their keys."""
    units = report.scheme.units
    labels = [name for name in (units.key, units.period) if name is not None]
    heads = {name: heading_of(name) for name in frame.columns}
    heads |= {name: heading(report.scheme, name) for name in labels} | own
    titles = report.units()
    if titles and units.title is not None:
        at = frame.columns.index(units.key) + 1
        keys = frame[units.key].cast(pl.String)
        names = keys.replace_strict(titles, default=None, return_dtype=pl.String).alias(_NAME)
        frame = frame.clone().insert_column(at, names)
        heads[_NAME] = heading(report.scheme, units.title)
    show_frame(frame, heads, title, rows, labels)


def _sensitivity(report: Report, top: int) -> None:
    frame = report.tables.get("sensitivity")
    if frame is None or frame.is_empty():
        return
    moved = frame.filter(output="mean_rank_shift")
    if moved["first"].is_null().all():
        say(
            _("The mean rank shift does not vary in the samples, so there is nothing to attribute.")
        )
        return
    if frame["assumption"].n_unique() == 1:
        say(_("Only one assumption varies; all of the uncertainty is due to it."))
        return
    names = {name: str(title) for name, title in report.assumptions().items()}
    period = report.scheme.units.period
    periods = [] if period is None else [period]
    shift = moved.select(
        *periods,
        pl.col("assumption").replace(names),
        "first",
        "total",
        "shapley",
        pl.struct("first_low", "first_high").alias(_FIRST),
        pl.struct("total_low", "total_high").alias(_TOTAL),
    )
    shift = shift.with_columns(_intervals(shift[name]) for name in (_FIRST, _TOTAL))
    heads = {name: heading_of(name) for name in shift.columns} | {
        "first": _("Alone"),
        _FIRST: _("Alone, 90%"),
        _TOTAL: _("With others, 90%"),
    }
    heads |= {name: heading(report.scheme, name) for name in periods}
    title = message(
        "Which assumption moves the ranks: share of the variance of the mean rank shift, from "
        "{samples} base samples",
        samples=f"{report.settings['sensitivity']:,}",
    )
    if periods:
        shift = shift.sort(periods, descending=True, maintain_order=True)
    show_frame(shift, heads, str(title), top if periods else None, periods)
    dependence = report.tables["dependence"].with_columns(pl.col("assumption").replace(names))
    title = message("Units whose rank depends most on one assumption")
    _show(report, dependence, {"first": _("Alone")}, str(title), min(top, _FEW))


def _intervals(ends: pl.Series) -> pl.Series:
    """Return the ends of each interval in one text; they may be below 0."""
    return pl.Series(ends.name, [_between(*pair.values()) for pair in ends], dtype=pl.String)


def _between(low: float | None, high: float | None) -> str | None:
    if low is None or high is None:
        return None
    # Adding 0 makes a rounded -0.0 a 0.0.
    return f"{round(low, 2) + 0.0:.2f} … {round(high, 2) + 0.0:.2f}"


def _importance(report: Report, top: int) -> None:
    frame = report.tables.get("importance")
    if frame is None or frame.is_empty():
        return
    columns = ["node", "weight", "effective_weight", "importance", "target_weight"]
    shown = frame.select(*columns, "index_main_effect").with_columns(
        pl.col("node").replace(report.nodes())
    )
    heads = {name: heading_of(name) for name in shown.columns}
    show_frame(shown, heads, _("What weighs how much, as declared and in effect"), top)


def _removal(report: Report) -> None:
    frame = report.tables.get("removal")
    if frame is None or frame.is_empty():
        return
    shown = frame.sort("mean_shift", descending=True, nulls_last=True, maintain_order=True)
    shown = shown.with_columns(pl.col("node").replace(report.nodes()))
    heads = {name: heading_of(name) for name in shown.columns}
    show_frame(shown, heads, _("What moves the ranks most when it is left out"), _FEW)


def _flags(report: Report) -> None:
    pairs = report.tables.get("correlations")
    if pairs is None:
        return
    flagged = pairs.filter(pl.col("flag").is_not_null())
    if flagged.is_empty():
        say(_("No correlation is flagged."))
        return
    names = report.nodes()
    flags = {"redundant": _("redundant"), "negative": _("negative"), "weak": _("weak")}
    shown = flagged.select("node", "other", "correlation", "flag").with_columns(
        pl.col("node", "other").replace(names), pl.col("flag").replace(flags)
    )
    heads = {name: heading_of(name) for name in shown.columns}
    show_frame(
        shown, heads, str(message("Flagged correlations: {count}", count=flagged.height)), _FEW
    )
