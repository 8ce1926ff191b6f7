"""What the analysis says, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from steelyard.i18n import Message, _, language, message
from steelyard.scheme.assumptions import (
    DEFAULT_ASSUMPTIONS,
    Aggregations,
    AnyAlternatives,
    Assumption,
    Dirichlet,
    Errors,
    Imputations,
    Imputed,
    LeaveOut,
    Normalisations,
    Simplex,
    Spread,
    Treatments,
    Weights,
)
from steelyard.scheme.scheme import Scheme

__all__ = [
    "assumption_in_words",
    "certain_in_words",
    "groups_in_words",
    "summary_in_words",
    "unassessed_in_words",
]

_CLOSE = 0.05
"""From which chance on a candidate is close to the list."""


def summary_in_words(
    scheme: Scheme, settings: Mapping[str, Any], frame: pl.DataFrame
) -> Iterator[Message | str]:
    """Yield what a reader should know first; with periods, of the last one.

    Parameters
    ----------
    scheme
        The scheme, for its assumptions.
    settings
        The settings of the analysis as an edition's manifest has them.
    frame
        The table ``uncertainty``.
    """
    if not settings["assumptions"]:
        yield unassessed_in_words(settings)
    for reason in settings["not_assessed"]:
        yield reason[language()]
    if settings["assumptions"]:
        yield from _assessed(scheme, settings, frame)


def unassessed_in_words(settings: Mapping[str, Any]) -> Message:
    """Say that no ranks were replicated; what was, where there are scenarios."""
    if settings.get("scenarios"):
        return message(
            "How sure the order across the scenarios is was assessed, rule by rule, in {count} "
            "replications (seed {seed}).",
            count=f"{settings['replications']:,}",
            seed=settings["seed"],
        )
    return message("How sure the ranks are was not assessed.")


def _assessed(
    scheme: Scheme, settings: Mapping[str, Any], frame: pl.DataFrame
) -> Iterator[Message]:
    assumptions = DEFAULT_ASSUMPTIONS if scheme.assumptions is None else scheme.assumptions
    varied = [assumption_in_words(assumptions[name]) for name in settings["assumptions"]]
    yield message(
        "{count} replications (seed {seed}), varied: {varied}.",
        count=f"{settings['replications']:,}",
        seed=settings["seed"],
        varied=_("; ").join(str(one) for one in varied),
    )
    if settings["mean_rank_shift"] is not None:
        yield message(
            "On average a unit moves by {shift} ranks.", shift=f"{settings['mean_rank_shift']:.2f}"
        )
    yield from _of_last(scheme.units.period, settings, frame)
    yield from _of_end(scheme, frame)
    if settings["rank_bin"] > 1:
        yield message(
            "Ranks were counted in bins of {width}; their quantiles are as wide.",
            width=settings["rank_bin"],
        )


def _of_last(
    period: str | None, settings: Mapping[str, Any], frame: pl.DataFrame
) -> Iterator[Message]:
    """Say what is certain in the list, with periods in the last and under its name."""
    if period is None:
        yield from certain_in_words(frame, settings["among"])
        yield from groups_in_words(frame, settings["level"])
        return
    last = frame.filter(pl.col(period) == pl.col(period).max())
    for sentence in (
        *certain_in_words(last, settings["among"]),
        *groups_in_words(last, settings["level"]),
    ):
        yield message("{period}: {sentence}", period=last[period][0], sentence=sentence)


def _of_end(scheme: Scheme, frame: pl.DataFrame) -> Iterator[Message]:
    """Say how sure it is who is on a list that has only the first so many."""
    first, period = scheme.rank.first, scheme.units.period
    if first is None or f"top_{first}" not in frame.columns:
        return
    last = frame if period is None else frame.filter(pl.col(period) == pl.col(period).max())
    share, on = pl.col(f"top_{first}"), pl.col("rank") <= first
    if last.filter(pl.col("rank") > first).is_empty():
        return
    yield message(
        "On the list of {first} in every replication: {certain}; candidates that are on it in at "
        "least 5%: {close}.",
        first=f"{first:,}",
        certain=last.filter(on & (share >= 1.0)).height,
        close=last.filter(~on & (share >= _CLOSE)).height,
    )


def certain_in_words(frame: pl.DataFrame, among: Sequence[int]) -> Iterator[Message]:
    """Say how many of the first 10, or of the first few of a short list, are certain."""
    ranked = int(frame["rank"].count())
    # Where a tie goes across, more than k units are among the first k.
    fit = [
        k
        for k in among
        if k < ranked and f"top_{k}" in frame.columns and (frame["rank"] <= k).sum() == k
    ]
    if not fit:
        return
    k = 10 if 10 in fit else fit[-1]
    share = frame.filter(pl.col("rank") <= k)[f"top_{k}"]
    if k == 1:
        yield message(
            "The first stays first in {share:.0%} of the replications.", share=share.max()
        )
        return
    yield message(
        "Of the first {k}, {certain} are there in every replication, {likely} in at least 95%.",
        k=k,
        certain=int((share >= 1.0).sum()),
        likely=int((share >= 0.95).sum()),
    )


def groups_in_words(frame: pl.DataFrame, level: float) -> Iterator[Message]:
    """Say how many groups there are of units that cannot be told apart."""
    grouped = frame["group"].drop_nulls()
    groups = grouped.n_unique()
    if len(grouped) < 2:
        return
    if groups == 1:
        yield message(
            "No unit can be told apart from the first with {level:.0%} probability.", level=level
        )
    elif groups == len(grouped):
        yield message(
            "Every unit can be told apart from the one above it with {level:.0%} probability.",
            level=level,
        )
    else:
        yield message(
            "The units form {groups} groups; no unit can be told apart from the first of its group "
            "with {level:.0%} probability.",
            groups=groups,
            level=level,
        )


def assumption_in_words(assumption: Assumption) -> Message | str:
    """Return what an assumption varies, in a few words; its title where it has one."""
    if assumption.title is not None:
        return assumption.title.render()
    if isinstance(assumption, Weights):
        return _weights_in_words(assumption)
    if isinstance(assumption, Normalisations | Aggregations | Imputations | Treatments):
        return _alternatives_in_words(assumption)
    if isinstance(assumption, Imputed):
        return message("imputed figures")
    if isinstance(assumption, LeaveOut):
        return _left_out_in_words(assumption)
    if isinstance(assumption, Errors):
        if len(assumption.data) == 1:
            return message("errors of “{figure}”", figure=next(iter(assumption.data)))
        return message("errors of {count} figures", count=len(assumption.data))
    return message("a rule of “{node}”", node=assumption.rule.node)


def _weights_in_words(assumption: Weights) -> Message:
    match assumption.weights:
        case Spread(spread=spread):
            return message("weights ± {spread:.0%}", spread=spread)
        case Dirichlet():
            return message("weights, Dirichlet around the nominal ones")
        case Simplex():
            return message("weights, any that add up")
        case _:
            return message("sets of weights")


def _left_out_in_words(assumption: LeaveOut) -> Message:
    match assumption.leave_out.nodes:
        case "indicators":
            return message("indicators left out")
        case "criteria":
            return message("criteria left out")
        case _:
            return message("parts left out")


def _alternatives_in_words(assumption: AnyAlternatives) -> Message:
    match assumption:
        case Normalisations():
            return message("normalisation, {count} ways", count=len(assumption.normalise))
        case Aggregations():
            return message("aggregation, {count} ways", count=len(assumption.aggregate))
        case Imputations():
            return message("imputation, {count} ways", count=len(assumption.impute))
        case Treatments():
            return message("treatment, {count} ways", count=len(assumption.treat))
