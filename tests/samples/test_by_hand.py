"""The evaluation of made-up funds against the same written by hand in Polars."""

from __future__ import annotations

from bench.funds import agree
from bench.funds_by_hand import by_hand
from steelyard.evaluation.evaluation import Evaluation


def test_figures_and_breaches_are_those_found_by_hand(evaluation: Evaluation) -> None:
    figures, breaches = by_hand(evaluation.data.tables)
    assert breaches.height > 500
    agree(evaluation, figures, breaches)
