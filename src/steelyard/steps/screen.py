"""Screen: leave out the indicators and units that have too few figures to be judged.

Indicators are screened first, once, on the data that are learned from; a unit is then judged
by the indicators that stay. Handbook on Constructing Composite Indicators (OECD/JRC, 2008),
steps 2 and 3; COINr's ``Screen`` is the case without a rule for indicators.
"""

from __future__ import annotations

from itertools import compress

import numpy as np
from numpy.typing import NDArray

from steelyard.engines import Engine, Matrix, Vector
from steelyard.findings import Finding, Severity
from steelyard.i18n import Message, message
from steelyard.scheme.screen import Screen, ScreenIndicators, ScreenUnits
from steelyard.steps.block import Block
from steelyard.steps.calibration import Calibration

__all__ = ["apply", "learn", "most_common_share", "unit_counts"]

Mask = NDArray[np.bool_]


def learn(block: Block, spec: Screen, engine: Engine) -> Calibration:
    """Learn which indicators stay.

    Parameters
    ----------
    block
        The units whose figures are counted.
    spec
        The rules.
    engine
        Where the passes run.

    Returns
    -------
    Calibration
        Parameters with one entry per column: ``available``, the share of the units that have a
        figure; ``most_common``, the share of its figures that equal the most frequent one (NaN
        where no rule asks); ``kept``, whether it stays. Beside them ``unknown``, the keys to
        keep or drop that no unit has.
    """
    rules = spec.indicators
    columns = len(block.columns)
    count = engine.summarise(block.values, _known_per_column, np.add)
    rows = len(block.values)
    available = count / rows if rows else np.full(columns, np.nan)
    kept = np.ones(columns, dtype=np.bool_)
    if rules.available is not None:
        kept &= ~(available < rules.available)
    most_common = np.full(columns, np.nan)
    if rules.most_common is not None:
        ordered = (engine.sort(block.values[:, at]) for at in range(columns))
        most_common[:] = [most_common_share(column) for column in ordered]
        kept &= ~(most_common >= rules.most_common)
    named = (*spec.units.keep, *spec.units.drop)
    known = set(block.units.tolist()) if named else set()
    unknown = np.array([key for key in named if key not in known], dtype=np.str_)
    return Calibration(
        {"available": available, "most_common": most_common, "kept": kept, "unknown": unknown}
    )


def _known_per_column(part: Matrix) -> NDArray[np.intp]:
    known: NDArray[np.intp] = np.count_nonzero(~np.isnan(part), axis=0)
    return known


def most_common_share(ordered: Vector) -> float:
    """Return the share of figures that equal the most frequent one, NaN if there are none.

    >>> most_common_share(np.array([0.0, 0.0, 0.0, 2.5]))
    0.75
    """
    if len(ordered) == 0:
        return float("nan")
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    lengths = np.diff(starts, append=len(ordered))
    return float(lengths.max() / len(ordered))


def unit_counts(rows: Matrix) -> Matrix:
    """Return how many figures each unit has, and how many of them are not zero.

    Parameters
    ----------
    rows
        (units, columns).

    Returns
    -------
    Matrix
        (units, 2).
    """
    known = ~np.isnan(rows)
    nonzero = known & (rows != 0)
    return np.stack([known.sum(axis=1), nonzero.sum(axis=1)], axis=1).astype(np.float64)


def apply(
    block: Block, spec: Screen, calibration: Calibration, engine: Engine
) -> tuple[Block, list[Finding]]:
    """Leave out indicators by what was learned, and units by their own figures.

    Parameters
    ----------
    block
        Any units, with the columns that were learned from.
    spec
        The rules.
    calibration
        What :func:`learn` found.
    engine
        Where the pass runs.

    Returns
    -------
    tuple
        The block that is left, and a finding for every indicator and unit that a rule or the
        scheme left out or kept in.
    """
    findings = [*_unknown(calibration), *_indicators(block.columns, spec, calibration)]
    kept = calibration.parameters["kept"].astype(np.bool_)
    if not kept.all():
        block = block.select(tuple(compress(block.columns, kept)))
    if spec.units == ScreenUnits():
        return block, findings
    counts = engine.map(block.values, unit_counts)
    short = {
        "available": _below(counts[:, 0], len(block.columns), spec.units.available),
        "nonzero": _below(counts[:, 1], counts[:, 0], spec.units.nonzero),
    }
    fails = short["available"] | short["nonzero"]
    kept_in = np.isin(block.units, spec.units.keep)
    dropped = np.isin(block.units, spec.units.drop)
    for at in np.flatnonzero(fails | dropped).tolist():
        rule = "available" if short["available"][at] else "nonzero"
        if dropped[at]:
            found = _finding(block, at, "unit-forced-out", message("Left out by the scheme."))
        elif kept_in[at]:
            found = _kept_in(block, at, rule, spec.units, counts[at])
        else:
            found = _left_out(block, at, rule, spec.units, counts[at])
        findings.append(found)
    left_out = dropped | (fails & ~kept_in)
    return (block.rows(~left_out) if left_out.any() else block), findings


