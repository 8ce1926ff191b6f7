"""What the page of scenarios says besides its content, in the current language."""

from __future__ import annotations

from typing import Literal

from steelyard.i18n import _
from steelyard.publish.figures.wording import figure_wording

__all__ = ["wording"]


def wording(best: Literal["most", "least"] = "most") -> dict[str, str]:
    """Return the fixed texts of the page by name.

    Parameters
    ----------
    best
        Whether the most or, as with costs, the least is best.
    """
    return {
        **figure_wording(),
        "lede": _(
            "Nobody knows which of these futures will come. Here is what each unit is worth in "
            "each of them, and how it is judged by different rules."
        ),
        "direction": _("More is better.") if best == "most" else _("Less is better."),
        "facts": _("In short"),
        "payoffs": _("Payoffs and regrets"),
        "payoffs_caption": _("Payoff in each scenario, and below it the regret"),
        "payoffs_note": _("The stronger its tint, the greater the regret; the best has none."),
        "regret": _("regret"),
        "best": _("best"),
        "probability": _("probability {share}"),
        "unknown": _("probability not known"),
        "rules": _("By every rule"),
        "rules_caption": _("Figure and rank by each rule"),
        "rule_expected": _("Expected payoff"),
        "rule_laplace": _("With equal probabilities"),
        "rule_worst": _("Worst payoff"),
        "rule_best_case": _("Best payoff"),
        "rule_expected_regret": _("Expected regret"),
        "rule_greatest_regret": _("Greatest regret"),
        "best_in": _("Best in so many scenarios"),
        "rank": _("rank {rank}"),
        "not_judged": _("not judged"),
        "never": _("Never best"),
        "ranges": _("For which probabilities each is best"),
        "ranges_caption": _(
            "From which to which probability of a scenario a unit has the best expected payoff, "
            "the other scenarios keeping their proportions"
        ),
        "ranges_none": _("No such ranges are known."),
        "sure": _("How sure this is"),
        "sure_caption": _("How likely each unit is first, by rule, and 5–95% intervals"),
        "by_expected": _("First by expected payoff"),
        "by_worst": _("First by worst payoff"),
        "by_regret": _("First by greatest regret"),
        "is_never": _("Best under no probabilities"),
        "expected_range": _("Expected payoff, 5–95%"),
        "regret_range": _("Greatest regret, 5–95%"),
        "reading": _("How to read it"),
        "more": _("The tables show the first {shown} of {count} units."),
        "table_data": _("all rows (CSV)"),
        "method": _("Method"),
    }
