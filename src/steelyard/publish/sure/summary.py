"""What a reader should know first: what was done, what came of it, and what was not assessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from steelyard.i18n import _, language, message
from steelyard.publish.numbers import number, percent
from steelyard.publish.sure.parts import ListReport
from steelyard.robustness.report import Report
from steelyard.robustness.words import (
    assumption_in_words,
    certain_in_words,
    unassessed_in_words,
)
from steelyard.scheme.assumptions import DEFAULT_ASSUMPTIONS

__all__ = ["assumptions", "facts", "facts_of", "lede", "settings", "summary_of"]


def lede(report: Report | None) -> str:
    """Return the first paragraph."""
    if report is not None and not report.settings["assumptions"] and "scenarios" in report.settings:
        return str(unassessed_in_words(report.settings))
    if report is None or not report.settings["assumptions"]:
        return _("A rank is as sure as what it was made from. For this ranking that was not tried.")
    return str(
        message(
            "Every ranking rests on choices that could have been made differently. This one was "
            "made again {count} times, each time a little differently; here is what stayed and "
            "what moved.",
            count=number(report.settings["replications"], 0),
        )
    )


def assumptions(report: Report) -> list[str]:
    """Return what was varied, in words."""
    declared = report.scheme.assumptions
    every = DEFAULT_ASSUMPTIONS if declared is None else declared
    return [str(assumption_in_words(every[name])) for name in report.settings["assumptions"]]


def not_assessed(report: Report) -> list[str]:
    """Return why something was not assessed."""
    return [reason[language()] for reason in report.settings["not_assessed"]]


def facts(report: Report) -> Iterator[dict[str, Any]]:
    """Yield the figures that hold for the whole edition."""
    settings = report.settings
    yield {
        "label": _("Replications"),
        "value": number(settings["replications"], 0),
        "note": _("; ").join(assumptions(report)),
    }
    if settings["mean_rank_shift"] is not None:
        yield {
            "label": _("A unit moves on average by"),
            "value": str(message("{shift} ranks", shift=number(settings["mean_rank_shift"], 2))),
            "note": None,
        }


def facts_of(found: ListReport) -> Iterator[dict[str, Any]]:
    """Yield the figures of a list: who stays among the first, and how many groups there are."""
    frame = found.uncertainty
    if frame is None:
        return
    ranked = frame["rank"].count()
    k = next((k for k in (10, 5, 3, 1) if k < ranked and f"top_{k}" in frame.columns), None)
    if k is not None:
        share = frame.filter(pl.col("rank") <= k)[f"top_{k}"]
        yield {
            "label": str(message("Always among the first {k}", k=k)),
            "value": str(
                message("{count} of {of}", count=int((share >= 1.0).sum()), of=len(share))
            ),
            "note": None,
        }
    grouped = frame["group"].drop_nulls()
    if len(grouped):
        yield {
            "label": _("Groups by the rule below"),
            "value": number(grouped.n_unique()),
            "note": str(message("of {count} units", count=number(len(grouped)))),
        }


def summary_of(found: ListReport) -> list[str]:
    """Return the first sentences on one list."""
    frame = found.uncertainty
    if frame is None:
        return []
    among = found.report.settings["among"]
    return [str(one) for one in certain_in_words(frame, among)]


def settings(report: Report) -> Iterator[dict[str, str]]:
    """Yield the settings with which the analysis can be made again."""
    given = report.settings
    yield {"label": _("Replications"), "value": number(given["replications"], 0)}
    yield {"label": _("Seed"), "value": str(given["seed"])}
    yield {
        "label": _("Probability from which units count as told apart"),
        "value": percent(given["level"], 0),
    }
    if given["sensitivity"]:
        yield {
            "label": _("Base samples of the sensitivity analysis"),
            "value": number(given["sensitivity"], 0),
        }
    if given["rank_bin"] > 1:
        yield {"label": _("Ranks are counted in bins of"), "value": number(given["rank_bin"], 0)}
