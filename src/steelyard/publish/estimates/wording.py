"""What the page of an estimate says besides its content, in the current language."""

from __future__ import annotations

from steelyard.i18n import _
from steelyard.publish.figures.wording import figure_wording
from steelyard.publish.ranking.wording import ranking_wording

__all__ = ["wording"]


def wording() -> dict[str, str]:
    """Return the fixed texts of the page by name; the table is searched and sorted as a ranking."""
    return {
        **figure_wording(),
        **ranking_wording(),
        "facts": _("In short"),
        "no_units": _("No unit has a value by any method."),
        "table": _("All methods, side by side"),
        "caption": _("What each method gives for each unit, in the order of the ranking"),
        "highest": _("highest"),
        "lowest": _("lowest"),
        "methods": _("How the methods compare"),
        "methods_caption": _(
            "For how many units each method gives the highest and the lowest value above 0, and "
            "its value over the median of the methods, the middle unit's"
        ),
        "method": _("Method"),
        "with_value": _("Units with a value"),
        "not_positive": _("Not above 0"),
        "is_highest": _("Highest for"),
        "is_lowest": _("Lowest for"),
        "against_median": _("Over the median"),
        "inputs": _("What parts them"),
        "inputs_about": _(
            "Of the units on which methods disagree: for how many each input drives the "
            "difference, and the factor of the middle one of these, as it is and with the input "
            "at what is typical."
        ),
        "input": _("Input"),
        "drives": _("Drives it for"),
        "before_input": _("Factor"),
        "then": _("Factor then"),
        "greatest": _("Where methods disagree most"),
        "about": _("About these estimates"),
    }
