"""What the columns of the analysis are called."""

from __future__ import annotations

from collections.abc import Mapping

from steelyard.i18n import Message, message

__all__ = ["HEADINGS", "heading_of", "title_of"]

HEADINGS: Mapping[str, Message] = {
    "rank": message("Rank"),
    "rank_mean": message("Rank, mean"),
    "rank_median": message("Rank, median"),
    "rank_p05": message("Rank, 5%"),
    "rank_p95": message("Rank, 95%"),
    "rank_min": message("Best rank"),
    "rank_max": message("Worst rank"),
    "score": message("Score"),
    "score_mean": message("Score, mean"),
    "score_median": message("Score, median"),
    "score_p05": message("Score, 5%"),
    "score_p95": message("Score, 95%"),
    "score_min": message("Lowest score"),
    "score_max": message("Highest score"),
    "ranked": message("Share of the replications with a rank"),
    "group": message("Group that cannot be told apart"),
    "rank_from": message("Rank from"),
    "rank_to": message("Rank to"),
    "probability": message("Probability"),
    "above": message("Above"),
    "below": message("Below"),
    "first": message("First"),
    "shift_from": message("Mean rank shift from"),
    "shift_to": message("Mean rank shift to"),
    "share": message("Share"),
    "output": message("Output"),
    "assumption": message("Assumption"),
    "first_low": message("Alone, from"),
    "first_high": message("Alone, to"),
    "total": message("With others"),
    "total_low": message("With others, from"),
    "total_high": message("With others, to"),
    "shapley": message("Shapley effect"),
    "rank_deviation": message("Standard deviation of the rank"),
    "node": message("Node"),
    "mean_shift": message("Mean rank shift"),
    "max_shift": message("Greatest rank shift"),
    "moved": message("Units that move"),
    "spearman": message("Rank correlation"),
    "nominal": message("Nominal rank"),
    "level": message("Level"),
    "other": message("Other node"),
    "parent": message("Criterion"),
    "kind": message("Kind"),
    "correlation": message("Correlation"),
    "p_value": message("p-value"),
    "units": message("Units"),
    "flag": message("Flag"),
    "parts": message("Parts"),
    "alpha": message("Cronbach's alpha"),
    "component": message("Component"),
    "eigenvalue": message("Eigenvalue"),
    "part": message("Part"),
    "loading": message("Loading"),
    "weight": message("Weight"),
    "effective_weight": message("Weight in the whole"),
    "main_effect": message("Main effect"),
    "importance": message("Importance"),
    "target_weight": message("Weight for the intended importance"),
    "target_residual": message("Difference that remains"),
    "index_correlation": message("Correlation with the index"),
    "index_main_effect": message("Main effect on the index"),
    "unit": message("Unit"),
    "period": message("Period"),
    "quadrant": message("Quadrant"),
    "x_mean": message("Mean on the x axis"),
    "y_mean": message("Mean on the y axis"),
    "x_deviation": message("Standard deviation on the x axis"),
    "y_deviation": message("Standard deviation on the y axis"),
    "covariance": message("Covariance of the axes"),
    "axes_correlation": message("Correlation of the axes"),
    "ellipse_major": message("Longer semi-axis of the 95% ellipse"),
    "ellipse_minor": message("Shorter semi-axis of the 95% ellipse"),
    "ellipse_angle": message("Angle of the 95% ellipse (°)"),
    "ellipse_holds": message("Share of the replications in the ellipse"),
    "in_plane": message("Share of the replications with a place"),
    "quadrant_probability": message("Probability of the quadrant"),
    "p_high_high": message("Probability of high on both axes"),
    "p_high_low": message("Probability of high on the x axis only"),
    "p_low_high": message("Probability of high on the y axis only"),
    "p_low_low": message("Probability of low on both axes"),
    "estimate": message("What is estimated"),
    "method": message("Method"),
    "value": message("Value"),
    "value_mean": message("Value, mean"),
    "value_deviation": message("Value, standard deviation"),
    "value_p05": message("Value, 5%"),
    "value_median": message("Value, median"),
    "value_p95": message("Value, 95%"),
    "known": message("Share of the replications in which it is known"),
    "ratio": message("Highest over lowest"),
    "ratio_p05": message("Highest over lowest, 5%"),
    "ratio_median": message("Highest over lowest, median"),
    "ratio_p95": message("Highest over lowest, 95%"),
    "disagree_probability": message("Probability that the methods disagree"),
    "expected_p05": message("Expected payoff, 5%"),
    "expected_p95": message("Expected payoff, 95%"),
    "greatest_regret_p05": message("Greatest regret, 5%"),
    "greatest_regret_p95": message("Greatest regret, 95%"),
    "first_expected": message("Probability of being first by expected payoff"),
    "first_laplace": message("Probability of being first with equal probabilities"),
    "first_worst": message("Probability of being first by worst payoff"),
    "first_best": message("Probability of being first by best payoff"),
    "first_expected_regret": message("Probability of being first by expected regret"),
    "first_greatest_regret": message("Probability of being first by greatest regret"),
    "never_best_probability": message("Probability of being best under no probabilities"),
}


def title_of(column: str) -> Message | None:
    """Return what a column of the analysis is called; None for a name of the scheme."""
    k = column.removeprefix("top_")
    if k != column and k.isdecimal():
        return message("Among the first {k}", k=k)
    return HEADINGS.get(column)


def heading_of(column: str) -> str:
    """Return the heading of a column in the current language."""
    title = title_of(column)
    return column if title is None else str(title)
