"""What the page of the plane says besides its content, in the current language."""

from __future__ import annotations

from steelyard.i18n import _
from steelyard.publish.figures.wording import figure_wording

__all__ = ["wording"]


def wording() -> dict[str, str]:
    """Return the fixed texts of the page by name."""
    return {
        **figure_wording(),
        "facts": _("In short"),
        "quadrant": _("Quadrant"),
        "quadrants": _("The quadrants"),
        "units": _("Units"),
        "expected": _("To expect"),
        "quadrants_caption": _("Units in each quadrant"),
        "expected_note": _(
            "“To expect” adds up the probabilities with which the units are in the quadrant."
        ),
        "every": _("Every unit"),
        "every_caption": _("Place, quadrant and its probability, the best ranked first"),
        "rank": _("Rank"),
        "probability": _("Probability"),
        "correlation": _("Correlation"),
        "of_quadrants": _("Probability of each quadrant"),
        "table_data": _("all rows (CSV)"),
        "reading": _("How to read it"),
        "small_print": _("Small print"),
        "how_sure": _("How sure the ranks are"),
        "method": _("Method"),
        "more": _("The table shows the first {shown} of {count} units."),
        "more_lists": _("Charts are drawn of the first {count} lists."),
    }
