"""What a unit's page says besides its content, in the current language."""

from __future__ import annotations

from steelyard.i18n import _

__all__ = ["wording"]


def wording() -> dict[str, str]:
    """Return the fixed texts of the page by name."""
    standing = _of_place() | _of_admission() | _of_sureness() | _of_estimates()
    return standing | _of_tree() | _of_passing() | _of_rows()


def _of_place() -> dict[str, str]:
    return {
        "facts": _("In short"),
        "rank": _("Rank"),
        "of": _("of {count}"),
        "of_longer": _("in a longer list"),
        "unranked": _("not ranked"),
        "median": _("list's median {median}"),
        "grade": _("Grade"),
        "rank_in": _("Rank in its group"),
        "beside": _("Units beside it in the ranking"),
        "previous": _("Just above"),
        "following": _("Just below"),
        "interval": _("Where the rank lies"),
        "interval_note": _("in nine of ten replications"),
        "before": _("Since the previous edition"),
        "before_rank": _("rank {rank} in {edition}"),
        "before_absent": _("not ranked in {edition}"),
        "before_parts": _("What the change of rank comes from"),
        "periods": _("Over time"),
        "periods_caption": _("Rank and score in each period, the last first"),
        "period": _("Period"),
        "ranked": _("Ranked"),
        "change": _("Change of rank"),
        "peers": _("Peers"),
        "peers_caption": _("The unit and those most like it"),
        "unit": _("Unit"),
        "distance": _("Distance"),
    }


def _of_admission() -> dict[str, str]:
    return {
        "admission": _("Admission to the list"),
        "admission_caption": _("Thresholds for the list, and the distance to each"),
        "threshold": _("Threshold"),
        "own_figure": _("Figure"),
        "wanted": _("Must be"),
        "lacking": _("Lacking"),
    }


def _of_sureness() -> dict[str, str]:
    return {
        "sure": _("How sure the rank is"),
        "distribution": _("How often each rank came out"),
        "distribution_text": _(
            "Ranks from {best} to {worst} came out; the line marks the published rank."
        ),
        "among": _("Probability to be among the first"),
        "first": _("first {count}"),
        "leader": _("first"),
        "fellows": _("Nearest of the group"),
    }


def _of_estimates() -> dict[str, str]:
    return {
        "by_method": _("By each method: {estimate}"),
        "by_method_caption": _(
            "What each method gives, how sure that is, and the rank by it alone"
        ),
        "method": _("Method"),
        "value": _("Value"),
        "between": _("5–95%"),
        "on_line": _("On a line where equal distances are equal factors"),
        "rank_between": _("Rank, 5–95%"),
        "parts_them": _("What parts the methods"),
        "parts_them_caption": _(
            "What would be left of the factor if one input alone were what is typical"
        ),
        "input": _("Input"),
        "own_figure": _("Own value"),
        "typical": _("Typical value"),
        "factor_then": _("Factor then"),
        "drives": _("drives it"),
    }


def _of_tree() -> dict[str, str]:
    return {
        "strengths": _("Strengths"),
        "weaknesses": _("Weaknesses"),
        "best_and_worst": _("Strengths and weaknesses"),
        "telling_rule": _(
            "The five indicators on which it ranks best, if in the better half of the list, and "
            "the five on which it ranks worst, if in the other half. An indicator counts only if "
            "no more than half of the units have the same score."
        ),
        "no_strengths": _("No indicator ranks it in the better half."),
        "no_weaknesses": _("No indicator ranks it in the worse half."),
        "rank_short": _("rank {rank}"),
        "tree": _("From the total to the figures"),
        "tree_caption": _(
            "Every criterion and indicator. The bar is the score, up to the most there is or to "
            "the best of the list; the line across it is the list's median."
        ),
        "criterion": _("Criterion or indicator"),
        "weight": _("Weight"),
        "points": _("Points"),
        "most": _("Most"),
        "score": _("Score"),
        "node_median": _("Median"),
        "node_rank": _("Rank"),
        "effect": _("Effect"),
        "figure": _("Figure"),
        "own": _("Own"),
        "effect_note": _(
            "Effect: what the total would lose if this score were the list's median instead. "
            "Weight: within the criterion above."
        ),
        "own_note": _("Own: the points that the unit's own people state."),
        "imputed": _("imputed"),
        "treated": _("treated"),
        "inapplicable": _("does not apply"),
        "unknown": _("not known"),
        "legend": _("What the marks mean"),
        "sources": _("Sources of the rules"),
        "source": _("source {number}"),
    }


def _of_passing() -> dict[str, str]:
    return {
        "next": _("What it would take to pass the next"),
        "leads": _("Nobody ranks above it."),
        "without": _("It has no rank, so there is nobody to pass."),
    }


def _of_rows() -> dict[str, str]:
    return {
        "steps": _("What more points would take"),
        "steps_note": _("Indicator by indicator, everything else as it is."),
        "and": _("and"),
        "or": _("or"),
        "breaches": _("Breaches and warnings"),
        "breaches_caption": _("Rows that break a rule, the gravest first"),
        "set_aside": _("Rows set aside, which are not scored"),
        "set_aside_caption": _("Rows left out before anything was scored, and why"),
        "severity": _("Severity"),
        "rule": _("Rule"),
        "where": _("Where"),
        "amount": _("Amount"),
        "behind": _("What is behind the figures"),
        "record": _("Record"),
        "row": _("Row"),
        "delivery": _("Delivery"),
        "counts": _("Counts"),
        "conditions": _("Rows count if: {conditions}"),
        "more_rows": _("… and {count} more rows."),
        "findings": _("What to know about its data"),
        "more_findings": _("… and {count} more."),
    }