def _below(count: Vector, of: Vector | int, least: float | None) -> Mask:
    """Return where the share ``count / of`` is below ``least``; a share of nothing is not."""
    if least is None:
        return np.zeros(len(count), dtype=np.bool_)
    with np.errstate(invalid="ignore", divide="ignore"):
        below: Mask = count / of < least
    return below


def _left_out(block: Block, at: int, rule: str, asked: ScreenUnits, counts: Vector) -> Finding:
    if rule == "available":
        why = message(
            "Left out: it has figures for {count} of {total} indicators ({share:.1%}), where "
            "{asked:.1%} are asked for.",
            **_shares(counts[0], len(block.columns), asked.available),
        )
    else:
        why = message(
            "Left out: {count} of its {total} figures are not zero ({share:.1%}), where "
            "{asked:.1%} are asked for.",
            **_shares(counts[1], counts[0], asked.nonzero),
        )
    return _finding(block, at, "unit-screened", why, "warning")


def _kept_in(block: Block, at: int, rule: str, asked: ScreenUnits, counts: Vector) -> Finding:
    if rule == "available":
        why = message(
            "Kept by the scheme, though it has figures for {count} of {total} indicators "
            "({share:.1%}), where {asked:.1%} are asked for.",
            **_shares(counts[0], len(block.columns), asked.available),
        )
    else:
        why = message(
            "Kept by the scheme, though {count} of its {total} figures are not zero "
            "({share:.1%}), where {asked:.1%} are asked for.",
            **_shares(counts[1], counts[0], asked.nonzero),
        )
    return _finding(block, at, "unit-forced-in", why)


def _shares(count: float, total: float, asked: float | None) -> dict[str, object]:
    share = float(count / total)
    return {"count": int(count), "total": int(total), "share": share, "asked": asked}


def _finding(
    block: Block, at: int, code: str, why: Message, severity: Severity = "note"
) -> Finding:
    if block.periods is not None:
        period = float(block.periods[at])
        shown = int(period) if period.is_integer() else period
        why = message("Period {period}: {finding}", period=shown, finding=why)
    return Finding(code, why, severity, unit=str(block.units[at]))


def _unknown(calibration: Calibration) -> list[Finding]:
    return [
        Finding(
            "unknown-unit",
            message("The scheme keeps or drops this unit, but the data do not have it."),
            "warning",
            unit=str(key),
        )
        for key in calibration.parameters["unknown"]
    ]


def _indicators(columns: tuple[str, ...], spec: Screen, calibration: Calibration) -> list[Finding]:
    """Return a finding for every indicator that is left out."""
    found = calibration.parameters
    return [
        Finding(
            "indicator-screened",
            _why_indicator(
                spec.indicators, float(found["available"][at]), float(found["most_common"][at])
            ),
            "warning",
            column=columns[at],
        )
        for at in np.flatnonzero(~found["kept"].astype(np.bool_))
    ]


def _why_indicator(rules: ScreenIndicators, available: float, most_common: float) -> Message:
    if rules.available is not None and available < rules.available:
        return message(
            "Left out: {share:.1%} of the units have a figure, where {asked:.1%} are asked for.",
            share=available,
            asked=rules.available,
        )
    return message(
        "Left out: {share:.1%} of its figures are the same, where less than {asked:.1%} is "
        "asked for.",
        share=most_common,
        asked=rules.most_common,
    )
